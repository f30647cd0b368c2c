"""Makes tokens in a partner's own house: a csv file in, the same file without identity out. Needs nothing but Python.

Here: the command, one table through it. Not here: other kinds of files (pipelines/cli/tokenise.py reads them first).
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from connectors.tokens.keyed import SHORTEST_SECRET, initiative_key, key_of_secret, linking_key
from connectors.tokens.person import IDENTITY_FIELDS, NAME_FIELDS
from connectors.tokens.row_tokens import TOKEN_COLUMNS, row_tokens

KEY_VARIABLE = "COMMON_MEASURE_LINKING_KEY"
_HELP = {
    "first_name": "column with the first name",
    "last_name": "column with the last name",
    "full_name": "column with the whole name, 'First Last' or 'Last, First'",
    "birth_date": "column with the birth date",
    "local_id": "column with your own number for the person",
    "phone": "column with a telephone number",
    "email": "column with an e-mail address",
    "street_address": "column with house number and street",
    "postcode": "column with the postcode",
    "household_id": "column with your own number for the household",
}


class ToolError(Exception):
    """What stops the tool, with the fix; never a value of a person."""


@dataclass(frozen=True)
class Task:
    """What is to be done to a table. `columns` are the identity fields that it has and its names for them."""

    partner: str
    columns: Mapping[str, str]
    key: bytes
    birth_date_format: str | None = None
    keep: tuple[str, ...] = ()


def read_key(path: str | None, initiative: str | None) -> bytes:
    """The linking key from the key file, else from the environment; raises ToolError.

    With `initiative` the secret is one that partners share, and the key of that initiative is drawn from it.
    """
    secret = (
        Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(KEY_VARIABLE, "").strip()
    )
    if not secret:
        raise ToolError(f"There is no key. Give --key-file, or put the key into {KEY_VARIABLE}.")
    key = key_of_secret(secret)
    if key is None:
        raise ToolError(
            f"The key has fewer than {SHORTEST_SECRET} characters. Use 64 random hexadecimal digits."
        )
    return linking_key(initiative_key(key, initiative)) if initiative else key


def tokenised(header: Sequence[str], rows: Iterable[Sequence[str]], task: Task) -> Iterator[list[str]]:
    """The header and the rows with tokens in the place of identity; raises ToolError for a column that is not there."""
    missing = [name for name in task.columns.values() if name not in header]
    if missing or not task.columns:
        named = ", ".join(f"'{name}'" for name in missing) or "at least one"
        raise ToolError(f"Column {named} is not in the file. Write the names as in the first row.")
    at = {name: header.index(column) for name, column in task.columns.items()}
    hidden = set(task.columns.values()) - set(task.keep)
    hidden |= {*TOKEN_COLUMNS, "blocks"}
    kept = [place for place, name in enumerate(header) if name not in hidden]
    yield [*(header[place] for place in kept), *TOKEN_COLUMNS, "blocks"]
    needs_names = any(name in task.columns for name in NAME_FIELDS)
    for number, row in enumerate(rows, 2):
        if len(row) < len(header):
            raise ToolError(f"Line {number} has fewer cells than the first row. Save the file anew as csv.")
        made = row_tokens(
            {name: row[place].strip() or None for name, place in at.items()},
            key=task.key,
            partner=task.partner,
            birth_date_format=task.birth_date_format,
            needs_names=needs_names,
            needs_somebody=True,
        )
        yield [*(row[place] for place in kept), *(text or "" for text in made.columns), made.blocks_text]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the tool; the command `common-measure tokenise` has the same."""
    parser.add_argument("file", help="csv file to read")
    parser.add_argument("--out", required=True, help="csv file to write")
    parser.add_argument("--partner", required=True, help="your id in the initiative")
    parser.add_argument("--key-file", help=f"file with the key; otherwise {KEY_VARIABLE}")
    parser.add_argument(
        "--initiative", help="the initiative's id, where the key is a secret that partners share"
    )
    for name in IDENTITY_FIELDS:
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="COLUMN", help=_HELP[name])
    parser.add_argument("--birth-date-format", help="how birth dates are written, such as %%m/%%d/%%Y")
    parser.add_argument(
        "--keep", action="append", default=[], metavar="COLUMN", help="identity column to keep too"
    )


def task_of(options: Mapping[str, object]) -> Task:
    """The task that the options describe, with the key read; raises ToolError."""
    columns = {name: str(options[name]) for name in IDENTITY_FIELDS if options.get(name)}
    keep = options.get("keep") or ()
    assert isinstance(keep, list | tuple)
    return Task(
        str(options["partner"]),
        columns,
        read_key(_text(options.get("key_file")), _text(options.get("initiative"))),
        _text(options.get("birth_date_format")),
        tuple(map(str, keep)),
    )


def _text(value: object) -> str | None:
    return str(value) if value else None


def write_csv(path: Path, lines: Iterable[Sequence[str]]) -> int:
    """Write the lines, whole or not at all; returns how many rows stand below the header."""
    work = path.with_name(f".{path.name}.unfinished")
    count = -1
    try:
        with work.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for line in lines:
                writer.writerow(line)
                count += 1
        os.replace(work, path)
    finally:
        with suppress(FileNotFoundError):
            work.unlink()
    return count


def tokenise_csv(source: Path, target: Path, task: Task) -> int:
    """Read one csv file, write the other; returns the number of rows."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(65536)
        file.seek(0)
        try:
            dialect: type[csv.Dialect] = csv.Sniffer().sniff(sample.split("\n")[0], delimiters=",;\t|")
        except csv.Error:
            dialect = csv.excel
        reader = (row for row in csv.reader(file, dialect) if row)
        header = [name.strip() for name in next(reader, [])]
        return write_csv(target, tokenised(header, reader, task))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool; 0 when the file was written, 1 with the reason on the error output."""
    parser = argparse.ArgumentParser(
        prog="tokenise",
        description="Put keyed tokens in the place of names and birth dates, before a file is sent.",
    )
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        count = tokenise_csv(Path(options.file), Path(options.out), task_of(vars(options)))
    except UnicodeDecodeError:
        sys.stderr.write("The file is not UTF-8. Save it as 'CSV UTF-8'.\n")
        return 1
    except (ToolError, FileNotFoundError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{count} rows written to {options.out}\n")
    return 0
