"""Spreadsheets: xlsx, xls, xlsb, ods and tables in web pages become grids of text cells."""
