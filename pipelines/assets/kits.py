"""Assets of the kits: one for each partner, the files with which it can collect what is needed and no more."""

from collections.abc import Iterator

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.kits.field import Use
from pipelines.kits.kit import Kit, kit_for
from pipelines.kits.minutes import minutes_for_row
from pipelines.kits.writing import write_kit
from pipelines.lineage import asset_key, spec, table_key
from pipelines.outbox import partner_folder
from pipelines.paths import DataFolder
from pipelines.progress import progress

# The tables of the agenda that a kit follows from.
_FROM = (
    "partners",
    "partner_sub_programs",
    "sub_program_metrics",
    "metrics",
    "groups",
    "areas",
    "periods",
    "feeds",
)


def kit_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The kit of every partner; written anew every night, and the same bytes when nothing has changed."""
    partners = {partner.partner: partner for partner in initiative.partners}
    specs = [_spec(initiative, partner) for partner in partners.values()]

    @dg.multi_asset(name=f"{initiative.name}__kits", specs=specs, can_subset=True)
    def write_kits(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        wanted = {key.path[2] for key in context.selected_asset_keys}
        outbox = DataFolder.of(initiative.name).outbox
        for name in sorted(wanted):
            home = partner_folder(outbox, name)
            kit, paths = write_kit(initiative, partners[name], home / "kit")
            yield dg.MaterializeResult(
                asset_key=asset_key(initiative.name, "kits", name),
                metadata={
                    "dagster/row_count": kit.fields,
                    "minutes for a row": _minutes(initiative, kit),
                    "files": [path.name for path in paths],
                    "folder": dg.MetadataValue.path(str(home / "kit")),
                },
            )
        progress.debug("kits: %d partners", len(wanted))

    return write_kits


def _minutes(initiative: Initiative, kit: Kit) -> dict[str, float]:
    burden = initiative.agenda.burden
    return {sheet.record_type: round(minutes_for_row(sheet, burden), 2) for sheet in kit.sheets}


def _spec(initiative: Initiative, partner: Partner) -> dg.AssetSpec:
    columns = [
        (f"{sheet.record_type}.{question.name}", question.kind, _purpose(question.uses))
        for sheet in kit_for(initiative, partner).sheets
        for question in sheet.questions
    ]
    return spec(
        asset_key(initiative.name, "kits", partner.partner),
        f"What {partner.name} can collect with: a spreadsheet and forms that ask for no more than the metrics need.",
        deps=[table_key(initiative.name, "agenda", table) for table in _FROM],
        kinds={"excel", "xlsform"},
        owners=[f"team:{partner.partner}"],
        columns=columns or [("none", "none", "The partner is asked for nothing.")],
    )


def _purpose(uses: tuple[Use, ...]) -> str:
    return ", ".join(dict.fromkeys(f"{use.kind} {use.name}" for use in uses))
