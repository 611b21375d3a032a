"""Writes what real XGBoost says, for GradientBoostingTests to compare with.

Run it with XGBoost 3.2 (`pip install xgboost==3.2.0`) in this folder:

    python make_truth.py

It writes
  train.csv, test.csv   small retail-like tables; every feature has at most 256 distinct values, some values are missing
  cases.json            per case: parameters, the metric of every round on both tables, predictions and contributions
  <case>.json / .ubj    the models XGBoost trained
  frame.json / .ubj     a model of a data frame with named categories, with predictions in frame-predictions.json

With the same data, parameters and seed the library must find the same trees.
"""
import json
import numpy as np
import xgboost as xgb

FEATURES = ["store", "weekday", "price", "discount", "promo", "temperature", "rain", "month"]
PRICE, DISCOUNT = FEATURES.index("price"), FEATURES.index("discount")


def table(rows, seed):
    r = np.random.default_rng(seed)
    store = r.integers(1, 9, rows)
    weekday = r.integers(0, 7, rows)
    price = np.round(r.choice(np.linspace(5, 40, 36), rows), 1)
    discount = r.choice([0, 0, 0, 0.1, 0.2, 0.3], rows)
    promo = (discount > 0).astype(float)
    month = r.integers(1, 13, rows)
    temperature = np.round(28 + 6 * np.sin(month / 2) + r.normal(0, 2, rows))
    rain = np.maximum(0, np.round(r.normal(-1, 4, rows)))
    label = 30 + 2 * store + 8 * (weekday >= 5) - 0.5 * price + 30 * discount + 0.3 * temperature + r.normal(0, 3, rows)
    x = np.stack([store, weekday, price, discount, promo, temperature, rain, month], 1).astype(np.float32)
    x[r.random(x.shape) < 0.06] = np.nan
    weight = r.integers(1, 4, rows).astype(np.float32)
    return x, np.maximum(0, np.round(label)).astype(np.float32), weight


def write(path, x, y, weight):
    with open(path, "w") as out:
        out.write(",".join(FEATURES + ["units", "weight"]) + "\n")
        for row, label, w in zip(x, y, weight):
            cells = ["" if np.isnan(v) else repr(float(v)) for v in row]
            out.write(",".join(cells + [repr(float(label)), repr(float(w))]) + "\n")


CASES = {
    "squared": dict(max_depth=4, learning_rate=0.3),
    "squared-ubj": dict(max_depth=3, learning_rate=0.1),
    "weighted": dict(max_depth=4, learning_rate=0.3, weighted=True),
    "regularised": dict(max_depth=4, learning_rate=0.3, reg_lambda=3, reg_alpha=2, gamma=20, min_child_weight=5),
    "delta-step": dict(max_depth=3, learning_rate=0.5, max_delta_step=1.5, reg_alpha=1),
    "leaf-wise": dict(max_depth=0, max_leaves=9, grow_policy="lossguide", learning_rate=0.3),
    "few-leaves": dict(max_depth=4, max_leaves=7, learning_rate=0.3),
    "monotone": dict(max_depth=4, learning_rate=0.3, monotone_constraints="(0,0,-1,1,0,0,0,0)"),
    "interaction": dict(max_depth=4, learning_rate=0.3, interaction_constraints="[[0,1],[2,3,4],[5,6,7]]"),
    "poisson": dict(objective="count:poisson", max_depth=4, learning_rate=0.3),
    "tweedie": dict(objective="reg:tweedie", tweedie_variance_power=1.3, max_depth=4, learning_rate=0.3),
    "pseudohuber": dict(objective="reg:pseudohubererror", huber_slope=2, base_score=40, max_depth=4, learning_rate=0.3),
    "absolute": dict(objective="reg:absoluteerror", max_depth=4, learning_rate=0.3),
    "quantiles": dict(objective="reg:quantileerror", quantile_alpha=[0.1, 0.5, 0.9], max_depth=3, learning_rate=0.3),
    "categories": dict(max_depth=4, learning_rate=0.3, categorical=["store", "weekday", "promo"]),
    "few-bins": dict(max_depth=4, learning_rate=0.3, max_bin=11),
    "sampled": dict(max_depth=4, learning_rate=0.3, max_bin=11, subsample=0.8, colsample_bytree=0.6, seed=42),
    "sampled-nodes": dict(
        max_depth=4, learning_rate=0.3, subsample=0.7, colsample_bytree=0.9, colsample_bylevel=0.8, colsample_bynode=0.7,
        seed=7),
    "sampled-leaf-wise": dict(
        max_depth=0, max_leaves=9, grow_policy="lossguide", learning_rate=0.3, subsample=0.6, colsample_bynode=0.6, seed=3),
    "sampled-poisson": dict(objective="count:poisson", max_depth=4, learning_rate=0.3, subsample=0.5, seed=1),
    "sampled-quantiles": dict(
        objective="reg:quantileerror", quantile_alpha=[0.1, 0.9], max_depth=3, learning_rate=0.3, subsample=0.8,
        colsample_bytree=0.5, seed=5),
}


