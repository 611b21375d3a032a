"""Runs the gradient boosting benchmark beside XGBoost and LightGBM: interleaved, processor seconds, medians and ratios.

    python gradient_boosting.py BENCHMARKS KIND ROWS [--runs 5] [--peers xgboost,lightgbm] [--objective reg:squarederror]
    python gradient_boosting.py BENCHMARKS KIND ROWS --work explain|predict [--runs 5]

BENCHMARKS is the built `Benchmarks` program. Every run is a process of its own. Timed is what every library does after the
columns are in memory: building its bins, training with a validation metric every round. With --work explain or predict one
model, trained on 100,000 rows, is read by both and explains (TreeSHAP) or predicts ROWS rows. Needs numpy, xgboost, lightgbm.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

PARAMETERS = dict(max_depth=6, learning_rate=0.1, subsample=0.8, colsample_bytree=0.8)


def child(library, path, columns, objective, seed):
    """One measurement in this process; prints name=value pairs."""
    import numpy as np

    def load(part):
        values = np.fromfile(path + f"-{part}.f32", np.float32).reshape(columns + 1, -1)
        return np.ascontiguousarray(values[:-1].T), values[-1]

    (x, y), (xv, yv), (xt, yt) = load(1), load(2), load(3)
    if library == "xgboost":
        import xgboost as xgb
    else:
        import lightgbm as lgb
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.perf_counter()
    if library == "xgboost":
        train = xgb.QuantileDMatrix(x, y, max_bin=256)
        valid = xgb.QuantileDMatrix(xv, yv, ref=train)
        model = xgb.train(
            dict(PARAMETERS, objective=objective, tree_method="hist", nthread=2, seed=seed), train, 250,
            evals=[(valid, "validation")], verbose_eval=False)
    else:
        names = {"reg:squarederror": "regression", "count:poisson": "poisson", "reg:tweedie": "tweedie"}
        train = lgb.Dataset(x, y, params=dict(max_bin=255))
        valid = lgb.Dataset(xv, yv, reference=train)
        model = lgb.train(
            dict(objective=names[objective], max_depth=6, num_leaves=64, learning_rate=0.1, bagging_fraction=0.8,
                 bagging_freq=1, feature_fraction=0.8, lambda_l2=1, min_child_samples=1, min_sum_hessian_in_leaf=1,
                 num_threads=2, verbosity=-1, metric="rmse", seed=seed), train, 250, valid_sets=[valid])
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024
    predicted = model.predict(xgb.DMatrix(xt)) if library == "xgboost" else model.predict(xt)
    rmse = float(np.sqrt(np.mean((predicted - yt) ** 2)))
    print(f"train cpu={cpu:.4f} wall={wall:.4f} added_mb={added:.1f} rmse={rmse}")


def child_with_model(work, path, columns, model):
    """Explains or predicts in this process with a model file."""
    import numpy as np
    import xgboost as xgb

    values = np.fromfile(path, np.float32).reshape(columns + 1, -1)
    x = np.ascontiguousarray(values[:-1].T)
    booster = xgb.Booster(dict(nthread=2), model_file=model)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.perf_counter()
    matrix = xgb.DMatrix(x, feature_names=booster.feature_names, feature_types=booster.feature_types, nthread=2)
    result = booster.predict(matrix, pred_contribs=work == "explain")
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024
    print(f"{work} cpu={cpu:.4f} wall={wall:.4f} added_mb={added:.1f} sum={np.abs(result.astype(float)).sum()}")


def with_model(options, columns):
    """Interleaved runs of explaining or predicting with one model."""
    with tempfile.TemporaryDirectory() as folder:
        model = f"{folder}/model.json"
        program = [options.program, "gradient-boosting"]
        subprocess.run(program + ["model", options.kind, "100000", model], check=True)
        subprocess.run(program + ["rows", options.kind, str(options.rows), folder], check=True)
        path = f"{folder}/{options.kind}-{options.rows}-3.f32"
        results = {"stockroom": [], "xgboost": []}
        for _ in range(options.runs):
            results["stockroom"].append(measure(program + [options.work, options.kind, str(options.rows), model]))
            results["xgboost"].append(measure(
                [sys.executable, __file__, "--model-child", options.work, path, str(columns), model]))
        report(results, options, ("cpu", "wall", "added_mb", "sum"), f"{options.kind} {options.work}")


def report(results, options, keys, what):
    own = statistics.median(run["cpu"] for run in results["stockroom"])
    for name, runs in results.items():
        median = {key: statistics.median(run[key] for run in runs) for key in keys}
        last = keys[-1]
        print(f"{name:10} {what} {options.rows}: cpu {median['cpu']:.3f} s ({median['cpu'] / own:.2f}x), "
              f"wall {median['wall']:.3f} s, added {median['added_mb']:.1f} MB, {last} {median[last]:.4f}", flush=True)


def measure(command):
    environment = dict(os.environ, OMP_WAIT_POLICY="passive")
    output = subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout
    line = next(line for line in output.splitlines() if "cpu=" in line)
    return {key: float(value) for key, value in (pair.split("=") for pair in line.split()[1:])}


def main():
    if sys.argv[1] == "--child":
        library, path, columns, objective, seed = sys.argv[2:]
        child(library, path, int(columns), objective, int(seed))
        return
    if sys.argv[1] == "--model-child":
        work, path, columns, model = sys.argv[2:]
        child_with_model(work, path, int(columns), model)
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("kind")
    parser.add_argument("rows", type=int)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", default="xgboost,lightgbm")
    parser.add_argument("--objective", default="reg:squarederror")
    parser.add_argument("--work", choices=["train", "explain", "predict"], default="train")
    options = parser.parse_args()
    columns = dict(wide=500, tall=10).get(options.kind, 24)
    if options.work != "train":
        with_model(options, columns)
        return
    peers = [peer for peer in options.peers.split(",") if peer]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [options.program, "gradient-boosting", "data", options.kind, str(options.rows), folder], check=True)
        path = f"{folder}/{options.kind}-{options.rows}"
        results = {name: [] for name in ["stockroom"] + peers}
        for run in range(options.runs):
            results["stockroom"].append(measure([
                options.program, "gradient-boosting", "train", options.kind, str(options.rows), f"seed={run}",
                f"objective={options.objective}"]))
            for peer in peers:
                results[peer].append(measure([
                    sys.executable, __file__, "--child", peer, path, str(columns), options.objective, str(run)]))
    report(results, options, ("cpu", "wall", "added_mb", "rmse"), options.kind)


if __name__ == "__main__":
    main()
