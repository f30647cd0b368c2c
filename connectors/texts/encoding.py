"""Finds out in which encoding the bytes of a text file are written, and says what was assumed.

Bytes in, the name of an encoding out. Which letters make a reading believable is judged in `letters`.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.failures import PermanentFailure
from connectors.texts.letters import believable, best_guess

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # The mark of UTF-16 is also the beginning of the mark of UTF-32.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_SAMPLE_BYTES = 65_536
_EVIDENCE_BYTES = 200_000
_ENOUGH_LETTERS = 8
_DOUBTFUL = 0.6
_HOPELESS = 0.3
_HELP = "Save it as 'CSV UTF-8', or give its encoding."
_CONTROLS = bytes(code for code in range(2, 32) if code not in b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f")

_STRAY = "stray-bytes-as-cp1252"


@dataclass(frozen=True)
class Encoding:
    """The name of a codec, how it treats bytes that do not fit, and what was assumed."""

    name: str
    errors: str = "strict"
    notes: list[str] = field(default_factory=list)


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    # The five bytes that cp1252 leaves undefined keep their number, so that nothing is lost.
    stray = error.object[error.start : error.end]
    text = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in stray)
    return text, error.end


codecs.register_error(_STRAY, _read_stray_bytes)


def find_encoding(content: bytes, name: str, given: str | None = None) -> Encoding:
    """Return the encoding of a text file; `given` is taken at its word.

    PermanentFailure `unreadable_file` where the bytes are no text, do not fit the given encoding, or
    can be read in several ways that give different letters.
    """
    if given is not None:
        return _check_given(content, name, given)
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return Encoding(
                codec, notes=[] if codec == "utf-8-sig" else [f"{name}: read as {codec.upper()}."]
            )
    wide = _wide_encoding(content[:_SAMPLE_BYTES])
    if wide is not None:
        return Encoding(wide, notes=[f"{name}: read as {wide.upper()}, by the pattern of its zero bytes."])
    _check_text(content[:_SAMPLE_BYTES], name)
    if decodes(content, "utf-8"):
        return Encoding("utf-8")
    return _narrow_encoding(content, name)


def decodes(content: bytes, encoding: str) -> bool:
    """Say whether all bytes fit an encoding, without holding a second copy of them."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(content[start : start + _CHUNK], final=start + _CHUNK >= len(content))
    except UnicodeError:
        return False
    return True


def _check_given(content: bytes, name: str, given: str) -> Encoding:
    try:
        # Unlike codecs.lookup it does not accept hex and zip, which give no text.
        io.TextIOWrapper(io.BytesIO(), given)
        codec = codecs.lookup(given).name
    except LookupError:
        raise PermanentFailure("unreadable_file", f"{name}: there is no encoding {given!r}.") from None
    if not decodes(content, codec):
        raise PermanentFailure("unreadable_file", f"{name} is not written in {given}. {_HELP}")
    return Encoding("utf-8-sig" if codec == "utf-8" else codec)


def _wide_encoding(sample: bytes) -> str | None:
    """Return UTF-32 or UTF-16 without a mark: most of every fourth or second byte is then zero."""
    if b"\0" not in sample or len(sample) < 8:
        return None
    zeros = [sample[phase::4].count(0) / len(sample[phase::4]) for phase in range(4)]
    often, seldom = [share > 0.4 for share in zeros], [share < 0.1 for share in zeros]
    if all(often[1:]) and seldom[0]:
        return "utf-32-le"
    if all(often[:3]) and seldom[3]:
        return "utf-32-be"
    if often[1] and often[3] and seldom[0] and seldom[2]:
        return "utf-16-le"
    if often[0] and often[2] and seldom[1] and seldom[3]:
        return "utf-16-be"
    return None


def _check_text(sample: bytes, name: str) -> None:
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > 0.02 * len(sample) or sample.count(0) > 0.3 * len(sample):
        raise PermanentFailure(
            "unreadable_file",
            f"{name} is not a text file. Open it in the program that made it and save it as 'CSV UTF-8'.",
        )


def _narrow_encoding(content: bytes, name: str) -> Encoding:
    """Tell UTF-8 with a few stray bytes from an encoding of one byte a letter (or of East Asia)."""
    sound, broken = _count_utf8_lines(content)
    if sound >= len(broken):
        rest = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
        note = f"{name}: line {broken[0]}{rest} has bytes that are not UTF-8; they were read as cp1252."
        return Encoding("utf-8", _STRAY, [note])
    evidence = _lines_with_high_bytes(content)
    candidates = [one for one in ("cp1252", "mac-roman", "cp850") if decodes(content, one)]
    scores = {one: believable(evidence.decode(one)) for one in candidates}
    best = max(scores.values(), default=0.0)
    much = sum(byte > 127 for byte in evidence) >= _ENOUGH_LETTERS
    if best < _DOUBTFUL and much:
        other = best_guess(evidence)
        if other is not None and decodes(content, other):
            return Encoding(other, notes=[_assumed(name, other, "its letters fit best")])
        if best < _HOPELESS:
            raise _unclear(name, [])
    if scores.get("cp1252", -1) >= min(0.8, best - 0.2):
        doubt = "" if scores["cp1252"] >= 0.8 else " Some of its letters make no words: check them."
        return Encoding("cp1252", notes=[f"{name}: not UTF-8, read as cp1252 (Windows).{doubt}"])
    likely = [one for one in candidates if scores[one] > best - 0.1]
    if len(likely) != 1:
        raise _unclear(name, likely)
    return Encoding(likely[0], notes=[_assumed(name, likely[0], "its letters make no words in cp1252")])


def _unclear(name: str, likely: list[str]) -> PermanentFailure:
    guess = f" It could be {' or '.join(likely)}." if likely else ""
    return PermanentFailure(
        "unreadable_file", f"{name}: the encoding is neither UTF-8 nor clearly cp1252.{guess} {_HELP}"
    )


def _assumed(name: str, encoding: str, why: str) -> str:
    return f"{name}: not UTF-8; assumed to be {encoding}, because {why}. Give its encoding if that is wrong."


def _count_utf8_lines(content: bytes) -> tuple[int, list[int]]:
    """Return how many lines have letters that are sound UTF-8, and the numbers of those that are broken."""
    sound, broken = 0, []
    for number, line in _high_lines(content):
        try:
            line.decode("utf-8")
            sound += 1
        except UnicodeDecodeError:
            broken.append(number)
    return sound, broken


def _lines_with_high_bytes(content: bytes) -> bytes:
    taken: list[bytes] = []
    size = 0
    for _, line in _high_lines(content):
        taken.append(line)
        size += len(line)
        if size > _EVIDENCE_BYTES:
            break
    return b"\n".join(taken)


def _high_lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(io.BytesIO(content), 1):
        if not line.isascii():
            yield number, line
