"""Models that this library trained and wrote, in real XGBoost of any version from 1.7 on: largest differences of predictions.

    Benchmarks cases Tests/GradientBoostingTests/Truth DIR
    python check_cases.py Tests/GradientBoostingTests/Truth DIR

Loads every CASE.json and CASE.ubj of DIR and predicts test.csv: constraints, categories, missing values, all objectives.
Cases whose objective this version of XGBoost does not know are named and passed over. Exit code 1 where a prediction differs
by more than a millionth of its size.
"""
import json
import os
import sys

import numpy as np
import xgboost as xgb

truth, folder = sys.argv[1], sys.argv[2]
with open(f"{folder}/predictions.json") as file:
    predictions = json.load(file)
with open(f"{truth}/cases.json") as file:
    cases = {case["name"]: case for case in json.load(file)}
with open(f"{truth}/test.csv") as file:
    names = file.readline().strip().split(",")[:-2]
rows = np.genfromtxt(f"{truth}/test.csv", delimiter=",", skip_header=1)[:, :-2].astype(np.float32)
worst, read, skipped = 0.0, 0, set()
for name, expected in sorted(predictions.items()):
    types = ["c" if feature in cases[name]["categorical"] else "q" for feature in names]
    for ending in ("json", "ubj"):
        model = xgb.Booster(dict(nthread=2))
        try:
            model.load_model(f"{folder}/{name}.{ending}")
        except xgb.core.XGBoostError:
            skipped.add(name)
            continue
        matrix = xgb.DMatrix(rows, feature_names=names, feature_types=model.feature_types, enable_categorical=True)
        assert [kind == "c" for kind in model.feature_types] == [kind == "c" for kind in types], name
        found = model.predict(matrix).reshape(-1)
        worst = max(worst, float(np.max(np.abs(found - expected) / np.maximum(1, np.abs(expected)))))
        read += 1
print(f"xgboost {xgb.__version__}: {read} files read, largest relative difference of a prediction {worst:.1e}"
      + (f"; objectives it does not know: {', '.join(sorted(skipped))}" if skipped else ""))
sys.exit(0 if read and worst <= 1e-6 else 1)
