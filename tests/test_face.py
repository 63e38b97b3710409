"""What stands on the face of the package is described with an example that runs."""

from __future__ import annotations

import doctest
import inspect
from pathlib import Path

import pytest

import indicators

FACE = ["Definition", "Index", "Scenario", "Workspace", "open", "verify"]


@pytest.mark.parametrize("name", FACE)
def test_its_example_runs(name: str, own_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELATIONS_INDEX_DB", str(own_file))
    monkeypatch.chdir(tmp_path)
    thing = getattr(indicators, name)
    example = doctest.DocTestParser().get_doctest(
        inspect.getdoc(thing) or "", {"indicators": indicators}, name, None, None
    )
    assert example.examples, "a docstring without an example"
    failed, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(example)
    assert failed == 0


def test_the_face_is_what_it_names() -> None:
    assert set(FACE) <= set(indicators.__all__)
    for name in indicators.__all__:
        assert inspect.getdoc(getattr(indicators, name))
    with pytest.raises(AttributeError, match="no attribute 'moon'"):
        indicators.moon  # noqa: B018
