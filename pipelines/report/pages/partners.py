"""The partners: what each does and its own published results, and a first page on how they work together.

Only what everybody may see. A partner's score card beside its peers goes to that partner alone, elsewhere.
"""

from __future__ import annotations

from collections import defaultdict

from pipelines.report import theory
from pipelines.report.beside import Unfunded
from pipelines.report.own import of_partner, tables_of
from pipelines.report.pages.facts import Facts
from pipelines.report.pages.page import PARTS, Page, file_name
from pipelines.report.rows import Commitment, Partner


def pages(facts: Facts) -> list[Page]:
    """The first page, then one a partner."""
    promised = _promised(facts)
    return [_index(facts), *(_partner(facts, each, promised) for each in facts.released.partners)]


def _promised(facts: Facts) -> dict[str, list[tuple[Commitment, bool]]]:
    """Each partner's commitments, with whether they are overdue."""
    found: dict[str, list[tuple[Commitment, bool]]] = defaultdict(list)
    for each in facts.released.commitments:
        found[each.partner_id].append((each, theory.is_overdue(facts.released, each)))
    return found


def _index(facts: Facts) -> Page:
    released = facts.released
    shown = {
        "matrix": facts.story.matrix,
        "partners": released.partners,
        "takes_part": facts.sub_programs_of,
        "commitments": [(each, theory.is_overdue(released, each)) for each in released.commitments],
        "funds": theory.funds(released),
        "unfunded": _unfunded(facts),
        "backbone": released.initiative.backbone_name,
    }
    return Page(
        PARTS["partners"][1], "partners", "How partners reinforce one another", "partners.html.j2", shown
    )


def _unfunded(facts: Facts) -> list[tuple[str, str, Unfunded]]:
    """Commitments that no grant covers in full: whose, what, and how much is missing."""
    what = {(each.partner_id, each.commitment_id): each.what for each in facts.released.commitments}
    return [
        (each.partner_id, what.get((each.partner_id, each.commitment_id), each.commitment_id), each)
        for each in facts.released.beside.unfunded
    ]


def _partner(facts: Facts, partner: Partner, promised: dict[str, list[tuple[Commitment, bool]]]) -> Page:
    programs = facts.sub_programs_of.get(partner.partner_id, ())
    figures = of_partner(facts.released, partner.partner_id, programs)
    shown = {
        "partner": partner,
        "sub_programs": programs,
        "figures": figures,
        "tables": tables_of(figures),
        "commitments": promised.get(partner.partner_id, []),
        "smallest": facts.released.initiative.smallest_count,
    }
    path = f"partners/{file_name(partner.partner_id)}"
    return Page(path, "partners", partner.name, "partner.html.j2", shown, label=partner.name)
