"""Puts a proposal together: identity, matched columns with their reading, what follows from them, what is open.

A pure function of the sample, the words and the answers: asked again after each answer, it says what is left.
"""

from __future__ import annotations

from collections import Counter

from expectations.contract import Column
from pipelines.connect.answers import Answers
from pipelines.connect.derived import derive, group_columns
from pipelines.connect.figures import find_figures
from pipelines.connect.matching import YEAR_COLUMNS, Match, can_be, match_columns
from pipelines.connect.model import Choice, ConnectError, Entry, Proposal, Question, Sample
from pipelines.connect.names import TAIL, USUAL, fold, word_set, words_of
from pipelines.connect.people import propose_people
from pipelines.connect.reading import read_column
from pipelines.connect.readings import year_in
from pipelines.connect.vocabulary import Vocabulary
from pipelines.connect.words import map_words

_MOST_CHOICES = 12
# Columns that say when a row was written, or a person born, not when something happened.
_ENTRY = word_set(
    "created updated modified entered entry submitted timestamp submission birth born dob printed changed"
)


def propose(
    sample: Sample, vocabulary: Vocabulary, answers: Answers, *, feed: str, sub_program: str | None
) -> Proposal:
    """Propose the feed of a sample. Nothing that is ambiguous is chosen: it is among the questions."""
    contract = vocabulary.contract
    proposal = Proposal(feed, contract.record_type, sub_program, sample, questions=list(sample.questions))
    if contract.has_people:
        proposal.identity, open_people = propose_people(sample, answers)
        proposal.questions += open_people
        if not proposal.identity and not open_people:
            proposal.questions.append(_who(sample))
    settled = {"sub_program"} if sub_program else set()
    if sub_program is None:
        settled |= _only_sub_program(proposal, vocabulary, answers)
    settled |= _answered(proposal, vocabulary, answers, settled)
    if contract.record_type == "total":
        settled |= find_figures(proposal, answers)
    if "group_value" not in settled:
        proposal.questions += group_columns(proposal, vocabulary)
        settled |= set(proposal.columns)
    for name, match in match_columns(sample, vocabulary, proposal.used_columns, settled).items():
        _add(proposal, vocabulary, contract.column(name), match, answers)
    _only_dates(proposal, vocabulary, answers, settled)
    derive(proposal, vocabulary)
    _same_dates(proposal, vocabulary)
    _missing(proposal, vocabulary, answers, settled)
    proposal.questions.sort(key=lambda question: not question.needed)
    order = [column.name for column in contract.columns]
    proposal.columns = {name: proposal.columns[name] for name in order if name in proposal.columns}
    return proposal


def _who(sample: Sample) -> Question:
    text = "Which column says who a row is about? Rows of people need a name and birth date, or the partner's number."
    choices = tuple(
        Choice(seen.name, "the partner's number", seen.name) for seen in sample.columns[:_MOST_CHOICES]
    )
    return Question("local_id", "local_id", text, choices, needed=True)


def _only_sub_program(proposal: Proposal, vocabulary: Vocabulary, answers: Answers) -> set[str]:
    """A feed that can belong to one sub-program only belongs to it."""
    allowed = vocabulary.contract.column("sub_program").allowed
    said = answers.get("sub_program")
    is_header = said is not None and any(said == seen.name for seen in proposal.sample.columns)
    if said is not None and (said in allowed or (not allowed and not is_header)):
        proposal.sub_program = said
    elif len(allowed) == 1 and said is None:
        proposal.sub_program = allowed[0]
        proposal.notes.append(f"assumed: sub_program {allowed[0]}, the only one that fits")
    return {"sub_program"} if proposal.sub_program else set()


def _answered(proposal: Proposal, vocabulary: Vocabulary, answers: Answers, settled: set[str]) -> set[str]:
    """Write what a person said about a column: a column of the partner's, one value for all rows, or nothing."""
    done: set[str] = set()
    for column in vocabulary.contract.value_columns:
        said = answers.get(column.name)
        if said is None or column.name in settled:
            continue
        done.add(column.name)
        if answers.leaves_out(column.name):
            continue
        constant, header = _meant(proposal.sample, vocabulary, column, said)
        if header is None:
            proposal.columns[column.name] = Entry({"constant": constant}, ("answered",))
        else:
            _add(proposal, vocabulary, column, Match(column.name, header, TAIL), answers)
    return done


def _meant(
    sample: Sample, vocabulary: Vocabulary, column: Column, said: str
) -> tuple[str | None, str | None]:
    """(value, None) or (None, header). An allowed value goes before a header of the same spelling."""
    if said in column.allowed:
        return said, None
    for seen in sample.columns:
        if seen.name == said or fold(seen.name) == fold(said):
            return None, seen.name
    if column.allowed:
        words = map_words(_once(said), column.allowed, lambda value: vocabulary.names(column.name, value))
        if words.words[0].value:
            return words.words[0].value, None
    if column.logical_type == "string" and not column.allowed:
        return said, None
    names = ", ".join(seen.name for seen in sample.columns)
    values = f" Its values are {', '.join(column.allowed[:20])}." if column.allowed else ""
    raise ConnectError(
        f"--answer {column.name}={said}: that is neither a column of the source nor an allowed value. "
        f"The source has: {names}.{values}"
    )


