"""Which columns name a person: first and last name or the whole name, birth date, the partner's own number.

Proposes the identity of a feed. Contracts know these columns only as tokens, so their names are known here.
"""

from __future__ import annotations

import re

from pipelines.connect.answers import Answers
from pipelines.connect.model import Choice, ConnectError, Entry, Question, Sample
from pipelines.connect.names import SYNONYM, fold, likeness, word_set, words_of
from pipelines.connect.readings import date_format, formats_in

_WHOLE_PERSON = (
    "child", "kid", "student", "pupil", "participant", "client", "member", "person", "learner", "youth",
)  # fmt: skip
_NAMES = {
    "first_name": (
        "given name",
        "forename",
        "first",
        "fname",
        "preferred first name",
        "legal first name",
        *(f"{person} given" for person in _WHOLE_PERSON),
    ),
    "last_name": (
        "surname",
        "family name",
        "last",
        "lname",
        "legal last name",
        # The word alone means a household as often as a name.
        *(f"{person} family" for person in _WHOLE_PERSON),
    ),
    "full_name": (
        "name",
        "student name",
        "child name",
        "participant name",
        "client name",
        "pupil name",
        "member name",
    ),
    "birth_date": ("date of birth", "dob", "born", "birthday", "birth", "bdate", "birth dt", "d o b"),
    "local_id": (
        "card",
        "chart",
        "case",
        "case id",
        "record number",
        "file number",
        "student id",
        "child id",
        "participant id",
        "client id",
        "state id",
        "case no",
        "member id",
    ),
}
_NUMBERED = frozenset({*_WHOLE_PERSON, "case", "state", "patient", "resident", "record"})
_NUMBER = frozenset({"id", "no", "number", "num", "nr", "code", "key", "identifier"})
# Columns about somebody else, or about no person at all.
_OTHERS = word_set(
    """parent guardian mother father teacher staff coach school contact emergency sibling tutor advisor
    site program agency provider caregiver family household mentor instructor activity service event
    session zip area"""
)
_SURE = 86.0


def propose_people(sample: Sample, answers: Answers) -> tuple[dict[str, Entry], list[Question]]:
    """The identity of the feed with its evidence, and what is open about it.

    A whole name is used only where first and last name are not there.
    """
    identity: dict[str, Entry] = {}
    questions: list[Question] = []
    for part in _NAMES:
        if part == "full_name" and {"first_name", "last_name"} <= set(identity) and answers.get(part) is None:
            continue
        header, note, question = _column_for(
            part, sample, answers, {str(one.settings) for one in identity.values()}
        )
        if header:
            identity[part] = Entry(header, note)
        if question:
            questions.append(question)
    if "full_name" in identity:
        for part in ("first_name", "last_name"):
            identity.pop(part, None)
    questions += _birth_date(sample, identity, answers)
    questions += _other_half(sample, identity, answers, {question.key for question in questions})
    return identity, questions


def _other_half(
    sample: Sample, identity: dict[str, Entry], answers: Answers, asked: set[str]
) -> list[Question]:
    """Ask for the name that is missing where another part of the person was found: half a person is nobody."""
    if "full_name" in identity or not {"first_name", "last_name", "birth_date"} & set(identity):
        return []
    taken = {str(one.settings) for one in identity.values()}
    texts = [one.name for one in sample.columns if one.type == "text" and one.name not in taken]
    missing = [part for part in ("first_name", "last_name") if part not in {*identity, *asked}]
    return [
        Question(
            part,
            part,
            f"Which column is the {part.replace('_', ' ')}? Without it the names and birth date name nobody.",
            tuple(Choice(name, part.replace("_", " "), name) for name in texts),
            needed="local_id" not in identity,
        )
        for part in missing
        if answers.get(part) is None
    ]


