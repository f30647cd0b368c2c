"""The list of places where files arrive. Each stands in a module of its own and brings bytes by a pattern.

What is in the files is the business of the connector.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from connectors.place_folder import Folder
from connectors.place_http import HttpLink
from connectors.place_s3 import S3
from connectors.place_sftp import Sftp

__all__ = ["S3", "Folder", "HttpLink", "Place", "Sftp"]

Place = Annotated[Folder | HttpLink | Sftp | S3, Field(discriminator="type")]