def _once(text: str) -> Counter[str]:
    return Counter([text])


def _add(proposal: Proposal, vocabulary: Vocabulary, column: Column, match: Match, answers: Answers) -> None:
    """Write a matched column, or the questions that keep it open."""
    if match.rivals:
        proposal.questions.append(_which(column, match))
        return
    entry, questions = read_column(proposal.sample, vocabulary, column, match.header, answers)
    proposal.questions += questions
    if entry is not None:
        notes = (*_why(match), *entry.notes)
        proposal.columns[column.name] = Entry(entry.settings, notes)


def _which(column: Column, match: Match) -> Question:
    headers = (match.header, *match.rivals)
    choices = tuple(Choice(header, f"use '{header}'", header) for header in headers)
    text = f"Which column is {column.name}? {' and '.join(map(repr, headers))} fit equally well."
    return Question(column.name, column.name, text, (*choices, Choice("-", "none")), needed=column.required)


def _why(match: Match) -> list[str]:
    notes = []
    if match.by_values:
        notes.append(f"assumed: '{match.header}' by its values, which are the agreed ones")
    elif match.score == USUAL:
        notes.append(f"assumed: '{match.header}' is a usual name for {match.column}")
    elif match.score < TAIL:
        notes.append(f"assumed: the name '{match.header}' is like {match.column}, {match.score:.0f} of 100")
    if match.others:
        notes.append(f"the next candidate was {', '.join(map(repr, match.others))}")
    return notes


def _only_dates(proposal: Proposal, vocabulary: Vocabulary, answers: Answers, settled: set[str]) -> None:
    """The one required date that is missing is the one column of dates that is left, if its name speaks of no entry."""
    waiting = {*proposal.columns, *settled, *(question.column for question in proposal.questions)}
    wanted = [
        column
        for column in vocabulary.contract.value_columns
        if column.logical_type == "date" and column.required and column.name not in waiting
    ]
    left = [proposal.sample.column(name) for name in proposal.unused_columns]
    dates = [seen.name for seen in left if wanted and can_be(proposal.sample, vocabulary, wanted[0], seen)]
    asked = {choice.answer for question in proposal.questions for choice in question.choices}
    if len(wanted) != 1 or len(dates) != 1 or dates[0] in asked or set(words_of(dates[0])) & _ENTRY:
        return
    note = f"assumed: '{dates[0]}' is the only column of dates that is left"
    _add(proposal, vocabulary, wanted[0], Match(wanted[0].name, dates[0], TAIL), answers)
    entry = proposal.columns.get(wanted[0].name)
    if entry is not None:
        proposal.columns[wanted[0].name] = Entry(entry.settings, (note, *entry.notes))


def _same_dates(proposal: Proposal, vocabulary: Vocabulary) -> None:
    """A date column without a value in the sample is written as the other dates are, if these agree."""
    dates = [column.name for column in vocabulary.contract.value_columns if column.logical_type == "date"]
    formats = {
        entry.settings["format"]
        for name in dates
        if (entry := proposal.columns.get(name))
        and isinstance(entry.settings, dict)
        and "format" in entry.settings
    }
    for name in dates:
        entry = proposal.columns.get(name)
        if entry is None or len(formats) != 1 or not isinstance(entry.settings, str):
            continue
        if proposal.sample.column(entry.settings).filled == 0:
            settings = {"column": entry.settings, "format": next(iter(formats))}
            note = "assumed: no value in the sample, so written as the other dates"
            proposal.columns[name] = Entry(settings, (*entry.notes, note))


def _missing(proposal: Proposal, vocabulary: Vocabulary, answers: Answers, settled: set[str]) -> None:
    """Ask for every required column that nothing was found for, with the columns and values that could be it."""
    waiting = {question.column for question in proposal.questions if ":" not in question.key}
    for column in vocabulary.contract.value_columns:
        name = column.name
        if not column.required or name in {
            *proposal.columns,
            *waiting,
            *(settled - _left_out(answers, name)),
        }:
            continue
        year = year_in(proposal.sample.pulled.source) if name in YEAR_COLUMNS else None
        if year and (year in column.allowed or not column.allowed):
            note = f"assumed: the name of the source says {year}; another year needs a feed of its own"
            proposal.columns[name] = Entry({"constant": year}, (note,))
            continue
        if len(column.allowed) == 1:
            note = f"assumed: {column.allowed[0]} is the only value that is allowed"
            proposal.columns[name] = Entry({"constant": column.allowed[0]}, (note,))
            continue
        values = [Choice(value, "for every row", {"constant": value}) for value in column.allowed]
        free = [proposal.sample.column(header) for header in proposal.unused_columns]
        fitting = [seen.name for seen in free if can_be(proposal.sample, vocabulary, column, seen)]
        headers = [Choice(header, "the column", header) for header in fitting]
        text = f"What is {name}? {column.description} No column of the source was found for it."
        choices = (*values[:_MOST_CHOICES], *headers[:_MOST_CHOICES])
        proposal.questions.append(Question(name, name, text, choices, needed=True, is_free=True))


def _left_out(answers: Answers, name: str) -> set[str]:
    return {name} if answers.leaves_out(name) else set()
