"""Who is the same person: joins what batches say of people, by tokens and, where it is agreed, by names.

Knows no orchestrator. What others may use is named here.
"""
