import GRDB

/// Which version an endpoint is to serve, worked out from the decisions alone.
///
/// A version that becomes Approved is to serve. Where the version that serves loses its approval, the newest approved
/// version takes its place; where there is none, the endpoint goes out of service. Nothing else changes what serves.
struct ServingPlan: Equatable {
  struct Version: Hashable {
    let group: String
    let number: Int
  }

  /// A decision, as far as it matters here.
  struct Step {
    let number: Int64
    let version: Version
    let from: ApprovalStatus?
    let to: ApprovalStatus
  }

  /// The version that is to serve.
  private(set) var serving: Version?
  /// The decision that made it so; `nil` where no version ever was approved.
  private(set) var since: Int64?
  /// The approved versions, the newest last, with the place of their registration.
  private var approved: [Version: Int64] = [:]
  private var registered: [Version: Int64] = [:]

  /// Takes the next decision into account.
  mutating func apply(_ step: Step) {
    if registered[step.version] == nil { registered[step.version] = step.number }
    if step.to == .approved {
      guard approved[step.version] == nil else { return }
      approved[step.version] = registered[step.version]
      serving = step.version
      since = step.number
    } else {
      approved[step.version] = nil
      guard serving == step.version else { return }
      serving = approved.max { $0.value < $1.value }?.key
      since = step.number
    }
  }

  /// Whether a version is approved.
  func isApproved(_ version: Version) -> Bool { approved[version] != nil }

  /// The decisions about the versions of an endpoint, in their order.
  static func steps(for endpoint: String, in db: Database) throws -> [Step] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT decision_number, model_package_group_name, model_package_version, from_status, to_status
        FROM mlops.model_package_decisions
        JOIN mlops.model_packages USING (model_package_group_name, model_package_version)
        WHERE endpoint_name = ? ORDER BY decision_number
        """, arguments: [endpoint]
    ).map { row in
      Step(
        number: row[0], version: Version(group: row[1], number: row[2]),
        from: (row[3] as String?).flatMap(ApprovalStatus.init), to: ApprovalStatus(rawValue: row[4]) ?? .pending)
    }
  }
}
