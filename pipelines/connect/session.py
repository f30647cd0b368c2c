"""Connects a partner: reads the sample, proposes, writes the YAML as text, tries it. The terminal is not here.

Everything up to the decision to write. One call gives everything that `show` tells and `store` writes.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML

from expectations.contract import Contract, record_types
from pipelines.connect.answers import Answers
from pipelines.connect.derived import sub_programs_of
from pipelines.connect.file_sample import read_file
from pipelines.connect.model import Choice, ConnectError, Proposal, Question, Sample
from pipelines.connect.paper import feed_lines
from pipelines.connect.partner_file import (
    SECTORS,
    NewPartner,
    feed_indent,
    identifier_of,
    is_partner,
    new_file,
    with_feed,
)
from pipelines.connect.propose import propose
from pipelines.connect.request import Request, Written, as_draft
from pipelines.connect.shadow import initiative_of, loaded_with
from pipelines.connect.trial import Trial, try_feed
from pipelines.connect.url_sample import read_url
from pipelines.connect.vocabulary import Vocabulary, narrowed_vocabulary, plain_vocabulary
from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.problems import Problem
from pipelines.initiative.vocabulary import feed_contract

_SAMPLED = ("table", "records", "pagination")


class Session:
    """One connection in the making; `proposal` changes with the answers, the sample is read once if it can be."""

    def __init__(self, request: Request, answers: Answers) -> None:
        """Read the initiative and the sample. Raises ConnectError, FeedFailure or InitiativeError."""
        if request.record_type not in record_types():
            known = ", ".join(record_types())
            raise ConnectError(f"There is no record type '{request.record_type}'. There are: {known}.")
        self.request, self.answers = request, answers
        self.initiative = initiative_of(request.initiative) if request.initiative else None
        self.partner = self._known_partner()
        self.partner_id = self.partner.partner if self.partner else identifier_of(request.partner)
        self._candidates = self._sub_programs()
        self._vocabulary = self._words()
        self.sample = self._read()

    def _known_partner(self) -> Partner | None:
        if self.initiative is None:
            return None
        wanted = self.request.partner.casefold()
        for partner in self.initiative.partners:
            if wanted in (partner.partner.casefold(), partner.name.casefold()):
                return partner
        return None

    def _sub_programs(self) -> list[str]:
        """The sub-programs that the feed can belong to."""
        chosen = self.request.sub_program
        if self.initiative is None:
            return [chosen] if chosen else []
        collecting = [
            sub.id for sub in self.initiative.sub_programs if self.request.record_type in sub.record_types
        ]
        if not collecting:
            raise ConnectError(
                f"No sub-program of {self.initiative.name} collects '{self.request.record_type}'. Add it to "
                "record_types of a sub-program in sub_programs.yaml, or connect another record type."
            )
        own = [sub for sub in collecting if self.partner is None or sub in self.partner.sub_programs]
        if not own or (chosen and chosen not in own):
            fix = f"'{self.request.record_type}' is collected by {', '.join(collecting)}"
            who = (
                f"; {self.partner.name} takes part in {', '.join(self.partner.sub_programs)}"
                if self.partner
                else ""
            )
            raise ConnectError(
                f"The feed can not belong to {chosen or 'a sub-program of the partner'}: {fix}{who}."
            )
        return [chosen] if chosen else own

    def _words(self) -> Vocabulary:
        if self.initiative is None:
            return plain_vocabulary(self.request.record_type)
        return narrowed_vocabulary(
            self.initiative, self.request.record_type, self._candidates, self.request.sub_program
        )

    def _read(self) -> Sample:
        request = self.request
        if request.is_address:
            return read_url(request.source, request.auth or {}, self._vocabulary, self.answers, request.rows)
        path = Path(request.source)
        if not path.is_file():
            raise ConnectError(f"There is no file {path}.")
        return read_file(path, request.initiative, self._vocabulary, self.answers)

    def answer(self, key: str, value: str) -> None:
        """Take one more answer; those about the source make the sample be read anew."""
        self.answers.add(key, value)
        if key in _SAMPLED:
            self.sample = self._read()

    def propose(self) -> Proposal:
        """The proposal under the answers so far."""
        proposal = propose(
            self.sample,
            self._vocabulary,
            self.answers,
            feed=self.request.feed or self.request.record_type,
            sub_program=self.request.sub_program,
        )
        if self.partner is None:
            proposal.questions += self._about_the_partner(proposal)
        return proposal

    def _about_the_partner(self, proposal: Proposal) -> list[Question]:
        """What a new partner's file needs beside its feed."""
        questions = []
        if self._sector() is None:
            choices = tuple(Choice(sector, "", sector) for sector in SECTORS)
            questions.append(
                Question("sector", "sector", "Which sector is the partner in?", choices, needed=True)
            )
        if not self._takes_part(proposal):
            text = "Which sub-programs does the partner take part in? Give --sub-program, or list them in the file."
            questions.append(Question("sub_program", "sub_programs", text, needed=True))
        return questions

    def _takes_part(self, proposal: Proposal) -> list[str]:
        return sub_programs_of(proposal, self._candidates)

    def _sector(self) -> str | None:
        said = self.request.sector or self.answers.get("sector")
        if said is not None and said not in SECTORS:
            raise ConnectError(f"--answer sector={said}: the sector is one of {', '.join(SECTORS)}.")
        return said

    def write(self, proposal: Proposal) -> Written:
        """The partner's file as it would be, checked by the loader itself."""
        path = self.request.out or self._usual_path()
        before = self._text_before(path)
        lines = feed_lines(proposal, feed_indent(before))
        if before is None:
            text = new_file(self._new_partner(proposal), lines, proposal.questions)
        else:
            text = with_feed(before, proposal.feed, lines, replace=self.request.may_replace)
        keeps = before is not None and path == self._file_before(path) and not self.request.may_replace
        contract, problems, as_of = self._checked(text, proposal)
        is_open = bool(problems) or any(question.needed for question in proposal.questions)
        feed = _feed_of(text, proposal.feed)
        written = Written(text, path, keeps, False, problems, feed, contract, as_of)
        return as_draft(written) if is_open and self.may_be_draft else written

    @property
    def may_be_draft(self) -> bool:
        """Whether what is not finished is kept apart: where a run would read it, and nobody said where to write."""
        return self.request.initiative is not None and self.request.out is None

    def _checked(self, text: str, proposal: Proposal) -> tuple[Contract, list[Problem], date]:
        """The contract that the feed will meet, what the loader finds wrong in the file, and the day to judge by."""
        today = date.today()
        if self.request.initiative is None or self.initiative is None:
            return self._vocabulary.rules, [], today
        as_of = min(self.initiative.as_of, today)
        found = loaded_with(self.request.initiative, f"{self.partner_id}.yaml", text)
        if isinstance(found, list):
            return self._vocabulary.rules, found, as_of
        return _final_contract(found, self.partner_id, proposal.feed), [], as_of

    def _usual_path(self) -> Path:
        folder = self.request.initiative / "partners" if self.request.initiative else Path()
        return folder / f"{self.partner_id}.yaml"

    def _file_before(self, path: Path) -> Path | None:
        """The file that the feed goes into: the partner's, wherever the result is written."""
        if self.partner is not None and self.request.initiative is not None:
            return self.request.initiative / "partners" / f"{self.partner.partner}.yaml"
        if self.request.initiative is not None or str(path) == "-" or not path.is_file():
            return None
        return path

    def _text_before(self, path: Path) -> str | None:
        """The text of the file that the feed goes into, None for a new one or for a file of somebody else."""
        there = self._file_before(path)
        text = there.read_text(encoding="utf-8") if there else None
        return text if text is not None and is_partner(text, self.partner_id) else None

    def _new_partner(self, proposal: Proposal) -> NewPartner:
        folder = self.request.initiative
        has_schema = folder is not None and (folder / "schemas" / "partner.schema.json").is_file()
        return NewPartner(
            partner=self.partner_id,
            name=self.request.partner,
            sector=self._sector(),
            sub_programs=self._takes_part(proposal),
            source=proposal.sample.pulled.source,
            schema="../schemas/partner.schema.json" if has_schema else None,
        )

    def trial(self, proposal: Proposal, written: Written) -> Trial | None:
        """What the contract makes of the sample; None while nothing is mapped."""
        if written.feed is None or not proposal.columns:
            return None
        return try_feed(proposal.sample, written.feed, written.contract, written.as_of)


def _feed_of(text: str, name: str) -> Feed | None:
    tree = YAML(typ="safe").load(io.StringIO(text))
    found = next((item for item in tree["feeds"] if item.get("id") == name), None)
    try:
        return Feed.model_validate(found)
    except ValidationError:
        return None


def _final_contract(initiative: Initiative, partner_id: str, name: str) -> Contract:
    for partner, feed in initiative.feeds:
        if partner.partner == partner_id and feed.id == name:
            return feed_contract(initiative, partner, feed)
    raise AssertionError("the feed was just written")
