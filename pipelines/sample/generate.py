"""Writes the samples' data: `python -m pipelines.sample.generate`, the same bytes every time.

A tool for development: it needs XlsxWriter from the dev group. Not here: what stands in the files.
"""

from __future__ import annotations

from pipelines.sample.cradle import generate as cradle
from pipelines.sample.relief import generate as relief

if __name__ == "__main__":
    for sample in (cradle, relief):
        print(f"{sample.generate()} rows written below {sample.SAMPLE.name}")
