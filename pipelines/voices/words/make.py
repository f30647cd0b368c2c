"""Makes words.txt.gz anew: `python -m pipelines.voices.words.make SCOWL_FOLDER NAMES_FOLDER`.

Here: choosing words of SCOWL and marking those that are names of the 1990 US Census. SCOWL_FOLDER holds the lists of
SCOWL (`final/`), NAMES_FOLDER the Census' files dist.male.first, dist.female.first and dist.all.last.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from pipelines.voices.words.listing import WORDS_FILE

# SCOWL's size 60 is what it recommends for a spelling checker; larger sizes hold words that few people know.
SIZES = (10, 20, 35, 40, 50, 55, 60)
# First names of today that were rare in 1990, and short forms: words of nature, virtues, trades.
_NEWER_FIRST_NAMES = """
    poppy fern sage willow aspen clover juniper linden rowan basil jasper onyx coral sapphire diamond river storm ocean
    phoenix wren lark raven robin scout blaze ace royal legend messiah genesis trinity destiny heaven serenity harmony
    melody justice liberty honor mercy constance patience prudence charity verity clarity felicity bliss merry star
    angel cherish precious treasure princess kitty bunny buddy bud rusty sandy woody rocky sonny chip buck rod peg dot
    kit pip archer tanner porter fletcher sawyer ranger gunner ryder rider saint brooks reed forest cliff heath dale
    clay flint jet colt hawk falcon drake christian lavender primrose marigold bonnie birdie honey cookie candy happy
    lucky sunny earnest ernest duke baron earl major cash jewel gem opal topaz garnet indigo scarlet crimson cedar maple
    olive apple cherry peach berry clementine saffron
"""
_SPELLINGS = ("english", "american", "british", "british_z")
# Of the 88,799 surnames the rarer ones are hardly anybody's; these are the names of two Americans of three.
_SURNAMES = 10_000


def make(scowl: Path, names: Path) -> bytes:
    """The file's bytes: a line is a word, SCOWL's size, and F and L where it is a first or a last name too."""
    sizes = _sizes(scowl)
    first = _names(names / "dist.male.first") | _names(names / "dist.female.first") | _proper_names(scowl)
    first |= {*_NEWER_FIRST_NAMES.split()}
    last = _names(names / "dist.all.last", _SURNAMES)
    lines = [
        f"{word}\t{size}\t{'F' * (word in first)}{'L' * (word in last)}\n"
        for word, size in sorted(sizes.items())
    ]
    return gzip.compress("".join(lines).encode(), compresslevel=9, mtime=0)


def _sizes(scowl: Path) -> dict[str, int]:
    """Each lower-case word with the smallest size that holds it; words with an apostrophe are left out."""
    found: dict[str, int] = {}
    for size in SIZES:
        for spelling in _SPELLINGS:
            path = scowl / f"{spelling}-words.{size}"
            for word in path.read_text("latin-1").split() if path.is_file() else ():
                if word.isascii() and word.isalpha() and word.islower() and (len(word) > 1 or word == "a"):
                    found.setdefault(word, size)
    return found


def _names(path: Path, most: int | None = None) -> set[str]:
    return {line.split()[0].lower() for line in path.read_text("ascii").splitlines()[:most]}


def _proper_names(scowl: Path) -> set[str]:
    lists = (scowl / f"english-proper-names.{size}" for size in SIZES)
    return {word.lower() for path in lists if path.is_file() for word in path.read_text("latin-1").split()}


if __name__ == "__main__":
    WORDS_FILE.write_bytes(make(Path(sys.argv[1]), Path(sys.argv[2])))