def data_frame():
    """Categories with names, which XGBoost keeps in the model."""
    import pandas as pd

    r = np.random.default_rng(7)
    colours = r.choice(["red", "blue", "green", "x"], 300)
    sizes = r.integers(3, 9, 300)
    value = np.round(r.normal(size=300), 1).astype(np.float32)
    frame = pd.DataFrame(dict(colour=pd.Categorical(colours), size=pd.Categorical(sizes), value=value))
    label = (colours == "red") * 3.0 + value + np.abs(sizes - 6)
    model = xgb.train(
        dict(tree_method="hist", max_depth=4, nthread=1), xgb.DMatrix(frame, label, enable_categorical=True), 5)
    model.save_model("frame.json")
    model.save_model("frame.ubj")
    predictions = model.predict(xgb.DMatrix(frame, enable_categorical=True))
    with open("frame-predictions.json", "w") as out:
        json.dump(
            dict(colour=list(colours[:60]), size=sizes[:60].tolist(), value=value[:60].tolist(),
                 predictions=predictions[:60].tolist()), out)


def main():
    data_frame()
    train, test = table(500, 1), table(120, 2)
    write("train.csv", *train)
    write("test.csv", *test)
    cases = []
    for name, settings in CASES.items():
        settings = dict(settings)
        weighted = settings.pop("weighted", False)
        categorical = settings.pop("categorical", [])
        types = ["c" if feature in categorical else "q" for feature in FEATURES]
        common = dict(feature_names=FEATURES, feature_types=types, enable_categorical=True)
        matrix = xgb.DMatrix(train[0], train[1], weight=train[2] if weighted else None, **common)
        held_out = xgb.DMatrix(test[0], test[1], **common)
        history = {}
        model = xgb.train(
            dict(settings, tree_method="hist", nthread=1), matrix, 6,
            evals=[(matrix, "train"), (held_out, "test")], evals_result=history, verbose_eval=False)
        file = name + (".ubj" if name.endswith("-ubj") else ".json")
        model.save_model(file)
        outputs = len(settings.get("quantile_alpha", [0]))
        case = dict(
            name=name, file=file, weighted=weighted, categorical=categorical, outputs=outputs,
            parameters={k: v if isinstance(v, str) else json.dumps(v) for k, v in settings.items()},
            metric=next(iter(history["test"])),
            train=list(next(iter(history["train"].values()))), test=list(next(iter(history["test"].values()))),
            predictions=model.predict(held_out).reshape(-1).tolist(),
            margins=model.predict(held_out, output_margin=True).reshape(-1).tolist(),
            leaves=model.predict(held_out, pred_leaf=True).astype(int).reshape(len(test[0]), -1)[:20].reshape(-1).tolist(),
            contributions=model.predict(held_out, pred_contribs=True)[:20].reshape(-1).tolist(),
            importances={
                kind: model.get_score(importance_type=kind)
                for kind in ["weight", "gain", "cover", "total_gain", "total_cover"]
            },
        )
        if outputs == 1:
            case["interactions"] = model.predict(held_out, pred_interactions=True)[:5].reshape(-1).tolist()
        cases.append(case)
    with open("cases.json", "w") as out:
        json.dump(cases, out)


main()
