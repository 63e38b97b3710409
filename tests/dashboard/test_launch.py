"""The dashboard starts with the same settings from a checkout and from an installed wheel."""

from __future__ import annotations

import json
import tomllib

from streamlit import config

from indicators.cli.launch import app_file, settings


def test_every_setting_is_one_that_streamlit_has() -> None:
    options = {option.env_var: option for option in config._config_options_template.values()}
    assert settings().keys() <= options.keys()


def test_settings_say_what_the_file_says() -> None:
    written = tomllib.loads((app_file().parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    said = settings()
    assert said["STREAMLIT_SERVER_ADDRESS"] == written["server"]["address"] == "localhost"
    assert json.loads(said["STREAMLIT_SERVER_MAX_UPLOAD_SIZE"]) == 10
    assert json.loads(said["STREAMLIT_BROWSER_GATHER_USAGE_STATS"]) is False
    assert json.loads(said["STREAMLIT_THEME_HEADING_FONT_SIZES"]) == written["theme"]["headingFontSizes"]
    assert said["STREAMLIT_THEME_DARK_BACKGROUND_COLOR"] == written["theme"]["dark"]["backgroundColor"]
