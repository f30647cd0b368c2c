"""Who is the same person: joins what batches say of people, by tokens and, where it is agreed, by names.

Knows no orchestrator. What others may use is named here.
"""

from pipelines.people.person_keys import PEOPLE_SCHEMAS, find_people, write_person_keys

__all__ = ["PEOPLE_SCHEMAS", "find_people", "write_person_keys"]
