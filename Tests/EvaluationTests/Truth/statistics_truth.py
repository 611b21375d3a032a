"""Writes statistics.json: samples and what scipy says of them. Run with any Python that has numpy and scipy:

    python3 Tests/EvaluationTests/Truth/statistics_truth.py

The stored file was made with scipy 1.17.1. Samples are rounded to a few digits, so that the JSON holds them exactly.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr

random = np.random.default_rng(20260115)
pairs = {
    "equal normal": (random.normal(0, 1, 60), random.normal(0, 1, 45)),
    "shifted normal": (random.normal(10, 2, 80), random.normal(11.5, 2, 70)),
    "wider": (random.normal(0, 1, 150), random.normal(0, 2.5, 150)),
    "counts with ties": (random.poisson(4, 90), random.poisson(6, 120)),
    "no overlap": (random.uniform(0, 1, 20), random.uniform(5, 6, 30)),
    "one value": (np.ones(5), np.ones(7)),
    "prices in another unit": (random.normal(60, 5, 100), random.normal(6000, 500, 40)),
    "large": (random.normal(0, 1, 1500), random.normal(0.08, 1, 1200)),
}

samples = []
for name, (first, second) in pairs.items():
    first, second = np.round(first, 3), np.round(second, 3)
    exact = len(first) * len(second) <= 1_000_000
    result = stats.ks_2samp(first, second, method="exact" if exact else "asymp")
    n, m = len(first), len(second)
    p = result.pvalue if exact else stats.kstwobign.sf(np.sqrt(n * m / (n + m)) * result.statistic)
    entry = {
        "name": name,
        "first": first.tolist(),
        "second": second.tolist(),
        "ks": result.statistic,
        "ks_p": p,
        "wasserstein": stats.wasserstein_distance(first, second),
    }
    if name != "one value":
        test = stats.ttest_ind(second, first, equal_var=False, alternative="greater")
        entry |= {"welch_t": test.statistic, "welch_p": test.pvalue}
    samples.append(entry)

tables = []
for first, second in [
    ([10, 20, 30], [12, 18, 33]),
    ([100, 50], [60, 90]),
    ([5, 0, 12, 7, 30], [9, 4, 2, 7, 22]),
    ([1000, 1000, 1000, 1000], [990, 1013, 1002, 995]),
    ([3, 400], [60, 400]),
]:
    chi = stats.chi2_contingency([first, second], correction=False)
    p, q = np.array(first) / sum(first), np.array(second) / sum(second)
    floored = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    tables.append(
        {
            "first": first,
            "second": second,
            "chi2": chi.statistic,
            "p": chi.pvalue,
            "dof": chi.dof,
            "cramers_v": stats.contingency.association([first, second], method="cramer"),
            "jensen_shannon": jensenshannon(p, q, base=2),
            # rel_entr(p, q) + rel_entr(q, p), written out because floored shares do not sum to 1.
            "psi": float(np.sum(rel_entr(*floored) + rel_entr(*floored[::-1]))),
        }
    )

p_values = [
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.9],
    [0.001, 0.2, 0.0004, 0.04, 0.8, 0.04, 1.0, 1e-9],
]
tails = {
    "chi2": [[x, k, stats.chi2.sf(x, k)] for x, k in [(0.1, 1), (3.84, 1), (50, 3), (5, 20), (400, 10), (9, 9), (1e-3, 4)]],
    "kolmogorov": [[x, stats.kstwobign.sf(x)] for x in [0.2, 0.5, 0.9, 1.0, 1.36, 2.0, 4.0]],
    "student": [[t, d, stats.t.sf(t, d)] for t, d in [(0, 5), (1.5, 3), (2.0, 12.7), (-1.2, 8), (6, 30), (12, 200.5)]],
}
truth = {
    "scipy": scipy.__version__,
    "samples": samples,
    "tables": tables,
    "false_discovery": [{"p": p, "adjusted": stats.false_discovery_control(p).tolist()} for p in p_values],
    "tails": tails,
}
path = pathlib.Path(__file__).with_name("statistics.json")
path.write_text(json.dumps(truth, indent=1) + "\n")
