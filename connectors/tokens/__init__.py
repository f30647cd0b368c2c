"""A person's identity as keyed tokens. Standard library only: partners run this room in their own house.

Here: normalising, the blocks, the keys, the file tool. Not here: batches (landing) and who is who (pipelines/people).
"""
