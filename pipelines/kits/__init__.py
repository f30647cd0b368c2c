"""Kits: the smallest set of fields that the selected metrics need, as a form and as a spreadsheet.

No dagster in here.
"""
