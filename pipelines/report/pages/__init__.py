"""The pages of the report's site: each module says which pages of one kind there are and which facts they show.

No HTML (templates/), no drawing (curve.py, tiles.py ...), no files (site.py).
"""
