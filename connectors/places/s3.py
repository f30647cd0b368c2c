"""Files in a bucket of an S3-compatible store: Amazon's own, MinIO, Wasabi, R2 and the like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from connectors.failures import FeedFailure, PermanentFailure, TransientFailure
from connectors.places.arrivals import (
    MAX_FILE_BYTES,
    matching,
    no_file,
    read_within,
    still_arriving,
    too_large,
)
from connectors.pull import Original, PullContext
from connectors.variables import VariableName, expand, read_variable

_REFUSED = ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "403", "401")
_REPLACED = ("PreconditionFailed", "NoSuchKey", "404", "412")


class S3(BaseModel):
    """A bucket of an S3-compatible store."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["s3"] = Field(description="A bucket of an S3-compatible store.")
    bucket: str = Field(min_length=1, description="Name of the bucket.")
    prefix: str = Field(default="", description="What the names of the files start with, such as 'visits/'.")
    endpoint: str | None = Field(
        default=None,
        pattern=r"^(https?://|\$\{)",
        description="Address of the store. ${NAME} is replaced from the environment. Default: Amazon.",
    )
    region: str = Field(default="us-east-1", description="Region of the bucket.")
    access_key_env: VariableName | None = Field(
        default=None, description="Name of the environment variable with the access key."
    )
    secret_key_env: VariableName | None = Field(
        default=None, description="Name of the environment variable with the secret key."
    )

    @model_validator(mode="after")
    def _whole_credential(self) -> S3:
        if (self.access_key_env is None) != (self.secret_key_env is None):
            raise ValueError("give both access_key_env and secret_key_env, or neither for an open bucket")
        return self

    def fetch(self, pattern: str, context: PullContext) -> list[Original]:
        """Return every object that the prefix and the path or glob mean."""
        label = f"s3://{self.bucket}/{self.prefix}"
        with _failures(label):
            client = self._client(context)
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
            entries = {
                entry["Key"].removeprefix(self.prefix): entry
                for page in pages
                for entry in page.get("Contents", [])
            }
            names = matching(list(entries), pattern)
            if not names:
                raise no_file(pattern, f" in {label}")
            return [self._read(client, name, entries[name], context) for name in names]

    def _read(self, client: Any, name: str, entry: dict[str, Any], context: PullContext) -> Original:
        if entry["Size"] > MAX_FILE_BYTES:
            raise too_large(name)
        with _replaced(name):
            # Asked for by its tag, so that a file that was replaced since the listing is not taken for it.
            found = client.get_object(Bucket=self.bucket, Key=entry["Key"], IfMatch=entry["ETag"])
        content = read_within(found["Body"].read, name, context.policy)
        if len(content) != found["ContentLength"]:
            raise still_arriving(name)
        return Original(name, content)

    def _client(self, context: PullContext) -> Any:
        import boto3
        from botocore import UNSIGNED
        from botocore.config import Config

        policy = context.policy
        config = Config(
            connect_timeout=policy.connect_seconds,
            read_timeout=policy.read_seconds,
            retries={"total_max_attempts": policy.retries + 1, "mode": "standard"},
            signature_version=None if self.access_key_env else UNSIGNED,
        )
        # A session of its own: the default one is shared by all threads and reads the machine's own keys.
        return boto3.session.Session().client(
            "s3",
            endpoint_url=expand(self.endpoint) if self.endpoint else None,
            region_name=self.region,
            aws_access_key_id=read_variable(self.access_key_env) if self.access_key_env else None,
            aws_secret_access_key=read_variable(self.secret_key_env) if self.secret_key_env else None,
            config=config,
        )


@contextmanager
def _replaced(name: str) -> Iterator[None]:
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        if _code(error) in _REPLACED:
            raise still_arriving(name) from None
        raise


@contextmanager
def _failures(label: str) -> Iterator[None]:
    """Turn what botocore raises into failures with the fix."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
    from botocore.exceptions import ConnectionError as NoConnection

    try:
        yield
    except FeedFailure:
        raise
    except ClientError as error:
        raise _refusal(label, _code(error)) from None
    except (HTTPClientError, NoConnection):
        raise TransientFailure(
            "connection",
            f"{label} could not be reached, or broke off. Check the endpoint, or run again later.",
        ) from None
    except (BotoCoreError, ValueError):
        raise PermanentFailure("bad_place", f"{label} cannot be asked. Check endpoint and region.") from None


def _refusal(label: str, code: str) -> FeedFailure:
    if code in _REFUSED:
        return PermanentFailure(
            "not_authorised",
            f"{label} refused the keys. Check them, and that they may list and read the bucket.",
        )
    if code == "NoSuchBucket":
        return PermanentFailure("no_file", f"{label}: there is no such bucket. Check its name.")
    if code in ("SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "500", "503"):
        return TransientFailure("http_status", f"{label} is busy or out of order. Run again later.")
    return PermanentFailure("bad_place", f"{label} answered {code}. Check the options of the place.")


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
