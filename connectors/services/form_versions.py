"""Reads submissions by the names of their questions, whatever version of the form they were made with.

For every connector of forms: short names, renamed questions, options of a multi-select, instances of a
repeat, and what each version has no answers to. How submissions are fetched is the connector's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from connectors.failures import PermanentFailure
from connectors.web.records import Record

# Which of several instances of a repeat a row stands for, counted from 1.
INSTANCE = "_instance"
# Stands in a column of a multi-select for all options that the feed does not list.
UNLISTED = "unlisted"


class FormOptions(BaseModel):
    """What every connector of forms lets a feed say about its questions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repeat: str | None = Field(
        default=None,
        description="Name or path of a repeated group. Each of its instances becomes a row, with the "
        "answers of its submission.",
    )
    renamed: dict[str, str] = Field(
        default={},
        description="Questions that had another name in earlier versions of the form: old name to new name.",
    )
    split: dict[str, list[str]] = Field(
        default={},
        description="Multi-selects with their options. Each option becomes a column question/option with "
        "true or false; question/unlisted tells of options that are not named here.",
    )
    incremental: bool = Field(
        default=False, description="Ask for new submissions only, and read all from time to time."
    )
    whole_every_days: int = Field(
        default=7,
        ge=1,
        description="With incremental: after so many days all is read again, to see what changes do not tell.",
    )


@dataclass(frozen=True)
class Answers:
    """Rows by question name, the reference and the submission of each row, and what was assumed."""

    rows: list[Record]
    refs: list[str]
    submissions: list[Record]
    notes: list[str]


def read_answers(
    submissions: list[Record],
    options: FormOptions,
    *,
    refer: Callable[[Record], str],
    version: str,
    is_kept: Callable[[str], bool],
) -> Answers:
    """Turn submissions, flat but for their repeats, into rows.

    A submission has `group/question` names. `version` is the name under which it holds the version of
    its form, `is_kept` knows which names are answers or worth keeping of what the server adds.
    """
    rows, refs, of_rows, notes = _unfolded(submissions, options.repeat, refer)
    rows = [{key: value for key, value in row.items() if is_kept(key)} for row in rows]
    rows, named = _short_names(rows, version)
    notes += named + _rename(rows, options.renamed) + _split(rows, options.split)
    return Answers(rows, refs, of_rows, notes + _version_notes(rows, version))


def _unfolded(
    submissions: list[Record], repeat: str | None, refer: Callable[[Record], str]
) -> tuple[list[Record], list[str], list[Record], list[str]]:
    """Return the rows with their references and submissions: one for each instance of the repeat."""
    if repeat is None:
        return [dict(one) for one in submissions], [refer(one) for one in submissions], submissions, []
    rows: list[Record] = []
    refs: list[str] = []
    of_rows: list[Record] = []
    for one in submissions:
        instances = [{**row, INSTANCE: number} for number, row in enumerate(_instances(one, repeat), 1)]
        rows += instances
        refs += [f"{refer(one)}, {repeat} {row[INSTANCE]}" for row in instances]
        of_rows += [one] * len(instances)
    if submissions and not rows:
        raise PermanentFailure(
            "no_repeat", f"No submission has a repeated group {repeat!r}. Correct repeat in the feed."
        )
    empty = len(submissions) - len({id(one) for one in of_rows})
    return rows, refs, of_rows, [f"{empty} submissions have no {repeat}, and no row."] if empty else []


def _instances(record: Record, repeat: str) -> list[Record]:
    """Return what stands in a repeat, with the answers around it; the repeat may stand in another."""
    for key, value in record.items():
        if not _is_repeat(value):
            continue
        around = {name: answer for name, answer in record.items() if name != key}
        joined = [{**around, **instance} for instance in value]
        if repeat in (key, _last(key)):
            return joined
        found = [row for one in joined for row in _instances(one, repeat)]
        if found:
            return found
    return []


def _is_repeat(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _short_names(rows: list[Record], version: str) -> tuple[list[Record], list[str]]:
    """Name each value after its question; where one version has the name in two groups, by its full path.

    A name in two groups that no version has together is a question that moved. What the server adds
    starts with "_" and keeps its path, and no short name may look like it.
    """
    homes: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        for key in _questions(row):
            homes.setdefault(_last(key), {}).setdefault(key, set()).add(_form(row, version))
    names: dict[str, str] = {}
    notes = []
    for name, paths in homes.items():
        if name.startswith("_"):
            continue
        if sum(map(len, paths.values())) == len(set().union(*paths.values())):
            names |= dict.fromkeys(paths, name)
            if len(paths) > 1:
                notes.append(f"question {name} moved: {' and '.join(paths)} were read as one.")
        else:
            notes.append(f"question {name} is in several groups; its columns have the full path.")
    return [{names.get(key, key): value for key, value in row.items()} for row in rows], notes


def _rename(rows: list[Record], renamed: dict[str, str]) -> list[str]:
    """Read an old question as the new one. A row that answers both keeps both."""
    notes = []
    for old, new in renamed.items():
        moved = 0
        for row in rows:
            if row.get(old) is not None and row.get(new) is None:
                row[new] = row.pop(old)
                moved += 1
        notes.append(f"{moved} answers to {old} were read as {new}.")
    return notes


def _split(rows: list[Record], questions: dict[str, list[str]]) -> list[str]:
    """Add a column for each option of a multi-select, whose answer is options with blanks between them.

    Options that are not listed are counted and not named: a question of free text may be listed by mistake.
    """
    notes = []
    for question, listed in questions.items():
        unlisted = 0
        for row in rows:
            chosen = _chosen(row.get(question))
            others = chosen - set(listed) if chosen is not None else None
            for option in listed:
                row[f"{question}/{option}"] = None if chosen is None else option in chosen
            row[f"{question}/{UNLISTED}"] = None if others is None else bool(others)
            unlisted += bool(others)
        if unlisted:
            notes.append(f"{unlisted} rows have options of {question} that split does not list.")
    return notes


def _chosen(answer: Any) -> set[str] | None:
    return set(answer.split()) if isinstance(answer, str) else None


def _version_notes(rows: list[Record], version: str) -> list[str]:
    """Say how many rows came with each version of the form, and which columns it has no answers to."""
    answered: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for row in rows:
        form = _form(row, version)
        counts[form] += 1
        answered.setdefault(form, set()).update(key for key, value in row.items() if value is not None)
    if len(counts) < 2:
        return []
    columns = _questions(key for row in rows for key in row)
    return [
        f"form version {form}: {counts[form]} rows"
        + (f", no answers to {', '.join(lacking)}." if lacking else ".")
        for form in counts
        for lacking in [[name for name in columns if name not in answered[form]]]
    ]


def _form(row: Record, version: str) -> str:
    return str(row.get(version) or "unknown")


def _questions(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if not name.startswith("_")]
