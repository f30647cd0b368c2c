"""Connecting a partner: from a real sample to a feed and a mapping that a person reviews.

Here: what the sample shows, what is proposed for it, its trial, and the YAML. Not here: the terminal (cli/connect.py)
and the nightly pull (pipelines/ingest), which knows nothing of this package.
"""

from __future__ import annotations
