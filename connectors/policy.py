"""The limits of one pull that asks a server: times, repeats, bytes. Kept by `web`, chosen by whoever pulls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HttpPolicy:
    """Limits of one pull. Seconds; `max_bytes` counts the unpacked bodies of all its answers."""

    connect_seconds: float = 10
    read_seconds: float = 60
    answer_seconds: float = 600
    retries: int = 3
    backoff_seconds: float = 1
    retry_after_cap: int = 120
    max_bytes: int = 200 * 1024 * 1024
