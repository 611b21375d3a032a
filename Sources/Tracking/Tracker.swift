import GRDB
public import Warehouse

/// Records what a training run was given and what came of it: MLflow's role, as tables of `mlops`.
public struct Tracker: Sendable {
  let warehouse: Warehouse

  /// The tracker of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Starts a run, making its experiment where it is new.
  /// - Parameters:
  ///   - execution: the pipeline execution that the run belongs to.
  ///   - params: what the run was given, in MLflow's manner: names and texts.
  public func startRun(
    experiment: String, name: String, execution: String?, pipeline: String?, params: [(name: String, value: String)]
  ) throws -> ActiveRun {
    let identifier = warehouse.surroundings.runIdentifier()
    let now = warehouse.surroundings.now().description
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: "INSERT INTO mlops.experiments (experiment_name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        arguments: [experiment, now])
      try db.execute(
        sql: """
          INSERT INTO mlops.runs
            (mlflow_run_id, experiment_name, run_name, status, started_at, execution_id, pipeline_name)
          VALUES (?, ?, ?, 'RUNNING', ?, ?, ?)
          """, arguments: [identifier, experiment, name, now, execution, pipeline])
      for (name, value) in params {
        try db.execute(
          sql: "INSERT INTO mlops.run_params (mlflow_run_id, name, value) VALUES (?, ?, ?)",
          arguments: [identifier, name, value])
      }
    }
    return ActiveRun(identifier: identifier, warehouse: warehouse)
  }

  /// The run that an execution started last, or `nil`.
  public func run(ofExecution execution: String) throws -> String? {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db, sql: "SELECT mlflow_run_id FROM mlops.runs WHERE execution_id = ? ORDER BY started_at DESC LIMIT 1",
        arguments: [execution])
    }
  }
}
