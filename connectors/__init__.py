"""How data gets in: connectors pull rows from files, forms and APIs, and landing keeps them.

Knows nothing of Dagster, Great Expectations, dbt, contracts or initiatives. What others may use is
named here; everything else is internal.
"""

from __future__ import annotations

from connectors.failures import FeedFailure, PermanentFailure, TransientFailure
from connectors.landing.answer_files import ANSWER_SCHEMA, read_answers
from connectors.landing.batch_content import Limits
from connectors.landing.identity import IdentityColumns, tokenise
from connectors.landing.keys import derive_key, load_initiative_key, load_key
from connectors.landing.land import Batch, land, read_batch, read_earlier, read_original
from connectors.landing.people_files import BLOCK_SCHEMA, read_people
from connectors.policy import HttpPolicy
from connectors.pull import Connector, Earlier, FileLayout, Original, Pull, PullContext
from connectors.registry import CONNECTORS, pull
from connectors.tokens.keyed import initiative_key, linking_key, local_token, person_token
from connectors.tokens.names import full_forms, normalise_name
from connectors.tokens.sounds import sound
from connectors.workbooks.fix_sheet import FIX_SUMMARY_SHEET

__all__ = [
    "ANSWER_SCHEMA",
    "BLOCK_SCHEMA",
    "CONNECTORS",
    "FIX_SUMMARY_SHEET",
    "Batch",
    "Connector",
    "Earlier",
    "FeedFailure",
    "FileLayout",
    "HttpPolicy",
    "IdentityColumns",
    "Limits",
    "Original",
    "PermanentFailure",
    "Pull",
    "PullContext",
    "TransientFailure",
    "derive_key",
    "full_forms",
    "initiative_key",
    "land",
    "linking_key",
    "load_initiative_key",
    "load_key",
    "local_token",
    "normalise_name",
    "person_token",
    "pull",
    "read_answers",
    "read_batch",
    "read_earlier",
    "read_original",
    "read_people",
    "sound",
    "tokenise",
]
