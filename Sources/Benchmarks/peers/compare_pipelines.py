"""The test figures of pipelines beside what Python's xgboost gives on the same rows and features.

    OMP_WAIT_POLICY=passive python3 Sources/Benchmarks/peers/compare_pipelines.py WAREHOUSE DATABASE... [--seeds 5] [--program ./stockroom]

WAREHOUSE is the warehouse directory and DATABASE the database of a pipeline that has run in it, such as store_item: its
tables train, validation and test are read with pandas, and so are the hyperparameters, the features and the label of the
run that filled them. xgboost (from PyPI, in the Python that runs this script) trains with the same hyperparameters and
early stopping on the validation rows, with the seeds 1 to --seeds; the test figures are those of its best iteration.

With --program the pipeline is also run again with TrainingSeed 1 to --seeds, in a copy of the warehouse, so that two means
over seeds stand side by side; without it, the figures of the run that is there.

The last column is the difference of ours from Python's mean in percent (of the rmse and wape), or in points (r2).
Exit code 1 where an rmse or wape is more than --limit percent above Python's mean.
"""
import argparse, json, os, shutil, sqlite3, statistics, subprocess, sys, tempfile

import numpy
import pandas
import xgboost

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("warehouse")
parser.add_argument("databases", nargs="+", metavar="database")
parser.add_argument("--seeds", type=int, default=5)
parser.add_argument("--program", help="the stockroom program, to run the pipeline with every seed")
parser.add_argument("--limit", type=float, default=1.5, help="percent")
arguments = parser.parse_args()

# Parameters of a run that are no hyperparameters, or that the peer is given otherwise.
NOT_HYPERPARAMETERS = {
    "features", "label", "split_method", "rows_train", "rows_validation", "rows_test", "n_estimators", "num_boost_round",
    "early_stopping_rounds", "seed", "random_state", "nthread", "n_jobs",
}


def connect(warehouse, database):
    return sqlite3.connect(f"file:{os.path.abspath(warehouse)}/databases/{database}.sqlite?mode=ro", uri=True)


def figures(actual, predicted):
    error = predicted - actual
    return {
        "rmse": float(numpy.sqrt(numpy.mean(error**2))),
        "r2": float(1 - numpy.sum(error**2) / numpy.sum((actual - actual.mean()) ** 2)),
        "wape": float(numpy.sum(numpy.abs(error)) / numpy.sum(numpy.abs(actual))),
    }


def latest_run(warehouse, database):
    """The newest finished run on the rows that are in the tables train, validation and test. Executions after the one that
    prepared the rows may have reused them."""
    (execution,) = connect(warehouse, database).execute(
        "SELECT execution_id FROM prepared_splits ORDER BY prepared_at DESC, execution_id DESC LIMIT 1"
    ).fetchone()
    mlops = connect(warehouse, "mlops")
    found = mlops.execute(
        """
        SELECT mlflow_run_id, pipeline_name FROM runs
        WHERE status = 'FINISHED' AND execution_id >= ?
          AND pipeline_name = (SELECT pipeline_name FROM pipeline_executions WHERE execution_id = ?)
        ORDER BY started_at DESC LIMIT 1
        """, (execution, execution)
    ).fetchone()
    if found is None:
        sys.exit(f"{database}: no run since execution {execution} has finished; run the pipeline to its end")
    run, pipeline = found
    params = dict(mlops.execute("SELECT name, value FROM run_params WHERE mlflow_run_id = ?", (run,)))
    (path,) = mlops.execute(
        "SELECT object_path FROM run_artifacts WHERE mlflow_run_id = ? AND artifact_path = 'model/feature_columns.json'",
        (run,)).fetchone()
    with open(os.path.join(warehouse, "objects", path)) as file:
        params["features"] = json.load(file)
    return run, pipeline, params


