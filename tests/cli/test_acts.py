"""What publishers have that the files of events lack, on the command line."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from click.testing import CliRunner, Result
from recordings import FOLDER

from indicators.cli import main


def acts(store: Path, *arguments: str) -> Result:
    """Run the command on a store; questions are answered with no."""
    command = ["--db", str(store), "acts", *arguments]
    return CliRunner().invoke(main, command, input="n\n", catch_exceptions=False)


def test_acts_that_are_known_are_not_offered(own_file: Path, tmp_path: Path) -> None:
    shutil.copy(FOLDER / "history_at_state_travels.xml", tmp_path / "contacts.1.xml")
    visits = (FOLDER / "history_at_state_visits.xml").read_text(encoding="utf-8")
    (tmp_path / "contacts.2.xml").write_text(visits.replace("<id>3312</id>", "<id>9999</id>"), encoding="utf-8")
    done = acts(own_file, "contacts", "--offline", str(tmp_path), "--format", "csv")
    assert done.exit_code == 0, done.stderr
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["file"], row["event_id"], row["area"]) == ("contacts", "visits-9999", "TUR")


def test_nobody_is_asked_without_a_yes(own_file: Path) -> None:
    done = acts(own_file)
    assert done.exit_code == 1
    assert "raw.githubusercontent.com" in done.stderr
    assert "Nobody was asked." in done.stderr
    assert acts(own_file, "weather").exit_code == 2
