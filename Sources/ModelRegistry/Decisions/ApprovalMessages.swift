public import Events
import Foundation
import GRDB
public import Warehouse

/// Writes what approvers are told about a model version: what to decide, on which figures, with which command.
public struct ApprovalMessages: MessageComposer {
  private let registry: ModelRegistry
  private let warehouse: Warehouse

  /// Messages about the models of a warehouse.
  public init(_ warehouse: Warehouse) {
    self.warehouse = warehouse
    registry = ModelRegistry(warehouse)
  }

  /// The message about a change of a version's approval status.
  public func message(about event: Event, linkBase: String?) throws -> NotificationMessage? {
    guard event.detailType == "SageMaker Model Package State Change",
      let group = event.detail["ModelPackageGroupName"]?.stringValue,
      let version = event.detail["ModelPackageVersion"]?.numberValue.map({ Int($0) }),
      let status = event.detail["ModelApprovalStatus"]?.stringValue.flatMap(ApprovalStatus.init)
    else { return nil }
    let package = try registry.package(group, version: version)
    let serving = try package.endpoint.flatMap { try registry.versionToServe($0) }
    var lines: [String] = []
    let subject: String
    if status == .pending {
      subject = "\(group) version \(version) waits for your decision"
      lines.append("Version \(version) of \(group) waits for your decision.")
      if package.status != .pending {
        lines.append("It was decided meanwhile: \(package.status.rawValue).")
      }
    } else {
      let by = event.detail["LastModifiedBy"]?.stringValue ?? ""
      let verb = status == .approved ? "approved" : "rejected"
      subject = "\(group) version \(version) was \(verb) by \(by)"
      lines.append("Version \(version) of \(group) was \(verb) by \(by) at \(event.time).")
      if let reason = event.detail["ApprovalDescription"]?.stringValue { lines.append("Reason: \(reason)") }
    }
    lines += ["", "  registered  \(package.registeredAt)"]
    if let pipeline = package.pipeline { lines.append("  pipeline    \(pipeline)") }
    if let execution = package.execution { lines.append("  execution   \(execution)") }
    if let endpoint = package.endpoint { lines.append("  endpoint    \(endpoint)") }
    lines.append("  in service  \(serving.map { "\($0.group) version \($0.version)" } ?? "no version")")
    lines.append("")
    lines += try figures(of: package, beside: serving)
    if status == .pending {
      let name = Self.shellWord(group)
      lines += [
        "", "Decide with", "  stockroom model approve \(name) \(version) --reason \"…\"",
        "  stockroom model reject \(name) \(version) --reason \"…\"",
      ]
      if let serving, serving.group == group, serving.version != version {
        lines += ["Compare with", "  stockroom model compare \(name) \(serving.version) \(version)"]
      }
    }
    let path = group.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? group
    return NotificationMessage(
      subject: subject, text: lines.joined(separator: "\n"), link: linkBase.map { "\($0)/models/\(path)/\(version)" })
  }

  /// A table of the metrics: this version, the one in service, the change in percent.
  private func figures(of package: ModelPackage, beside serving: (group: String, version: Int)?) throws -> [String] {
    let script = try warehouse.scripts.script("notifications/approval_request.sql")
    let rows = try warehouse.read([.mlops]) { db in
      try db.rows(
        of: script,
        [
          "group": .text(package.group), "version": .integer(Int64(package.version)),
          "serving_group": serving.map { .text($0.group) } ?? .null,
          "serving": serving.map { .integer(Int64($0.version)) } ?? .null,
        ]
      ).map { row -> (name: String, candidate: Double?, serving: Double?) in (row[0], row[1], row[2]) }
    }
    let table =
      [["metric", "version \(package.version)", serving.map { "version \($0.version)" } ?? "in service", "change"]]
      + rows.map { [$0.name, Self.text($0.candidate), Self.text($0.serving), Self.change($0.serving, $0.candidate)] }
    let widths = (0..<4).map { column in table.map { $0[column].count }.max() ?? 0 }
    return table.map { cells in
      let padded = cells.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }
      return "  " + padded.joined(separator: "  ")
    }
  }

  /// Four digits behind the point.
  private static func text(_ value: Double?) -> String {
    value.map {
      $0.formatted(.number.precision(.fractionLength(4)).grouping(.never).locale(Locale(identifier: "en_US")))
    }
      ?? "-"
  }

  private static func change(_ before: Double?, _ after: Double?) -> String {
    guard let before, let after, before != 0 else { return "-" }
    let percent = (after - before) / abs(before) * 100
    let text = abs(percent).formatted(
      .number.precision(.fractionLength(1)).grouping(.never).locale(Locale(identifier: "en_US")))
    return (percent < 0 ? "-" : "+") + text + " %"
  }

  /// A word that a shell takes as it is.
  private static func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0)
    }
    return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
