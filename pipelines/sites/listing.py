"""One line of one agency's list of places, ready to be held against others. Not here: reading and writing tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, hypot, radians

from pipelines.sites.words import house_and_street, name_numbers, name_words, short_postcode

_METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True)
class Listing:
    """A place as one partner's feed lists it."""

    partner_id: str
    feed_id: str
    batch_id: str
    row_number: int
    site_id: str | None
    site_name: str
    street: str | None
    city: str | None
    postcode: str | None
    latitude: float | None
    longitude: float | None
    site_type: str
    area_id: str | None

    @cached_property
    def name(self) -> str:
        """The words of the name."""
        return name_words(self.site_name)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in the name."""
        return name_numbers(self.site_name)

    @cached_property
    def house(self) -> str:
        """The house number, or nothing."""
        return house_and_street(self.street)[0]

    @cached_property
    def road(self) -> str:
        """The street without the house number, or nothing."""
        return house_and_street(self.street)[1]

    @cached_property
    def code(self) -> str:
        """The postcode's five digits, or nothing."""
        return short_postcode(self.postcode)

    @property
    def list_id(self) -> tuple[str, str]:
        """The list that the line stands in."""
        return self.partner_id, self.feed_id

    @property
    def place(self) -> tuple[str, str, int]:
        """Where the line stands."""
        return self.partner_id, self.feed_id, self.row_number


def metres(one: Listing, other: Listing) -> float | None:
    """Metres between two places, None where one has no coordinates; flat, which is exact enough for a street."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(east, one.latitude - other.latitude) * _METRES_A_DEGREE
