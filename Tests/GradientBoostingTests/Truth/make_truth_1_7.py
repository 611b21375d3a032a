"""Writes models as XGBoost 1.7 saves them, for GradientBoostingTests to read.

Run it with XGBoost 1.7 (`pip install "xgboost==1.7.6" "numpy<2"`) in this folder, after make_truth.py:

    python make_truth_1_7.py

It writes v1.7-<case>.json or .ubj and v1.7.json: the predictions of test.csv and the features' names and types per file.
"""
import json

import numpy as np
import xgboost as xgb

CASES = {
    "v1.7-squared.json": dict(max_depth=4, learning_rate=0.3, subsample=0.8, seed=3),
    "v1.7-squared.ubj": dict(max_depth=4, learning_rate=0.3),
    "v1.7-poisson.ubj": dict(objective="count:poisson", max_depth=4, learning_rate=0.3),
    "v1.7-tweedie.json": dict(objective="reg:tweedie", tweedie_variance_power=1.4, max_depth=3, learning_rate=0.3),
    "v1.7-categories.json": dict(max_depth=4, learning_rate=0.3, categorical=["store", "weekday", "promo"]),
    "v1.7-categories.ubj": dict(max_depth=5, learning_rate=0.3, categorical=["store", "month"]),
}


def table(path):
    with open(path) as file:
        names = file.readline().strip().split(",")
    return names[:-2], np.genfromtxt(path, delimiter=",", skip_header=1, filling_values=np.nan)


def main():
    names, train = table("train.csv")
    _, test = table("test.csv")
    answers = {}
    for file, settings in CASES.items():
        settings = dict(settings)
        categorical = settings.pop("categorical", [])
        types = ["c" if name in categorical else "float" for name in names]
        common = dict(feature_names=names, feature_types=types, enable_categorical=True)
        matrix = xgb.DMatrix(train[:, :-2], train[:, -2], **common)
        model = xgb.train(dict(settings, tree_method="hist", nthread=1), matrix, 6)
        model.save_model(file)
        answers[file] = dict(
            names=names, types=types, predictions=model.predict(xgb.DMatrix(test[:, :-2], **common)).tolist())
    with open("v1.7.json", "w") as out:
        json.dump(answers, out)


main()
