"""What SQL has no words for: lead and lag of two series, and trends with honest errors.

Each is a scalar function of lists that models call from SQL; the work is done by numpy, scipy and
statsmodels, with fixed seeds. They are imported when a function is first called: it takes seconds.
"""

import hashlib
import math
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

LAGS = 10  # trading days, both ways
DRAWS = 2000
PARTS = 50  # of the draws: each stays in the processor's cache
MEAN_BLOCK = 10  # trading days: keeps what volatility remembers
SEED = 20260122
FUNCTIONS: dict[str, tuple[list[Any], str]] = {
    "lead_lag": (
        ["DOUBLE[]", "DOUBLE[]"],
        "STRUCT(lag_days INTEGER, correlation DOUBLE, p_value DOUBLE, q_value DOUBLE)[]",
    ),
    "trend": (
        ["DOUBLE[]", "DOUBLE[]"],
        "STRUCT(model VARCHAR, growth_pct DOUBLE, curvature_pct DOUBLE, t_stat DOUBLE, aic DOUBLE)[]",
    ),
}


def register(con: DuckDBPyConnection) -> None:
    """Make the functions known to a connection."""
    for name, (parameters, returns) in FUNCTIONS.items():
        con.create_function(name, globals()[name], parameters, returns)


def fingerprint(query: str) -> list[str]:
    """What decides the result of a query besides its text: nothing, or this file and its libraries."""
    if not any(f"{name}(" in query for name in FUNCTIONS):
        return []
    libraries = [version(name) for name in ("numpy", "scipy", "statsmodels")]
    return [hashlib.sha256(Path(__file__).read_bytes()).hexdigest(), *libraries]


def lead_lag(first: Sequence[float], second: Sequence[float]) -> list[dict[str, float]]:
    """Cross-correlations of two series of equal length at lags -10 to 10 (days); positive: the first leads.

    Both are filtered by the autoregression of the first (Box and Jenkins), so that its own memory does not look
    like a lead. p: share of 2,000 stationary block bootstraps (Politis and Romano, 1994), drawn for each series apart
    and so unrelated, whose correlation is at least as large. q: Benjamini and Hochberg over the 21 lags.
    """
    import numpy as np
    from scipy.stats import false_discovery_control

    x, y = _prewhitened(np.asarray(first), np.asarray(second))
    rng = np.random.default_rng(SEED)
    drawn = (np.array_split(v[_blocks(rng, len(v))], PARTS) for v in (x, y))
    lags = range(-LAGS, LAGS + 1)
    found = np.array([_correlations(x[None], y[None], k)[0] for k in lags])
    chance = np.hstack([[_correlations(a, b, k) for k in lags] for a, b in zip(*drawn, strict=True)])
    p = (1 + np.sum(np.abs(chance) >= np.abs(found)[:, None], axis=1)) / (1 + DRAWS)
    q = false_discovery_control(p)
    return [
        {"lag_days": k, "correlation": float(r), "p_value": float(a), "q_value": float(b)}
        for k, r, a, b in zip(lags, found, p, q, strict=True)
    ]


def _prewhitened(x: "Floats", y: "Floats") -> tuple["Floats", "Floats"]:
    """Both series through the autoregression of the first, its order chosen by BIC, ten at most."""
    import numpy as np
    from statsmodels.tsa.ar_model import ar_select_order

    x, y = x - x.mean(), y - y.mean()
    chosen = ar_select_order(x, maxlag=10, ic="bic", trend="n")
    if not chosen.ar_lags:
        return x, y
    weights = np.zeros(max(chosen.ar_lags) + 1)
    weights[0], weights[chosen.ar_lags] = 1, -chosen.model.fit().params
    return np.convolve(x, weights, "valid"), np.convolve(y, weights, "valid")


def _blocks(rng: "np.random.Generator", n: int) -> "np.ndarray[Any, Any]":
    """Indices of stationary bootstraps, DRAWS x n: runs of geometric length that wrap around."""
    import numpy as np

    begins = rng.random((DRAWS, n)) < 1 / MEAN_BLOCK
    begins[:, 0] = True
    at = np.maximum.accumulate(np.where(begins, np.arange(n), 0), axis=1)
    start = np.take_along_axis(rng.integers(0, n, (DRAWS, n)), at, axis=1)
    return (start + np.arange(n) - at) % n


def _correlations(x: "Floats", y: "Floats", lag: int) -> "Floats":
    """Correlation of x[t] with y[t + lag], row by row."""
    import numpy as np

    n = x.shape[1]
    x, y = (x[:, : n - lag], y[:, lag:]) if lag >= 0 else (x[:, -lag:], y[:, : n + lag])
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    sums = np.einsum("ij,ij->i", x, y)
    return np.asarray(sums / np.sqrt(np.einsum("ij,ij->i", x, x) * np.einsum("ij,ij->i", y, y)))


def trend(years: Sequence[float], levels: Sequence[float]) -> list[dict[str, Any]]:
    """Four trends of a positive level over time in years: how it grows, and whether growth itself grows.

    growth_pct: growth a year at the end of the sample; curvature_pct: change a year of the growth rate, in points,
    from the quadratic of the logarithm, or of the yearly increase in % of the last level, from that of the level.
    t_stat: of the highest term, errors robust to autocorrelation (Newey and West, 12 lags). aic: of the level, that
    of a model of the logarithm being put on the same scale by its Jacobian, so that all four can be compared.
    """
    import numpy as np

    t, level = np.asarray(years) - years[-1], np.asarray(levels)
    return [
        {"model": name, **_fitted(t, level, degree, is_log)}
        for name, degree, is_log in (
            ("linear", 1, False), ("quadratic", 2, False), ("exponential", 1, True), ("log_quadratic", 2, True)
        )
    ]  # fmt: skip


def _fitted(t: "Floats", level: "Floats", degree: int, is_log: bool) -> dict[str, float | None]:
    import numpy as np
    import statsmodels.api as sm

    target = np.log(level) if is_log else level
    fit = sm.OLS(target, np.vander(t, degree + 1, increasing=True)).fit(cov_type="HAC", cov_kwds={"maxlags": 12})
    slope = float(fit.params[1]) if is_log else float(fit.params[1] / fit.params[0])
    bend = 2 * float(fit.params[2]) if degree == 2 else None
    return {
        "growth_pct": 100 * (math.expm1(slope) if is_log else slope),
        "curvature_pct": None if bend is None else 100 * (bend if is_log else bend / float(fit.params[0])),
        "t_stat": float(fit.tvalues[degree]),
        "aic": float(fit.aic + (2 * np.log(level).sum() if is_log else 0)),
    }
