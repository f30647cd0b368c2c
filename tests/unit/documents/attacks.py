"""What a partner may type into a name: strings that are markup, script or formula somewhere."""

from __future__ import annotations

# Each must come out of every document letter by letter.
ATTACKS = (
    "#set page(width: 1pt)",
    '#image("report.typ") #eval("1")',
    "\\ $x^2$ *bold* _it_ `raw` @ref <label> // gone /* gone */",
    "= Heading - list + enum / term: x",
    "<script>alert(1)</script><img src=x onerror=y>",
    "{{ 7*7 }} {% raw %}",
    "=1+1",
    "\"'></title><b>",
    "&lt;b&gt; &amp; %0d%0a",
)
ATTACK = " ".join(ATTACKS)

# Every column of the release that somebody types.
TYPED = (
    "agenda.initiative.name", "agenda.initiative.vision", "agenda.initiative.backbone_name", "agenda.partners.name",
    "agenda.sub_programs.name", "agenda.sub_programs.description", "agenda.metrics.name", "agenda.metrics.definition",
    "agenda.metrics.source", "agenda.areas.name", "agenda.groups.group_type_name", "agenda.groups.group_value_name",
    "agenda.periods.name", "agenda.commitments.what", "agenda.funding.funder",
)  # fmt: skip


def type_into(place: str, text: str) -> str:
    """The SQL that types a text into a column, beside what stands there so that names stay different."""
    table, _, column = place.rpartition(".")
    quoted = text.replace("'", "''")
    return f"update {table} set {column} = '{quoted}'"
