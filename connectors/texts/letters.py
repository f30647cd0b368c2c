"""Judges whether decoded text is made of words as people write them.

Evidence for `encoding`, which asks it about several readings of the same bytes. Decodes nothing itself.
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

_FOREIGN_RUN = re.compile(r"(.?)([^\x00-\x7f]+)(.?)", re.DOTALL)
_LETTERS = frozenset("áéíóúàèìòùâêîôûäëïöüñçãõåæøœßýÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÄËÏÖÜÑÇÃÕÅÆØŒÝ")
_RARE_LETTERS = frozenset("šžÿðþŠŽŸÐÞ")
# Letters that are whole words: French à, Spanish ó, Italian è, Portuguese é.
_WORDS = frozenset("àáéèìíòóùú")
_SIGNS = frozenset("“”‘’„‚–—…•°€£¥§©®™«»½¼¾¹²³¡¿ºª±·×÷†‡\u00a0\u00ad\u2009\u202f\ufeff")
_IN_WORDS = frozenset("’‘·\u00ad")
_LONGEST_RUN = 2
_CLEAR_LEAD = 0.05
_CLEAR_LANGUAGE = 0.4

_OTHER_SCRIPTS = [
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2", "iso8859_5",
    "iso8859_7", "koi8_r", "cp866", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip


def believable(text: str) -> float:
    """Return the share (0 to 1) of the characters beyond ASCII that stand where Western writing has them.

    Accented letters stand in words, singly or in pairs, small among small letters; signs stand at the
    edge of words. Another encoding's letters break this: a capital in the middle of a word, a currency
    sign between letters, a whole word of accents. Text without such characters is believable.
    """
    good, total = 0.0, 0
    for before, run, after in _FOREIGN_RUN.findall(text):
        total += len(run)
        good += _believable_in_run(before, run, after)
    return good / total if total else 1.0


def _believable_in_run(before: str, run: str, after: str) -> float:
    if sum(character not in _SIGNS for character in run) > _LONGEST_RUN:
        return 0
    around = f"{before or ' '}{run}{after or ' '}"
    return sum(_fits(*around[index - 1 : index + 2]) for index in range(1, len(around) - 1))


def _fits(left: str, character: str, right: str) -> float:
    if character in _LETTERS or character in _RARE_LETTERS:
        if character.isupper() and left.islower():
            return 0
        if left.isalpha() or right.isalpha():
            return 1 if character in _LETTERS else 0.5
        return 0.6 if character in _WORDS and left in " ," else 0
    if character in _IN_WORDS:
        return 1
    return character in _SIGNS and not (left.isalpha() and right.isalpha() and right.islower())


def best_guess(content: bytes) -> str | None:
    """Return the encoding of another script or of Central Europe that fits, None unless one fits clearly best."""
    found = list(from_bytes(content, cp_isolation=_OTHER_SCRIPTS))
    if not found:
        return None
    best = found[0]
    rivals = [
        other
        for other in found[1:]
        if other.chaos - best.chaos < _CLEAR_LEAD and best.coherence - other.coherence < _CLEAR_LANGUAGE
    ]
    return None if rivals else best.encoding
