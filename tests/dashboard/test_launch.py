"""The dashboard starts with the same settings from a checkout and from an installed wheel."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from server import free_port, wait_for
from streamlit import config
from streamlit.web.server.app_discovery import discover_asgi_app

from indicators.cli.launch import app_file, settings


def test_streamlit_finds_the_app_and_its_middleware() -> None:
    found = discover_asgi_app(app_file())
    assert (found.is_asgi_app, found.app_name) == (True, "app")


@pytest.mark.browser
def test_the_command_serves_the_app_from_any_directory(tmp_path: Path) -> None:
    port = free_port()
    program = Path(sys.executable).with_name("relations-index")
    command = [program, "--db", tmp_path / "own.duckdb", "dashboard", "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True) as launcher:
        try:
            wait_for(launcher, f"http://localhost:{port}")
            page = urllib.request.Request(f"http://localhost:{port}/", headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError, match="403") as refused:
                urllib.request.urlopen(page, timeout=10)
            refused.value.close()
        finally:
            os.killpg(launcher.pid, signal.SIGTERM)


def test_every_setting_is_one_that_streamlit_has() -> None:
    options = {option.env_var: option for option in config._config_options_template.values()}
    assert settings().keys() <= options.keys()


def test_settings_say_what_the_file_says() -> None:
    written = tomllib.loads((app_file().parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    said = settings()
    assert said["STREAMLIT_SERVER_ALLOWED_HOSTS"].split() == written["server"]["allowedHosts"]
    assert said["STREAMLIT_SERVER_ADDRESS"] == written["server"]["address"] == "localhost"
    assert json.loads(said["STREAMLIT_SERVER_MAX_UPLOAD_SIZE"]) == 10
    assert json.loads(said["STREAMLIT_BROWSER_GATHER_USAGE_STATS"]) is False
    assert json.loads(said["STREAMLIT_THEME_HEADING_FONT_SIZES"]) == written["theme"]["headingFontSizes"]
    assert said["STREAMLIT_THEME_DARK_BACKGROUND_COLOR"] == written["theme"]["dark"]["backgroundColor"]
