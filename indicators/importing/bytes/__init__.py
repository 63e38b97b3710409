"""A source → its bytes → text, or the cells of a workbook. How much a source may hold stands in `decode`."""
