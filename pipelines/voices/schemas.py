"""The columns of the tables of open answers in the pipeline's own warehouse. Not here: their rows (tables.py).

What each may show: docs/voices.md. Read when the definitions load, so nothing slow is imported here.
"""

from __future__ import annotations

VOICES_SCHEMAS: dict[str, dict[str, str]] = {
    "theme_shares": {
        "question_id": "VARCHAR", "period_id": "VARCHAR", "sub_program_id": "VARCHAR", "theme_id": "VARCHAR",
        "theme": "VARCHAR", "definition": "VARCHAR", "position": "INTEGER", "people_with": "BIGINT",
        "people": "BIGINT", "share": "DOUBLE", "margin": "DOUBLE", "method": "VARCHAR", "codebook": "VARCHAR",
    },
    "answer_themes": {
        "partner_id": "VARCHAR", "batch_id": "VARCHAR", "row_number": "BIGINT", "question_id": "VARCHAR",
        "sub_program_id": "VARCHAR", "role": "VARCHAR", "period_id": "VARCHAR", "text_sha256": "VARCHAR",
        "may_quote": "BOOLEAN", "theme_id": "VARCHAR",
    },
    "quotes": {
        "position": "INTEGER", "sha256": "VARCHAR", "text": "VARCHAR", "role": "VARCHAR",
        "sub_program_id": "VARCHAR", "theme_ids": "VARCHAR",
    },
    "theme_proposals": {
        "position": "INTEGER", "words": "VARCHAR", "people": "BIGINT", "answers": "BIGINT",
    },
}  # fmt: skip
