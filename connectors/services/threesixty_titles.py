"""The field paths of the 360Giving Data Standard, and the titles that its spreadsheets have for them.

Names only. Reading files is done in `threesixty`. Source: the standard's schema
(https://standard.threesixtygiving.org), in which each field has a title.
"""

from __future__ import annotations

import re

_GRANT = {
    "Identifier": "id",
    "Title": "title",
    "Description": "description",
    "Currency": "currency",
    "Amount Applied For": "amountAppliedFor",
    "Amount Awarded": "amountAwarded",
    "Amount Disbursed": "amountDisbursed",
    "Award Date": "awardDate",
    "URL": "url",
    "From An Open Call?": "fromOpenCall",
    "For Regrant Type": "regrantType",
    "Location Scope": "locationScope",
    "Related Activity": "relatedActivity",
    "Last Modified": "dateModified",
    "Data Source": "dataSource",
}
_LOCATION = {
    "Identifier": "id",
    "Name": "name",
    "Country Code": "countryCode",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "Description": "description",
    "Geographic Code": "geoCode",
    "Geographic Code Type": "geoCodeType",
    "Last Modified": "dateModified",
}
_ORGANISATION = {
    "Identifier": "id",
    "Name": "name",
    "Department": "department",
    "Contact Name": "contactName",
    "Charity Number": "charityNumber",
    "Company Number": "companyNumber",
    "Street Address": "streetAddress",
    "City": "addressLocality",
    "County": "addressRegion",
    "Country": "addressCountry",
    "Postal Code": "postalCode",
    "Phone Number": "telephone",
    "Alternate Name": "alternateName",
    "Email": "email",
    "Description": "description",
    "Organisation Type": "organisationType",
    "Web Address": "url",
    "Last Modified": "dateModified",
}
_DATES = {
    "Title": "title",
    "Description": "description",
    "Start Date": "startDate",
    "End Date": "endDate",
    "Duration (months)": "duration",
    "Last Modified": "dateModified",
}
_CODED = {
    "Vocabulary": "vocabulary",
    "Code": "code",
    "Title": "title",
    "Description": "description",
    "URL": "url",
    "Last Modified": "dateModified",
}
_DOCUMENT = {
    "Identifier": "id",
    "Title": "title",
    "Web Address": "url",
    "Description": "description",
    "Document Type": "documentType",
    "Last Modified": "dateModified",
}
_INDIVIDUAL = {"Identifier": "id", "Name": "name"}
_INDIVIDUAL_DETAILS = {
    "Primary Grant Reason": "primaryGrantReason",
    "Secondary Grant Reason": "secondaryGrantReason",
    "Grant Purpose": "grantPurpose",
}
# Title of a part: its field, whether that is a list, and the fields in it.
_PARTS: dict[str, tuple[str, bool, dict[str, str]]] = {
    "Recipient Org": ("recipientOrganization", True, _ORGANISATION),
    "Funding Org": ("fundingOrganization", True, _ORGANISATION),
    "Recipient Ind": ("recipientIndividual", False, _INDIVIDUAL),
    "To Individuals Details": ("toIndividualsDetails", False, _INDIVIDUAL_DETAILS),
    "Beneficiary Location": ("beneficiaryLocation", True, _LOCATION),
    "Planned Dates": ("plannedDates", True, _DATES),
    "Actual Dates": ("actualDates", True, _DATES),
    "Grant Programme": ("grantProgramme", True, _CODED),
    "Classifications": ("classifications", True, _CODED),
    "Funding Type": ("fundingType", True, _CODED),
    "Related Document": ("relatedDocument", True, _DOCUMENT),
}
_LOCATED = {"Recipient Org": "recipientOrganization", "Funding Org": "fundingOrganization"}
_NUMBER = re.compile(r":(\d+):")
_PLAIN_FIELDS = {*_GRANT.values(), *(field for field, _, _ in _PARTS.values())}


def _folded(title: str) -> str:
    return "".join(title.split()).casefold()


def _paths() -> dict[str, str]:
    """Return {folded title with # for a number: path with # for a number}."""
    paths = {_folded(title): field for title, field in _GRANT.items()}
    for title, (field, is_list, fields) in _PARTS.items():
        start = f"{field}/#" if is_list else field
        paths |= {_folded(f"{title}:{inner}"): f"{start}/{name}" for inner, name in fields.items()}
    for title, field in _LOCATED.items():
        paths |= {
            _folded(f"{title}:Location:{inner}"): f"{field}/#/location/0/{name}"
            for inner, name in _LOCATION.items()
        }
    return paths


_PATHS = _paths()


def field_path(title: str) -> str:
    """Return the path of a field for a title; any other title is returned as it is.

    "Recipient Org:Name" is recipientOrganization/0/name, "Recipient Org:1:Name" is
    recipientOrganization/1/name. Case and blanks do not count, as in the standard's own tools.
    """
    number = _NUMBER.search(title)
    plain = title[: number.start()] + ":" + title[number.end() :] if number else title
    path = _PATHS.get(_folded(plain))
    return path.replace("#", number[1] if number else "0") if path else title


def is_field(name: str) -> bool:
    """Say whether a column name is a field of the standard, or a path into one."""
    return name.partition("/")[0] in _PLAIN_FIELDS
