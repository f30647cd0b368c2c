"""Every feed of a sample pulled by its real connector, landed and enforced, without an orchestrator."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from connectors import CONNECTORS, HttpPolicy, IdentityColumns, derive_key, land, pull
from expectations.enforcement import Enforced, enforce
from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Feed
from pipelines.initiative.vocabulary import feed_contract, feed_mapping
from pipelines.sample.stand_in import stand_in_for

KEY = derive_key("0123456789abcdef" * 4)
NO_WAITING = HttpPolicy(retries=0)
# Servers send these along: when a form was filled in, and their own number of a submission or record.
OF_THE_SERVER = {"id", "_id", "_uuid", "_submission_time", "start", "end"}
Results = dict[tuple[str, str], tuple[Enforced, dict[str, Any]]]


def enforce_feeds(initiative: Initiative, folder: Path, without: Collection[tuple[str, str]]) -> Results:
    """Each feed but some, enforced, with the manifest of its batch."""
    found: Results = {}
    with stand_in_for(initiative.folder):
        for partner, feed in initiative.feeds:
            place = (partner.partner, feed.id)
            if place in without:
                continue
            mapping = feed_mapping(feed)
            pulled = pull(feed.connector, feed_options(feed), base_dir=initiative.folder, policy=NO_WAITING)
            batch, _ = land(
                pulled,
                root=folder / "landing",
                partner=partner.partner,
                feed=feed.id,
                connector=feed.connector,
                options=feed.options,
                columns=mapping.partner_columns,
                identity=feed.identity or IdentityColumns(),
                key=KEY,
                pulled_at=datetime.combine(initiative.as_of, datetime.min.time(), UTC),
                answers=feed.answers,
            )
            enforced = enforce(
                batch.rows_path,
                contract=feed_contract(initiative, partner, feed),
                mapping=mapping,
                folder=folder / "enforced" / partner.partner / feed.id,
                batch_id=batch.batch_id,
                as_of=initiative.as_of,
            )
            found[place] = (enforced, batch.manifest)
    return found


def feed_options(feed: Feed) -> BaseModel:
    """The options of a feed as its connector wants them."""
    return CONNECTORS[feed.connector].Options.model_validate(feed.options)
