"""A release as documents: the PDF report, report cards, slides and the e-mail digest, from the release folder alone.

Here: everything that is printed, projected or mailed. Not here: the site (pipelines/report), open data and workbooks.
"""

from __future__ import annotations

from pipelines.documents.changes import Before, read_before, release_before
from pipelines.documents.delivery import Sent, SmtpSettings, send_digest, smtp_settings
from pipelines.documents.digest import write_digest, write_what_changed
from pipelines.documents.document import write_report
from pipelines.documents.report_card import write_report_cards
from pipelines.documents.slides import write_slides
from pipelines.documents.source import NotAReleaseError, Source, read_source
from pipelines.documents.typesetting import Paper, paper_of

# Where the documents stand in a release.
FOLDER = "documents"

__all__ = [
    "FOLDER",
    "Before",
    "NotAReleaseError",
    "Paper",
    "Sent",
    "SmtpSettings",
    "Source",
    "paper_of",
    "read_before",
    "read_source",
    "release_before",
    "send_digest",
    "smtp_settings",
    "write_digest",
    "write_report",
    "write_report_cards",
    "write_slides",
    "write_what_changed",
]
