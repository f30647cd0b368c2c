"""`common-measure explain`: how one published figure came about, from the released files."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.common import data_dir_option, use_data_dir


@click.command("explain")
@click.argument("metric")
@click.option("--initiative", help="Whose release, where more than one initiative has one.")
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of a release; otherwise the current one in the data folder.",
)
@data_dir_option
@click.option("--partner", default="all", help="A partner's own figure.")
@click.option("--sub-program", default="all", help="A sub-program's figure.")
@click.option("--area", default="all", help="The figure of an area.")
@click.option("--group", default="all", help="A group, as kind=group: race_ethnicity=black.")
@click.option("--period", help="The period, as 2025-26; the latest complete one if left out.")
def explain(
    metric: str,
    initiative: str | None,
    release: Path | None,
    data_dir: Path | None,
    partner: str,
    sub_program: str,
    area: str,
    group: str,
    period: str | None,
) -> None:
    """Explain a figure of METRIC: definition and version, SQL, batches and hashes, rows, bounds, coverage."""
    import duckdb

    from pipelines.explain import PlaceError, as_text, find_place
    from pipelines.explain import explain as explain_figure

    use_data_dir(data_dir)
    folder = release or _current(initiative)
    try:
        with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
            place = find_place(
                connection,
                metric,
                partner=partner,
                sub_program=sub_program,
                area=area,
                group=group,
                period=period,
            )
        click.echo(as_text(explain_figure(folder, place)), nl=False)
    except PlaceError as error:
        raise click.ClickException(str(error)) from None


def _current(initiative: str | None) -> Path:
    """The current release of the initiative, or of the only one that has any."""
    from pipelines.paths import DataFolder, home
    from pipelines.release.publishing import current_release

    names = sorted(link.parent.parent.name for link in home().glob("*/releases/current"))
    if initiative is not None:
        names = [name for name in names if name == initiative]
    releases = [current_release(DataFolder.of(name)) for name in names]
    found = [folder for folder in releases if folder is not None]
    if len(found) == 1:
        return found[0]
    if found:
        raise click.ClickException(
            f"several initiatives have a release: {', '.join(names)}; say --initiative NAME"
        )
    whose = f"'{initiative}'" if initiative else "any initiative"
    raise click.ClickException(
        f"there is no release of {whose} below {home().name}/; run it first, or say --release FOLDER"
    )
