"""From a grid of text cells to a table: headers, totals, notes, several tables. Knows nothing of file formats."""
