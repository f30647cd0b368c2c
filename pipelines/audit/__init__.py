"""An attacker on a release: bounds every hidden figure from all that is published, and says which are too tight.

It reads released files, and takes nothing from what hides (pipelines/release), which asks it before anything is
released.
"""

from pipelines.audit.audit import Audit, Weakness, audit, bounded
from pipelines.audit.bounds import Memo
from pipelines.audit.reading import Knowledge, read_agenda, read_knowledge
from pipelines.audit.relations import Agenda

__all__ = [
    "Agenda",
    "Audit",
    "Knowledge",
    "Memo",
    "Weakness",
    "audit",
    "bounded",
    "read_agenda",
    "read_knowledge",
]
