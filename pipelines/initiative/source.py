"""One YAML file as a value and the line that each part of it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipelines.initiative.problems import Problem

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_FIXES = {
    "extra_forbidden": "Check the spelling, or take the key out; an editor that knows the schema lists the keys.",
    "missing": "Add the key.",
    "literal_error": "Use one of the values that the message lists.",
}


class SourceError(Exception):
    """The file could not be read as this model; carries the problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} problems")


@dataclass(frozen=True)
class Source:
    """A parsed file. `name` is relative to the initiative folder."""

    name: str
    tree: Any

    @classmethod
    def read(cls, path: Path, name: str) -> Source:
        """Parse one file; raises SourceError naming the line where the YAML breaks."""
        try:
            tree = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            what = f"this is not YAML: {error.problem}"
            raise SourceError(
                [Problem(name, line, what, "Check the indentation, colons and quotation marks.")]
            ) from None
        except (YAMLError, UnicodeDecodeError) as error:
            raise SourceError(
                [Problem(name, 0, f"this is not YAML: {error}", "Save the file as UTF-8 text.")]
            ) from None
        return cls(name, tree if tree is not None else CommentedMap())

    def line(self, location: Location) -> int:
        """The line (from 1) of a part of the file, or of the nearest part around it that exists."""
        node, line = self.tree, 1
        for key in location:
            if isinstance(node, CommentedMap) and key in node:
                line = node.lc.key(key)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(key, int) and key < len(node):
                line = node.lc.item(key)[0] + 1
            else:
                continue
            node = node[key]
        return line

    def problem(self, location: Location, what: str, fix: str) -> Problem:
        """A problem at a part of this file."""
        return Problem(self.name, self.line(location), what, fix)

    def parse(self, model: type[Model]) -> Model:
        """The file as a model; raises SourceError with one problem for each thing that does not fit."""
        try:
            return model.model_validate(self.tree)
        except ValidationError as error:
            raise SourceError([self._from_pydantic(dict(entry)) for entry in error.errors()]) from None

    def _from_pydantic(self, entry: dict[str, Any]) -> Problem:
        location: Location = tuple(entry["loc"])
        where = ".".join(str(part) for part in location) or "the file"
        message = str(entry["msg"]).removeprefix("Value error, ")
        if entry["type"] == "extra_forbidden":
            message = "there is no such key here"
        if entry["type"] == "missing":
            message = "this key is missing"
        return self.problem(location, f"{where}: {message}", _FIXES.get(entry["type"], "Mend the value."))
