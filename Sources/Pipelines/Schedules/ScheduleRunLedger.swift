import GRDB
import Warehouse

/// The rows of the runs of schedules, as they change hands.
struct ScheduleRunLedger {
  let warehouse: Warehouse

  /// Takes a run; the caller holds the lock of its schedule.
  /// - Returns: `false` where it has ended meanwhile.
  func claim(_ run: ScheduleRun) throws -> Bool {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.schedule_runs SET status = 'Executing', started_at = coalesce(started_at, :now)
          WHERE schedule_name = :name AND scheduled_for = :moment AND status IN ('Queued', 'Executing')
          """,
        arguments: [
          "now": warehouse.surroundings.now().description, "name": run.schedule, "moment": run.scheduledFor,
        ])
      return db.changesCount == 1
    }
  }

  /// Lets a run wait again.
  func putBack(_ run: ScheduleRun) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.schedule_runs SET status = 'Queued', started_at = NULL
          WHERE schedule_name = ? AND scheduled_for = ?
          """, arguments: [run.schedule, run.scheduledFor])
    }
  }

  func end(_ run: ScheduleRun, status: String, reason: String?, execution: String? = nil) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.schedule_runs
          SET status = :status, reason = coalesce(:reason, reason), execution_id = :execution, ended_at = :now
          WHERE schedule_name = :name AND scheduled_for = :moment
          """,
        arguments: [
          "status": status, "reason": reason, "execution": execution, "now": warehouse.surroundings.now().description,
          "name": run.schedule, "moment": run.scheduledFor,
        ])
    }
  }

  /// The execution that was begun for a run, or `nil`.
  func execution(of run: ScheduleRun, _ schedule: Schedule) throws -> String? {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT execution_id FROM mlops.pipeline_executions
          WHERE pipeline_name = :pipeline AND started_at >= :noted
            AND request ->> '$.schedule' = :schedule AND request ->> '$.scheduled_for' = :moment
          ORDER BY started_at DESC, execution_id DESC LIMIT 1
          """,
        arguments: [
          "pipeline": schedule.pipeline, "schedule": run.schedule, "moment": run.scheduledFor,
          "noted": try String.fetchOne(
            db, sql: "SELECT noted_at FROM mlops.schedule_runs WHERE schedule_name = ? AND scheduled_for = ?",
            arguments: [run.schedule, run.scheduledFor]),
        ])
    }
  }

  func current(_ run: ScheduleRun) throws -> ScheduleRun? {
    try warehouse.read([.mlops]) { db in
      try Row.fetchOne(
        db, sql: "SELECT * FROM mlops.schedule_runs WHERE schedule_name = ? AND scheduled_for = ?",
        arguments: [run.schedule, run.scheduledFor]
      ).map(ScheduleRun.init)
    }
  }
}
