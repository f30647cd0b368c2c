"""An attacker on a release: bounds every hidden figure from all that is published, and says which are too tight.

Shares no code with what hides (pipelines/release); it reads released files and nothing else.
"""

from pipelines.audit.audit import Audit, Weakness, audit
from pipelines.audit.reading import Knowledge, read_knowledge

__all__ = ["Audit", "Knowledge", "Weakness", "audit", "read_knowledge"]