def ours(warehouse, database, run):
    monitor = connect(warehouse, f"monitor_{database}")
    return dict(zip(("rmse", "r2", "wape"), monitor.execute(
        "SELECT rmse, r2, wape FROM evaluation_summary WHERE mlflow_run_id = ?", (run,)).fetchone()))


def ours_over_seeds(warehouse, database, pipeline):
    folder = tempfile.mkdtemp(prefix="compare-pipelines-")
    try:
        copy = os.path.join(folder, "warehouse")
        os.mkdir(copy)
        for name in ("databases", "objects"):
            os.mkdir(os.path.join(copy, name))
        # Through SQLite, so that what is still in the write-ahead log comes along.
        source, target = connect(warehouse, database), sqlite3.connect(f"{copy}/databases/{database}.sqlite")
        source.backup(target)
        target.close()
        results = []
        for seed in range(1, arguments.seeds + 1):
            # Exit code 3 says that a threshold was not met, which does not matter here.
            code = subprocess.run(
                [arguments.program, "pipeline", "run", pipeline, "--warehouse", copy, "--parameter", f"TrainingSeed={seed}"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            if code not in (0, 3):
                sys.exit(f"{pipeline} with seed {seed} failed: exit code {code}")
            results.append(ours(copy, database, latest_run(copy, database)[0]))
        return results
    finally:
        shutil.rmtree(folder)


def peer(warehouse, database, params):
    features, label = params["features"], params["label"]
    columns = ", ".join('"' + name.replace('"', '""') + '"' for name in features + [label])
    parts = {}
    for part in ("train", "validation", "test"):
        rows = pandas.read_sql(f"SELECT {columns} FROM {part} ORDER BY rowid", connect(warehouse, database))
        # NULL is missing; everything else is a number.
        parts[part] = (rows[features].astype("float64"), rows[label].astype("float64").to_numpy())
    data = {part: xgboost.DMatrix(x, label=y) for part, (x, y) in parts.items()}
    hyperparameters = {name: value for name, value in params.items() if name not in NOT_HYPERPARAMETERS}
    results = []
    for seed in range(1, arguments.seeds + 1):
        booster = xgboost.train(
            {**hyperparameters, "seed": seed}, data["train"],
            num_boost_round=int(params.get("n_estimators") or params["num_boost_round"]),
            evals=[(data["validation"], "validation")],
            early_stopping_rounds=int(params["early_stopping_rounds"]), verbose_eval=False)
        predicted = booster.predict(data["test"], iteration_range=(0, booster.best_iteration + 1))
        results.append(figures(parts["test"][1], predicted.astype("float64")))
    return results


def mean(results, name):
    return statistics.mean(result[name] for result in results)


within = True
print(f"xgboost {xgboost.__version__}, {arguments.seeds} seeds\n")
print("| pipeline | rows | figure | stockroom | python mean | python min..max | difference |")
print("| --- | ---: | --- | ---: | ---: | ---: | ---: |")
for database in arguments.databases:
    run, pipeline, params = latest_run(arguments.warehouse, database)
    theirs = peer(arguments.warehouse, database, params)
    mine = (
        ours_over_seeds(arguments.warehouse, database, pipeline) if arguments.program
        else [ours(arguments.warehouse, database, run)])
    rows = sum(int(params[f"rows_{part}"]) for part in ("train", "validation", "test"))
    for name in ("rmse", "r2", "wape"):
        low, high = min(r[name] for r in theirs), max(r[name] for r in theirs)
        ratio = 100 * (mean(mine, name) / mean(theirs, name) - 1)
        difference = f"{mean(mine, name) - mean(theirs, name):+.4f}" if name == "r2" else f"{ratio:+.2f} %"
        within = within and (name == "r2" or ratio <= arguments.limit)
        print(
            f"| {pipeline} | {rows:,} | {name} | {mean(mine, name):.4f} | {mean(theirs, name):.4f} "
            f"| {low:.4f}..{high:.4f} | {difference} |", flush=True)
sys.exit(0 if within else 1)
