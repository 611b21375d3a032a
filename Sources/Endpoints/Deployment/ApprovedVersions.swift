import GRDB
import Warehouse

extension EndpointDeployment {
  /// The version of a group that a deployment without a version means: the newest approved one.
  /// - Throws: ``EndpointError`` where none is approved.
  public func newestApprovedVersion(of group: String) throws -> Int {
    let version = try warehouse.read([.mlops]) { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT max(model_package_version) FROM mlops.model_packages
          WHERE model_package_group_name = ? AND approval_status = 'Approved'
          """, arguments: [group])
    }
    guard let version else {
      throw EndpointError(
        code: "no-approved-version", subject: "model package group \(group)", expected: "an approved version",
        found: "none", remedy: "`stockroom model list` shows the versions; approve one first")
    }
    return version
  }
}
