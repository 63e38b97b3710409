"""One folder a page, each with one `render()` in `page.py`."""
