import Foundation
import Monitoring
public import Pipelines
import Warehouse

/// Holds the raw data against the checks of `sql/quality` and fails the execution, before anything is trained, where a check
/// of the severity `error` does not hold. The key `quality` of `pipeline.yml` names the files.
public struct CheckQualityStep: StepRunner {
  private struct Settings: Decodable {
    let quality: [String]
  }

  /// Creates the step.
  public init() {}

  /// Runs the checks over all rows and keeps the results, whichever way they went.
  public func run(_ context: StepContext) throws -> StepOutcome {
    let settings = try context.file.settings(Settings.self, parameters: context.parameters)
    let warehouse = context.warehouse
    let now = warehouse.surroundings.now()
    context.progress("checking \(settings.quality.joined(separator: ", "))")
    let results = try settings.quality.flatMap { name in
      try QualityRun(QualityFile.named(name, in: warehouse.scripts), in: warehouse).results(today: now.day)
    }
    try warehouse.write(.mlops) { db in
      try QualityRun.store(results, scope: context.execution, at: now, in: db)
    }
    let stopping = results.filter(\.stopsTraining)
    if let first = stopping.first {
      throw ForecastingError(
        code: "data-quality", subject: "table \(first.table), check \(first.check)", expected: first.expected,
        found: first.message + (stopping.count > 1 ? ", and \(stopping.count - 1) more checks fail" : ""),
        remedy: "mend the data, or the checks in sql/quality; all results: SELECT * FROM mlops.quality_results "
          + "WHERE scope = '\(context.execution)'")
    }
    let passed = results.count { $0.status == .pass }
    let warnings = results.filter { $0.status == .fail || $0.status == .error }
    return StepOutcome(
      inputs: ["tables": Set(results.map(\.table)).sorted().joined(separator: ", ")],
      outputs: ["quality_checks": "\(results.count)", "quality_warnings": "\(warnings.count)"],
      message: "\(passed) of \(results.count) checks hold"
        + (warnings.isEmpty ? "" : "; warnings: \(warnings.map(\.check).joined(separator: ", "))"))
  }

  /// The files of checks.
  public func checkSettings(_ context: StepContext) throws {
    for name in try context.file.settings(Settings.self, parameters: context.parameters).quality {
      _ = try QualityFile.named(name, in: context.warehouse.scripts)
    }
  }

  /// The tables by content, the files of checks, and the day, which freshness is counted from. Checks that look at other
  /// tables run every time.
  public func inputs(_ context: StepContext) throws -> StepInputs? {
    let names = try context.file.settings(Settings.self, parameters: context.parameters).quality
    let library = context.warehouse.scripts
    let files = try names.map { try QualityFile.named($0, in: library) }
    guard files.allSatisfy(\.looksAtItsTableOnly) else { return nil }
    var settings = ["day": context.warehouse.surroundings.now().day]
    for name in names {
      settings["quality/\(name).yml"] = ContentHash.of(try library.text("quality/\(name).yml").utf8)
    }
    return StepInputs(
      settings: settings, tables: try files.map { TableSelection(try TableName(parsing: $0.table)) })
  }
}
