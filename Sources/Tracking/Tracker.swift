import GRDB
public import Warehouse

/// Records what a training run was given and what came of it: MLflow's role, as tables of `mlops`.
public struct Tracker: Sendable {
  let warehouse: Warehouse

  /// The tracker of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Starts a run, making its experiment where it is new. A run of the same execution and name begins anew under its id,
  /// so that a step which is repeated leaves one run.
  /// - Parameters:
  ///   - execution: the pipeline execution that the run belongs to.
  ///   - params: what the run was given, in MLflow's manner: names and texts.
  public func startRun(
    experiment: String, name: String, execution: String?, pipeline: String?, params: [(name: String, value: String)]
  ) throws -> ActiveRun {
    let fresh = warehouse.surroundings.runIdentifier()
    let now = warehouse.surroundings.now().description
    let identifier = try warehouse.write(.mlops) { db in
      let known = try execution.flatMap { try earlierRun(name, of: $0, in: db) }
      if let known { try forget(known, in: db) }
      let identifier = known ?? fresh
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
      return identifier
    }
    return ActiveRun(identifier: identifier, warehouse: warehouse)
  }

  private func earlierRun(_ name: String, of execution: String, in db: Database) throws -> String? {
    try String.fetchOne(
      db,
      sql: """
        SELECT mlflow_run_id FROM mlops.runs
        WHERE execution_id = ? AND run_name = ? ORDER BY started_at DESC LIMIT 1
        """, arguments: [execution, name])
  }

  /// Takes away a run with all that was tracked of it.
  private func forget(_ run: String, in db: Database) throws {
    for table in ["run_params", "run_metrics", "run_metric_history", "run_tags", "run_artifacts", "runs"] {
      try db.execute(sql: "DELETE FROM mlops.\(table) WHERE mlflow_run_id = ?", arguments: [run])
    }
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
