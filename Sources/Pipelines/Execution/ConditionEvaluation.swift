import Foundation
import GRDB
import Warehouse

/// Decides a condition step from the property files of its execution.
struct ConditionEvaluation {
  let warehouse: Warehouse
  let execution: String

  /// What was compared, and whether all of it held.
  struct Verdict {
    let holds: Bool
    let message: String
  }

  func verdict(on step: PipelineStep) throws -> Verdict {
    var parts: [String] = []
    var holds = true
    for condition in step.conditions {
      let left = try number(condition.left, step: step.name)
      let right = try number(condition.right, step: step.name)
      let isMet = condition.comparison.holds(left.value, right.value)
      holds = holds && isMet
      let sign = condition.comparison.sign
      parts.append("\(left.name) \(sign) \(right.name): \(isMet ? "met" : "not met")")
    }
    return Verdict(holds: holds, message: parts.joined(separator: "; "))
  }

  private func number(_ operand: ConditionOperand, step: String) throws -> (value: Double, name: String) {
    switch operand {
    case .literal(let text):
      guard let value = Double(text) else { throw notANumber(step, text, text) }
      return (value, text)
    case .jsonGet(let producer, let file, let path):
      let found: DatabaseValue? = try warehouse.read([.mlops]) { db in
        try Row.fetchOne(
          db,
          sql: """
            SELECT json_extract(content, '$.' || :path) FROM mlops.pipeline_property_files
            WHERE execution_id = :execution AND step_name = :step AND property_file = :file
            """, arguments: ["path": path, "execution": execution, "step": producer, "file": file])?[0]
      }
      guard let found else {
        throw PipelineError(
          code: "missing-property-file", subject: "step \(step)",
          expected: "the property file \(file) of step \(producer)",
          found: "none", remedy: "correct the condition in pipeline.yml")
      }
      guard let value = Double.fromDatabaseValue(found) else {
        throw notANumber(step, "\(file) at \(path)", found.isNull ? "nothing" : "\(found)")
      }
      return (value, "\(path.split(separator: ".").last ?? "") \(Self.rounded(value))")
    }
  }

  private func notANumber(_ step: String, _ subject: String, _ found: String) -> PipelineError {
    PipelineError(
      code: "condition-value", subject: "step \(step), \(subject)", expected: "a number", found: found,
      remedy: "correct the condition in pipeline.yml")
  }

  private static func rounded(_ value: Double) -> String {
    value.formatted(
      .number.precision(.significantDigits(1...5)).grouping(.never).locale(.init(identifier: "en_US_POSIX")))
  }
}
