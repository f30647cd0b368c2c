"""The list of places where files arrive. Each stands in a module of its own and brings bytes by a pattern.

What is in the files is the business of the connector.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from connectors.places.folder import Folder
from connectors.places.link import HttpLink
from connectors.places.s3 import S3
from connectors.places.sftp import Sftp

__all__ = ["S3", "Folder", "HttpLink", "Place", "Sftp"]

Place = Annotated[Folder | HttpLink | Sftp | S3, Field(discriminator="type")]
