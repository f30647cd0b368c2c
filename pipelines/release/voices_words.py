"""What the released tables of open answers and their columns mean, as the released file tells it. Words only."""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "theme_shares": "How many of the people who answered an open question speak of a theme. "
    "Grain: one row per question, period, sub-program (or all) and theme.",
    "quotes": "Quotes of answers: with consent, through the gate, from a large enough group, and approved by a person. "
    "Grain: one row per quote.",
}
_THEME_SHARES = {
    "question_id": "The open question, as the initiative calls it.",
    "period_id": "The period in which people answered; only periods that are over.",
    "sub_program_id": "The sub-program, or 'all' for every one together.",
    "theme_id": "The theme of the codebook.",
    "theme": "Name of the theme.",
    "definition": "What belongs to the theme and what does not.",
    "position": "Place in the codebook.",
    "people_with": "People whose answers belong to the theme; empty where hidden.",
    "people": "People who answered, each counted once; empty where hidden.",
    "share": "People whose answers belong to the theme, out of those who answered, 0 to 1.",
    "margin": "Half of a 95 % interval: some of many answered, and finding themes errs.",
    "method": "words: by the codebook's words; trained: learned from labelled answers.",
    "codebook": "Digits that tell one codebook from another; shares of two are not compared.",
    "status": "published; suppressed: hidden to protect people.",
}
_QUOTES = {
    "position": "Place in the list of approvals.",
    "sha256": "Hash of the text, as it was approved.",
    "text": "What was written, word for word.",
    "role": "Who speaks: participant, family, staff, volunteer, partner, resident, other or unknown. Never a name.",
    "sub_program_id": "The sub-program that the answer is about.",
    "theme_ids": "The themes it may stand beside, separated by commas; empty for none.",
}
COLUMNS: Mapping[str, Mapping[str, str]] = {"theme_shares": _THEME_SHARES, "quotes": _QUOTES}
