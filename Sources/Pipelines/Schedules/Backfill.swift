import Foundation
import GRDB
public import Warehouse

/// Runs a pipeline for one day after the other.
public struct Backfill: Sendable {
  /// What is to be done.
  public struct Request: Sendable {
    let pipeline: String
    let first: CivilDate
    let last: CivilDate
    let dateParameter: String
    let parameters: [(name: String, value: String)]

    /// Creates a request for the days from `first` to `last`, `YYYY-MM-DD`, both included.
    /// - Parameter dateParameter: the parameter of the pipeline that gets the day.
    /// - Throws: ``PipelineError`` where a date is none, or they stand the wrong way round.
    public init(
      pipeline: String, from first: String, to last: String, dateParameter: String,
      parameters: [(name: String, value: String)] = []
    ) throws {
      func day(_ text: String) throws -> CivilDate {
        guard let day = CivilDate(text) else {
          throw PipelineError(
            code: "invalid-date", subject: "backfill of \(pipeline)", expected: "a day such as 2026-03-31",
            found: "\"\(text)\"", remedy: "correct the date")
        }
        return day
      }
      self.pipeline = pipeline
      self.first = try day(first)
      self.last = try day(last)
      self.dateParameter = dateParameter
      self.parameters = parameters
      guard self.first <= self.last else {
        throw PipelineError(
          code: "invalid-date", subject: "backfill of \(pipeline)", expected: "a last day that follows the first",
          found: "\(first) to \(last)", remedy: "exchange the dates")
      }
    }
  }

  /// A day and what became of it.
  public struct Day: Sendable, Equatable {
    /// The day, `YYYY-MM-DD`.
    public let date: String
    /// Queued, Executing, Succeeded or Failed.
    public let status: String
    /// The execution.
    public let execution: String?
  }

  private let warehouse: Warehouse
  private let executor: PipelineExecutor

  /// Creates a backfill on a warehouse.
  public init(_ warehouse: Warehouse, executor: PipelineExecutor) {
    self.warehouse = warehouse
    self.executor = executor
  }

  /// Runs the days in order. The same request again goes on where an earlier one did not come to its end; one that did is
  /// begun anew.
  /// - Returns: all its days.
  /// - Throws: the error of the first day that fails; the days after it stay queued.
  @discardableResult
  public func run(_ request: Request, observer: some ExecutionObserver) throws -> [Day] {
    let file = try PipelineFile(request.pipeline, in: warehouse.scripts)
    _ = try file.definition().values(
      overriddenBy: request.parameters + [(request.dateParameter, request.first.description)])
    guard let lock = try FileLock("backfill-\(request.pipeline)", in: warehouse.layout) else {
      throw PipelineError(
        code: "already-running", subject: "backfill of \(request.pipeline)", expected: "one backfill at a time",
        found: "another one under way", remedy: "wait for it")
    }
    return try withExtendedLifetime(lock) {
      let backfill = try unfinished(request) ?? begin(request)
      for day in try days(of: backfill) where day.status != "Succeeded" {
        try run(day, of: backfill, request, file, observer)
      }
      return try days(of: backfill)
    }
  }

  private func run(
    _ day: Day, of backfill: String, _ request: Request, _ file: PipelineFile, _ observer: some ExecutionObserver
  ) throws {
    try mark(day, of: backfill, status: "Executing")
    do {
      let result = try carryOut(day, of: backfill, request, file, observer)
      try mark(day, of: backfill, status: "Succeeded", execution: result.execution)
    } catch {
      let isStop = (error as? PipelineError)?.code == "stopped"
      try mark(
        day, of: backfill, status: isStop ? "Queued" : "Failed", execution: try execution(of: day, backfill),
        reason: "\(error)")
      throw error
    }
  }

  private func carryOut(
    _ day: Day, of backfill: String, _ request: Request, _ file: PipelineFile, _ observer: some ExecutionObserver
  ) throws -> PipelineExecutor.Result {
    if let execution = try execution(of: day, backfill) {
      if let result = try executor.finished(execution) { return result }
      do {
        return try executor.resume(execution, observer: observer)
      } catch let error as PipelineError where error.code == "changed-inputs" {
        // The data moved on meanwhile: a new execution works from what there is now.
      }
    }
    let parameters = LogicalDate(known: day.date).parameters(request.parameters, in: request.dateParameter)
    var one = ExecutionRequest(
      parameters: parameters, displayName: "backfill \(day.date)", logicalDate: day.date)
    one.backfill = backfill
    return try executor.run(file, one, observer: observer)
  }

  /// The execution that was begun for a day, or `nil`.
  private func execution(of day: Day, _ backfill: String) throws -> String? {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT execution_id FROM mlops.pipeline_executions
          WHERE logical_date = ? AND request ->> '$.backfill' = ? ORDER BY started_at DESC, execution_id DESC LIMIT 1
          """, arguments: [day.date, backfill])
    }
  }

  private func stored(_ request: Request) throws -> String {
    try JSONText.of(Dictionary(request.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))
  }

  private func unfinished(_ request: Request) throws -> String? {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT backfill_id FROM mlops.backfills
          WHERE pipeline_name = ? AND date_parameter = ? AND first_date = ? AND last_date = ? AND parameters = ?
            AND EXISTS (
              SELECT 1 FROM mlops.backfill_days
              WHERE backfill_days.backfill_id = backfills.backfill_id AND status <> 'Succeeded')
          ORDER BY created_at DESC, backfill_id DESC LIMIT 1
          """,
        arguments: [
          request.pipeline, request.dateParameter, request.first.description, request.last.description,
          try stored(request),
        ])
    }
  }

  private func begin(_ request: Request) throws -> String {
    let identifier = warehouse.surroundings.identifier()
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: "INSERT INTO mlops.backfills VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          identifier, request.pipeline, request.dateParameter, request.first.description, request.last.description,
          try stored(request), warehouse.surroundings.now().description, warehouse.surroundings.user,
        ])
      var day = request.first
      while day <= request.last {
        try db.execute(
          sql: "INSERT INTO mlops.backfill_days (backfill_id, logical_date, status) VALUES (?, ?, 'Queued')",
          arguments: [identifier, day.description])
        day = day.next
      }
    }
    return identifier
  }

  private func days(of backfill: String) throws -> [Day] {
    try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT logical_date, status, execution_id FROM mlops.backfill_days WHERE backfill_id = ? ORDER BY logical_date
          """, arguments: [backfill]
      ).map { Day(date: $0[0], status: $0[1], execution: $0[2]) }
    }
  }

  private func mark(
    _ day: Day, of backfill: String, status: String, execution: String? = nil, reason: String? = nil
  ) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.backfill_days SET status = ?, execution_id = ?, reason = ?, ended_at = ?
          WHERE backfill_id = ? AND logical_date = ?
          """,
        arguments: [
          status, execution, reason, status == "Executing" ? nil : warehouse.surroundings.now().description, backfill,
          day.date,
        ])
    }
  }
}
