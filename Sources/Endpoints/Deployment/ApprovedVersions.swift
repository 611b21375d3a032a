import GRDB
import Warehouse

extension EndpointDeployment {
  /// Deploys what a person asks for who need not say everything: without a group that of the model that serves, without a
  /// version the newest approved one, and where only settings are given the model stays as it is.
  /// - Throws: ``EndpointError`` where the endpoint serves nothing yet and no group is named, and what ``deploy`` and
  ///   ``configure(_:settings:reason:)`` throw.
  public func deploy(
    asked name: String, group: String?, version: Int?, settings: EndpointSettingsChange, reason: String?
  ) throws -> Outcome {
    let current = try EndpointCatalog(warehouse).endpoints().first { $0.name == name }?.config
    if group == nil, version == nil, settings != EndpointSettingsChange(), current != nil {
      return try configure(name, settings: settings, reason: reason)
    }
    guard let group = group ?? current?.group else {
      throw EndpointError(
        code: "missing-parameter", subject: "endpoint \(name)", expected: "a model package group",
        found: "none, and the endpoint serves no model yet", remedy: "name the group")
    }
    return try deploy(
      group, version: version ?? newestApprovedVersion(of: group), to: name, settings: settings, reason: reason)
  }

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
