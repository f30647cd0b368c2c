"""Open answers become themes and approved quotes. Texts are in memory only; hashes, theme ids and counts come out.

Knows no orchestrator. What others may use is named here.
"""

from pipelines.voices.answers import Answer
from pipelines.voices.approvals import Approved, Quote, approved_quotes
from pipelines.voices.candidates import Candidate, quote_candidates
from pipelines.voices.coding import Coded, Coding, code
from pipelines.voices.collected import Collected, collect
from pipelines.voices.gate import Gate, roster_of
from pipelines.voices.learned_words import propose_words
from pipelines.voices.proposals import Proposal, propose_themes
from pipelines.voices.reading import Placed
from pipelines.voices.scales import Reading, Readings, read_answers
from pipelines.voices.schemas import VOICES_SCHEMAS
from pipelines.voices.shares import ThemeShare, theme_shares, uncovered
from pipelines.voices.tables import codebook_version, voices_rows
from pipelines.voices.texts import normalised, text_hash

__all__ = [
    "VOICES_SCHEMAS",
    "Answer",
    "Approved",
    "Candidate",
    "Coded",
    "Coding",
    "Collected",
    "Gate",
    "Placed",
    "Proposal",
    "Quote",
    "Reading",
    "Readings",
    "ThemeShare",
    "approved_quotes",
    "code",
    "codebook_version",
    "collect",
    "normalised",
    "propose_themes",
    "propose_words",
    "quote_candidates",
    "read_answers",
    "roster_of",
    "text_hash",
    "theme_shares",
    "uncovered",
    "voices_rows",
]
