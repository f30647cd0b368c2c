"""The pipeline: the only package that imports dagster. Its domain parts (initiative, catalogue, release, report)
are libraries that a test can call without it.
"""
