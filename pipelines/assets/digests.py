"""Asset of sending the digest: to the readers that the backbone lists, if a mail server is set and it is due.

The release is there before and stays whatever happens here. Not here: making the digest (documents.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.lineage import asset_key, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.publishing import current_release
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.warehouse import connect, write_table

ARRIVED = "digest_sent"
_COLUMNS = (
    ("release", "VARCHAR", "the release that the digest is of"),
    ("sent", "INTEGER", "readers who have it"),
    ("refused", "INTEGER", "readers whose address the server refused for good"),
    ("failed", "INTEGER", "readers whom the next attempt is to reach"),
)


def digest_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The table of digests that were sent; this step is what sends them."""
    name = initiative.name
    about = spec(
        asset_key(name, "communication", "digests_sent"),
        "How many readers got the digest of each release; nothing is sent unless a mail server is set.",
        deps=[asset_key(name, "communication", "deliveries"), asset_key(name, "report", "digest")],
        columns=_COLUMNS,
    )
    words = "Every reader of the digest that the plan asks for has it, or there was nothing to send."
    check = dg.AssetCheckSpec(ARRIVED, asset=about.key, description=words)

    @dg.multi_asset(
        name=f"{name}__digests_sent", specs=[about], check_specs=[check], retry_policy=WAREHOUSE_RETRIES
    )
    def digests_sent() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        from pipelines.communication.sending import SENT_SCHEMA, sent

        data = DataFolder.of(name)
        trouble = _send(initiative, data)
        rows = sent(data)
        with connect(data.warehouse) as connection:
            count = write_table(connection, "communication", "digests_sent", SENT_SCHEMA, rows)
        release = current_release(data)
        now = [row for row in rows if release is not None and row["release"] == release.name]
        missed = sum(row["refused"] + row["failed"] for row in now)
        if now:
            progress.info("digest: %s sent, %d not", now[0]["sent"], missed)
        yield dg.MaterializeResult(asset_key=about.key, metadata={"dagster/row_count": count})
        yield dg.AssetCheckResult(
            asset_key=about.key,
            check_name=ARRIVED,
            passed=not trouble and not missed,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"trouble": trouble, "readers without it": missed},
        )

    return digests_sent


def _send(initiative: Initiative, data: DataFolder) -> str:
    """Send what is due; returns what stood in the way, in words that hold no address, or nothing."""
    from pipelines.communication.sending import is_to_be_sent, readers, send
    from pipelines.documents import smtp_settings
    from pipelines.documents.delivery import ServerError, SettingsError
    from pipelines.documents.mail import NoAddressError

    release, to = current_release(data), readers(data)
    if release is None or not to or not is_to_be_sent(initiative, data, release):
        return ""
    try:
        settings = smtp_settings()
        if settings is not None:
            send(data, release, to, settings)
    except (SettingsError, ServerError, NoAddressError) as error:
        progress.warning("the digest was not sent: %s", error)
        return str(error)
    return ""
