"""The word list of the quote gate: which words are English words, how common they are, and which are also names.

Here: the list (words.txt.gz), its licence (NOTICE.md), its reading (listing.py) and its making (make.py). Not here:
what the gate does with a word (pipelines/voices/gate.py).
"""

from pipelines.voices.words.listing import Words, load_words

__all__ = ["Words", "load_words"]
