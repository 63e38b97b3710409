"""Start the dashboard from a checkout or from an installed wheel, with the same safe settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import click

PACKAGE = Path(__file__).parents[1]

SEVERAL = ("allowedHosts",)
"""Settings that may be given several times on the command line: words in the environment, where others are JSON."""


def app_file() -> Path:
    """`app.py` of the checkout, or the copy of it that the wheel carries."""
    inside = PACKAGE / "_app.py"
    return inside if inside.exists() else PACKAGE.parent / "app.py"


def settings() -> dict[str, str]:
    """What .streamlit/config.toml says, as environment variables, so that the working directory does not matter."""
    inside = PACKAGE / "_streamlit" / "config.toml"
    file = inside if inside.exists() else PACKAGE.parent / ".streamlit" / "config.toml"
    flat: dict[str, str] = {}

    def walk(prefix: str, table: dict[str, object]) -> None:
        for key, value in table.items():
            name = f"{prefix}_{_upper(key)}"
            if isinstance(value, dict):
                walk(name, value)
            elif key in SEVERAL and isinstance(value, list):
                flat[name] = " ".join(value)
            else:
                flat[name] = value if isinstance(value, str) else json.dumps(value)

    walk("STREAMLIT", tomllib.loads(file.read_text(encoding="utf-8")))
    return flat


def _upper(key: str) -> str:
    """`maxUploadSize` → `MAX_UPLOAD_SIZE`, as Streamlit names its environment variables."""
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in key)


def run_dashboard(db: Path | None, port: int) -> None:
    """Run Streamlit until it is stopped."""
    environment = {**settings(), **os.environ}
    if db is not None:
        environment["RELATIONS_INDEX_DB"] = str(db)
    click.echo(f"The dashboard is at http://localhost:{port} – stop it with Ctrl+C.", err=True)
    command = [sys.executable, "-m", "streamlit", "run", str(app_file()), "--server.port", str(port)]
    raise SystemExit(subprocess.run(command, env=environment, check=False).returncode)
