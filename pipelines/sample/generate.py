"""Writes the samples' data: `python -m pipelines.sample.generate`, the same bytes every time.

A tool for development: it needs XlsxWriter from the dev group. Not here: what stands in the files.
"""

from __future__ import annotations

from pipelines.sample.cradle.generate import SAMPLE as CRADLE
from pipelines.sample.cradle.generate import generate as generate_cradle

if __name__ == "__main__":
    print(f"{generate_cradle()} rows written below {CRADLE.name}")
