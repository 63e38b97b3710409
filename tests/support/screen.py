"""A page without a browser: drawn, and read."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def look(app: AppTest) -> AppTest:
    """Draw the page, which shows no failure."""
    app.run()
    assert not app.exception
    assert not app.error
    return app


def words(app: AppTest) -> str:
    """All the words on the page, without the escapes of Markdown."""
    kinds = ("header", "markdown", "caption", "warning", "info", "success")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind)).replace("\\", "")
