"""The package as a whole: light to import, one thread at work, every result of one shape."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_info

import indicators.trends as trends
from indicators.errors import Message
from indicators.trends.fitting import fits, fitting
from indicators.wording.trends import summary

AWKWARD = {
    "line": np.arange(120.0),
    "step": np.repeat([1.0, 2.0], 60),
    "post": (np.random.default_rng(2).random(120) < 0.3).astype(float),
    "held": np.repeat(np.random.default_rng(3).normal(size=10), 12),
    "late": np.r_[np.zeros(80), np.random.default_rng(4).normal(size=40).cumsum()],
    "alternating": np.resize([1.0, -1.0], 120),
    "last_year_only": np.r_[np.full(110, 100.0), np.full(10, 90.0)],
    "tiny": 1e-9 * np.random.default_rng(5).normal(size=120),
    "huge": 1e12 + 1e9 * np.random.default_rng(6).normal(size=120).cumsum(),
}
QUESTIONS: dict[str, dict[str, Any]] = {
    "underlying_trend": {},
    "sen_slope": {},
    "seasonality": {},
    "level_shifts": {},
    "regimes": {},
    "turning_points": {},
    "forecast": {"months": 6, "origins": 2},
    "intervention": {"date": "2004-06", "window": 18},
}


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_importing_loads_no_model() -> None:
    code = (
        "import sys, indicators.trends as trends\n"
        "first = [name for name in sys.modules if name.split('.')[0] in ('scipy', 'statsmodels')]\n"
        "trends.level_shifts, trends.latent_factor, trends.pipeline_null\n"
        "print(first, [name for name in sys.modules if name.split('.')[0] in "
        "('statsmodels', 'streamlit', 'plotly', 'duckdb')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[] []"


def test_every_public_name_is_what_it_says() -> None:
    face = ast.parse(inspect.getsource(trends))
    names = [alias.asname for node in ast.walk(face) if isinstance(node, ast.ImportFrom) for alias in node.names]
    public = [name for name in names if name]
    assert len(public) > 20
    for name in public:
        assert callable(getattr(trends, name)), name
    with pytest.raises(AttributeError, match="no attribute 'crystal_ball'"):
        _ = trends.crystal_ball


@pytest.mark.parametrize(("question", "options"), QUESTIONS.items())
def test_every_result_has_one_shape(monthly: Callable[..., pd.Series], question: str, options: dict[str, Any]) -> None:
    series = monthly(np.random.default_rng(1).normal(size=100).cumsum(), name="trade")
    before = series.copy()
    result = getattr(trends, question)(series, **options)
    assert isinstance(result, trends.TrendResult)
    assert isinstance(result.to_frame(), pd.DataFrame)
    sentence = summary(result)
    assert sentence.endswith(".")
    assert "trade" in sentence
    assert "nan" not in sentence
    assert all(isinstance(caveat, Message) and caveat.endswith(".") for caveat in result.caveats)
    assert result.formula
    assert result.reference
    with pytest.raises(AttributeError):
        result.caveats = ()
    pd.testing.assert_series_equal(series, before)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("kind", AWKWARD)
def test_awkward_series_get_a_sentence(monthly: Callable[..., pd.Series], question: str, kind: str) -> None:
    result = getattr(trends, question)(monthly(AWKWARD[kind], name=kind), **QUESTIONS[question])
    sentence = summary(result)
    assert kind in sentence
    assert not any(word in sentence for word in ("nan", "inf", "no value"))
    assert isinstance(result.to_frame(), pd.DataFrame)


def test_a_fit_holds_blas_at_one_thread_and_gives_it_back() -> None:
    before = threads()

    @fits
    def inside() -> set[int]:
        warnings.warn("of the library", stacklevel=1)
        with fitting():
            pass
        return threads()

    assert inside() == {1}
    assert threads() == before
    with pytest.warns(UserWarning, match="after"):
        warnings.warn("after", stacklevel=1)


def test_the_last_of_several_threads_gives_it_back() -> None:
    before, seen = threads(), []
    entered, leave = threading.Barrier(2, timeout=10), threading.Event()

    def long() -> None:
        with fitting():
            entered.wait()
            leave.wait(10)
            seen.append(threads())

    worker = threading.Thread(target=long)
    worker.start()
    with fitting():
        entered.wait()
    seen.append(threads())
    leave.set()
    worker.join()
    assert seen == [{1}, {1}]
    assert threads() == before
