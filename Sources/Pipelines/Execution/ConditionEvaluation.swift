import Foundation
import GRDB
import Warehouse

/// Decides a condition step from the property files of earlier steps.
struct ConditionEvaluation {
  let warehouse: Warehouse
  /// The contents of property files by step and file name.
  let propertyFiles: [String: [String: String]]

  /// What was compared, and whether all of it held.
  struct Verdict {
    let holds: Bool
    let message: String
  }

  /// A value of an operand and what messages call it.
  private struct Value {
    let text: String
    let number: Double?
    /// With its value.
    let name: String
    /// Where it stands.
    let place: String
  }

  func verdict(on step: PipelineStep) throws -> Verdict {
    let parts = try step.conditions.map { try verdict(on: $0, step: step.name) }
    return Verdict(
      holds: parts.allSatisfy(\.holds),
      message: parts.map { "\($0.message): \($0.holds ? "met" : "not met")" }.joined(separator: "; "))
  }

  private func verdict(on condition: StepCondition, step: String) throws -> Verdict {
    switch condition {
    case .comparison(let left, let comparison, let right):
      let (left, right) = (try value(left, step: step), try value(right, step: step))
      let message = "\(left.name) \(comparison.sign) \(right.name)"
      if let first = left.number, let second = right.number {
        return Verdict(holds: comparison.holds(first, second), message: message)
      }
      guard comparison == .equals else {
        let text = left.number == nil ? left : right
        throw notANumber(step, text.place, "\"\(text.text)\"")
      }
      return Verdict(holds: left.text == right.text, message: message)
    case .membership(let left, let values):
      let left = try value(left, step: step)
      let values = try values.map { try value($0, step: step) }
      let holds = values.contains { other in
        if let first = left.number, let second = other.number { first == second } else { left.text == other.text }
      }
      return Verdict(holds: holds, message: "\(left.name) in (\(values.map(\.name).joined(separator: ", ")))")
    case .all(let parts): return try joined(parts, step, by: "and") { $0.allSatisfy(\.holds) }
    case .any(let parts): return try joined(parts, step, by: "or") { $0.contains(where: \.holds) }
    case .not(let part):
      let inner = try verdict(on: part, step: step)
      return Verdict(holds: !inner.holds, message: "not (\(inner.message))")
    }
  }

  private func joined(
    _ parts: [StepCondition], _ step: String, by word: String, holds: ([Verdict]) -> Bool
  ) throws -> Verdict {
    let verdicts = try parts.map { try verdict(on: $0, step: step) }
    return Verdict(
      holds: holds(verdicts), message: "(\(verdicts.map(\.message).joined(separator: " \(word) ")))")
  }

  private func value(_ operand: ConditionOperand, step: String) throws -> Value {
    switch operand {
    case .literal(let text):
      return Value(text: text, number: Double(text), name: text, place: text)
    case .jsonGet(let producer, let file, let path):
      guard let content = propertyFiles[producer]?[file] else {
        throw PipelineError(
          code: "missing-property-file", subject: "step \(step)",
          expected: "the property file \(file) of step \(producer)",
          found: "none", remedy: "correct the condition in pipeline.yml")
      }
      let row = try warehouse.read([]) { db in
        try Row.fetchOne(
          db, sql: "SELECT json_extract(:content, '$.' || :path), json_type(:content, '$.' || :path)",
          arguments: ["content": content, "path": path])
      }
      let name = String(path.split(separator: ".").last ?? "")
      let place = "\(file) at \(path)"
      guard let row, let type = row[1] as String?, type != "null" else { throw notANumber(step, place, "nothing") }
      switch type {
      case "object", "array": throw notANumber(step, place, row[0])
      case "true", "false": return Value(text: type, number: nil, name: "\(name) \(type)", place: place)
      case "text": return Value(text: row[0], number: nil, name: "\(name) \(row[0] as String)", place: place)
      default:
        let number: Double = row[0]
        return Value(text: String(number), number: number, name: "\(name) \(Self.rounded(number))", place: place)
      }
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