def _column_for(
    part: str, sample: Sample, answers: Answers, taken: set[str]
) -> tuple[str | None, tuple[str, ...], Question | None]:
    """The partner's column for one part of the identity, its evidence, or the question which of several it is."""
    said = answers.get(part)
    if said is not None:
        if answers.leaves_out(part):
            return None, (), None
        return known_header(sample, said, part), ("answered",), None
    scores = {
        column.name: _score(part, column.name, sample)
        for column in sample.columns
        if column.name not in taken and _may_be(part, sample, column.name)
    }
    ranked = sorted((score, name) for name, score in scores.items() if score >= _SURE)[::-1]
    if not ranked:
        return None, (), None
    best, header = ranked[0]
    rivals = [name for score, name in ranked[1:] if score == best]
    if rivals:
        choices = tuple(Choice(name, part.replace("_", " "), name) for name in (header, *rivals))
        return None, (), Question(part, part, f"Which column is the {part.replace('_', ' ')}?", choices)
    others = [name for _, name in ranked[1:]]
    return header, ((f"the other candidate was {', '.join(map(repr, others))}",) if others else ()), None


def known_header(sample: Sample, said: str, key: str) -> str:
    """The partner's column that a person named; ConnectError with the names there are."""
    for column in sample.columns:
        if fold(column.name) == fold(said) or column.name == said:
            return column.name
    names = ", ".join(column.name for column in sample.columns)
    raise ConnectError(f"--answer {key}={said}: the source has no such column. It has: {names}.")


def _score(part: str, header: str, sample: Sample) -> float:
    score = max(
        likeness(one, part.replace("_", " "), _NAMES[part]) for one in (header, _without_person(header))
    )
    words = set(words_of(header))
    if part == "local_id" and words & _NUMBERED and words & _NUMBER and score < _SURE:
        return _SURE
    if header_is_a_person(header) and score < _SURE:
        is_number = any(map(str.isdigit, "".join(list(sample.counts(header))[:20])))
        return _SURE if part == ("local_id" if is_number else "full_name") else score
    return score


def _without_person(header: str) -> str:
    """A header without the word for the person: "Child's first name" is a first name."""
    kept = [word for word in words_of(header) if word not in _WHOLE_PERSON]
    return " ".join(kept) or header


def header_is_a_person(header: str) -> bool:
    """Whether a header is a word for the person alone, such as Student."""
    words = words_of(re.split(r"\s+/\s+|\.", header)[-1])
    return len(words) == 1 and words[0] in _WHOLE_PERSON


def _may_be(part: str, sample: Sample, header: str) -> bool:
    """Whether the words of the header and its values allow that it is this part of an identity."""
    words, seen = set(words_of(header)), sample.column(header)
    if words & _OTHERS and likeness(header, part.replace("_", " "), _NAMES[part]) < SYNONYM:
        return False
    if part == "birth_date":
        return bool(formats_in(sample, header)) or seen.type in ("date", "empty")
    if part in ("first_name", "last_name"):
        return seen.type in ("text", "empty", "boolean") and not words & _NUMBER
    if part == "full_name":
        return seen.type == "text" and _look_like_names(sample, header)
    return seen.type != "date" and "name" not in words


def _look_like_names(sample: Sample, header: str) -> bool:
    """Most texts have two words or more and no digit, and few of them repeat as categories do."""
    texts = list(sample.counts(header))
    named = [text for text in texts if len(text.split()) >= 2 and not any(map(str.isdigit, text))]
    return len(named) >= 0.8 * len(texts) and len(texts) > 3


def _birth_date(sample: Sample, identity: dict[str, Entry], answers: Answers) -> list[Question]:
    """Add the format of the birth date; where it is open, the column stays and the format waits."""
    if "birth_date" not in identity:
        return []
    header = str(identity["birth_date"].settings)
    form, notes, question = date_format(sample, header, "birth_date", answers, is_private=True)
    if form:
        identity["birth_date_format"] = Entry(form, tuple(notes))
    elif notes:
        identity["birth_date"] = Entry(header, (*identity["birth_date"].notes, *notes))
    if question is None:
        return []
    choices = tuple(
        Choice(choice.answer, choice.words, choice.words.partition(":")[0]) for choice in question.choices
    )
    return [Question(question.key, "birth_date_format", question.text, choices, needed=True)]
