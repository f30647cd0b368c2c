"""Fills cells of a spreadsheet in a running LibreOffice. Run by the Python that has LibreOffice's `uno`, not by ours.

Arguments: name of the pipe, file to open, file to save, and JSON of [sheet, cell, text, is_text]. What is not text is
entered as typed, so that LibreOffice itself recognises dates and numbers.
"""

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def setting(name, value):
    entry = PropertyValue()
    entry.Name, entry.Value = name, value
    return entry


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def main(pipe, opened, saved, cells):
    context = connected(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    book = desktop.loadComponentFromURL(
        uno.systemPathToFileUrl(opened), "_blank", 0, (setting("Hidden", True),)
    )
    for sheet, place, text, is_text in json.loads(cells):
        cell = book.Sheets.getByName(sheet).getCellRangeByName(place)
        if is_text:
            cell.setString(text)
        else:
            cell.setFormula(text)
    book.storeToURL(uno.systemPathToFileUrl(saved), (setting("FilterName", "Calc MS Excel 2007 XML"),))
    book.close(True)
    desktop.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:5])
