"""Keeping what a pull brought: immutable batches, people as tokens, originals encrypted."""
