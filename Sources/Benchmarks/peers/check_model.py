"""The model that a pipeline exported, in real XGBoost: predictions and SHAP importances of the test rows.

    python3 Sources/Benchmarks/peers/check_model.py WAREHOUSE DATABASE

Takes the newest execution of the pipeline that fills DATABASE, reads its test rows and our predictions from SQLite, loads
xgboost-model.json and xgboost-model.bst into the xgboost of the Python that runs this script, and prints the largest
differences. Exit code 1 where a prediction differs by more than 1e-4 or a mean |SHAP| by more than 1e-3.
"""
import os, sqlite3, sys

import numpy
import pandas
import xgboost

warehouse, database = sys.argv[1], sys.argv[2]
connection = sqlite3.connect(":memory:")
for name in (database, "mlops", "monitor_" + database):
    connection.execute(f"ATTACH 'file:{os.path.abspath(warehouse)}/databases/{name}.sqlite?mode=ro' AS {name}")
run, folder = connection.execute(
    "SELECT mlflow_run_id, object_path FROM mlops.runs JOIN mlops.run_artifacts USING (mlflow_run_id) "
    f"WHERE artifact_path = 'model/xgboost-model.json' AND mlflow_run_id IN "
    f"(SELECT mlflow_run_id FROM monitor_{database}.evaluation_summary) ORDER BY started_at DESC LIMIT 1").fetchone()
params = dict(connection.execute("SELECT name, value FROM mlops.run_params WHERE mlflow_run_id = ?", (run,)))
rows = pandas.read_sql(f"SELECT * FROM monitor_{database}.test_predictions WHERE mlflow_run_id = '{run}'", connection)
features = params["features"].split(",")
matrix = xgboost.DMatrix(rows[features].astype(numpy.float32), feature_names=features)
shap = pandas.read_sql(
    f"SELECT feature, mean_abs_shap FROM monitor_{database}.shap_feature_importance WHERE mlflow_run_id = '{run}'",
    connection).set_index("feature").mean_abs_shap
worst = [0.0, 0.0]
for file in ("xgboost-model.json", "xgboost-model.bst"):
    booster = xgboost.Booster()
    data = open(os.path.join(warehouse, "objects", os.path.dirname(folder), file), "rb").read()
    booster.load_model(bytearray(data))
    best = int(booster.attr("best_iteration") or booster.num_boosted_rounds() - 1)
    predictions = booster.predict(matrix, iteration_range=(0, best + 1))
    contributions = booster.predict(matrix, pred_contribs=True, iteration_range=(0, best + 1))
    means = numpy.abs(contributions[:, :-1]).mean(axis=0)
    errors = (
        float(numpy.abs(predictions - rows.prediction).max()),
        float(max(abs(means[i] - shap[name]) for i, name in enumerate(features))),
    )
    worst = [max(pair) for pair in zip(worst, errors)]
    print(f"xgboost {xgboost.__version__}, {file}: {len(rows)} rows, largest difference of a prediction {errors[0]:.2g}, "
          f"of a mean |SHAP| {errors[1]:.2g}")
sys.exit(worst[0] > 1e-4 or worst[1] > 1e-3)
