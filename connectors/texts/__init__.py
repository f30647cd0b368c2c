"""Delimited and fixed-width text in any encoding, dialect or packing becomes a grid of text cells."""
