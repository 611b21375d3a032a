import GRDB
import ModelRegistry
public import Warehouse

/// Puts registered models into service under the fixed name of an endpoint.
///
/// A new model is loaded, checked against the registry and its stored input example, and warmed before the endpoint's row
/// names it; a server that runs finds it there and swaps. Whatever fails, the model that served goes on serving and the history says why. One
/// deployment of an endpoint at a time, also between processes: the kernel drops the lock of one that dies, and the next
/// one settles what it left.
public struct EndpointDeployment: Sendable {
  let warehouse: Warehouse

  /// Deployments in a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// What a deployment came to.
  public struct Outcome: Sendable, Equatable {
    /// The endpoint as it is now.
    public let endpoint: EndpointRecord
    /// Whether anything changed: deploying what is in service already does not.
    public let changed: Bool
    /// Whether the model's prediction was compared with a stored one: versions without an input example have none.
    public var comparedExample = true
  }

  /// Serves an approved version under `name`; the endpoint is created where there is none.
  /// - Parameters:
  ///   - settings: what to change of how it is served.
  ///   - reason: kept in the history.
  /// - Throws: ``EndpointError`` where the version is not approved or its artifact is damaged; `ModelRegistryError` where
  ///   there is no such version. The model in service stays.
  @discardableResult
  public func deploy(
    _ group: String, version: Int, to name: String, settings change: EndpointSettingsChange = EndpointSettingsChange(),
    reason: String? = nil
  ) throws -> Outcome {
    try Self.check(name: name)
    let lock = try FileLock(waitingFor: "endpoint-\(name)", in: warehouse.layout)
    return try withExtendedLifetime(lock) {
      let package = try ModelRegistry(warehouse).package(group, version: version)
      return try serve(package, name, before: settled(name), change, reason)
    }
  }

  /// Changes how an endpoint serves its model; the model stays.
  /// - Throws: ``EndpointError`` where there is no such endpoint, it serves no model, or a setting is out of its range.
  @discardableResult
  public func configure(
    _ name: String, settings change: EndpointSettingsChange, reason: String? = nil
  ) throws -> Outcome {
    let lock = try FileLock(waitingFor: "endpoint-\(name)", in: warehouse.layout)
    return try withExtendedLifetime(lock) {
      let before = try demandEndpoint(name)
      guard let config = before.config else { throw EndpointError.noModel(name, status: before.status) }
      let package = try ModelRegistry(warehouse).package(config.group, version: config.modelVersion)
      return try serve(package, name, before: before, change, reason)
    }
  }

  /// Goes back to the newest earlier configuration that served and whose model is still approved.
  /// - Parameter config: the number of the configuration to go back to, where it is to be a certain one.
  /// - Throws: ``EndpointError`` where there is none, or its model cannot be loaded. The model in service stays.
  @discardableResult
  public func rollBack(_ name: String, to config: Int? = nil, reason: String? = nil) throws -> Outcome {
    let lock = try FileLock(waitingFor: "endpoint-\(name)", in: warehouse.layout)
    return try withExtendedLifetime(lock) {
      let before = try demandEndpoint(name)
      let target = try earlierConfig(of: before, wanted: config)
      let package = try ModelRegistry(warehouse).package(target.group, version: target.modelVersion)
      try warehouse.write(.mlops) { db in
        try StateChange(
          endpoint: name, from: before.status, to: .rollingBack, config: target, serving: before.config?.version,
          reason: reason
        ).record(in: db, warehouse.surroundings)
        try note("endpoint.rollback", name, target, reason, in: db)
      }
      return try put(target, package, name, from: .rollingBack, before: before, reason: reason)
    }
  }

  /// Takes an endpoint out of service. Its configurations and its history stay.
  public func delete(_ name: String, reason: String? = nil) throws {
    let lock = try FileLock(waitingFor: "endpoint-\(name)", in: warehouse.layout)
    try withExtendedLifetime(lock) {
      let before = try EndpointCatalog(warehouse).endpoint(name)
      try warehouse.write(.mlops) { db in
        try StateChange(
          endpoint: name, from: before.status, to: nil, config: before.config, serving: nil, reason: reason
        ).record(in: db, warehouse.surroundings)
        try note("endpoint.delete", name, nil, reason, in: db)
      }
    }
  }

  /// Settles the endpoints whose deployment ended with its process: they serve what they served before.
  public func settleAll() throws {
    for record in try EndpointCatalog(warehouse).endpoints() where record.status.isTransitional {
      guard let lock = try FileLock("endpoint-\(record.name)", in: warehouse.layout) else { continue }
      _ = try withExtendedLifetime(lock) { try settled(record.name) }
    }
  }

  // MARK: - Steps; the lock is held

  private func demandEndpoint(_ name: String) throws -> EndpointRecord {
    if let record = try settled(name) { return record }
    throw EndpointError.unknownEndpoint(name, among: try EndpointCatalog(warehouse).endpoints().map(\.name))
  }

  private func serve(
    _ package: ModelPackage, _ name: String, before: EndpointRecord?, _ change: EndpointSettingsChange,
    _ reason: String?
  ) throws -> Outcome {
    let settings = change.applied(to: before?.config?.settings ?? EndpointSettings())
    try settings.check()
    if let before, let config = before.config, before.status == .inService, config.group == package.group,
      config.modelVersion == package.version, config.settings == settings
    {
      return Outcome(endpoint: before, changed: false)
    }
    let status: EndpointStatus = before?.config == nil ? .creating : .updating
    let config = try begin(package, settings, name, before, status, reason)
    return try put(config, package, name, from: status, before: before, reason: reason)
  }

  /// The endpoint, brought out of a transitional state where the process that was at work has ended.
  private func settled(_ name: String) throws -> EndpointRecord? {
    try warehouse.write(.mlops) { db in
      guard let record = try EndpointCatalog.records(named: name, in: db).first else { return nil }
      guard record.status.isTransitional else { return record }
      try StateChange(
        endpoint: name, from: record.status, to: record.config == nil ? .failed : .inService, config: record.config,
        serving: record.config?.version, reason: "the process that was deploying ended", isFailure: true
      ).record(in: db, warehouse.surroundings)
      return try EndpointCatalog.records(named: name, in: db).first
    }
  }

  /// Writes the new configuration and the transitional state.
  private func begin(
    _ package: ModelPackage, _ settings: EndpointSettings, _ name: String, _ before: EndpointRecord?,
    _ status: EndpointStatus, _ reason: String?
  ) throws -> EndpointConfig {
    try warehouse.write(.mlops) { db in
      try Self.demandApproval(of: package.group, package.version, in: db)
      let number =
        try Int.fetchOne(
          db, sql: "SELECT coalesce(max(config_version), 0) + 1 FROM mlops.endpoint_configs WHERE endpoint_name = ?",
          arguments: [name]) ?? 1
      let config = EndpointConfig(
        version: number, group: package.group, modelVersion: package.version, settings: settings)
      try db.execute(
        sql: "INSERT INTO mlops.endpoint_configs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          name, number, config.group, config.modelVersion, settings.maxConcurrency, settings.memorySizeMB,
          settings.idleSeconds, settings.capturePercent, warehouse.surroundings.now().description,
          warehouse.surroundings.user,
        ])
      try StateChange(
        endpoint: name, from: before?.status, to: status, config: config, serving: before?.config?.version,
        reason: reason
      ).record(in: db, warehouse.surroundings)
      try note(before == nil ? "endpoint.create" : "endpoint.deploy", name, config, reason, in: db)
      return config
    }
  }

  /// Loads and checks the model, then makes the endpoint's row name it; or records why not, and throws.
  private func put(
    _ config: EndpointConfig, _ package: ModelPackage, _ name: String, from status: EndpointStatus,
    before: EndpointRecord?, reason: String?
  ) throws -> Outcome {
    do {
      let model = try ModelLoader(warehouse).load(package, memoryLimit: config.settings.memorySizeMB << 20)
      try ModelWarming.warm(model, of: package, settings: config.settings)
      return try warehouse.write(.mlops) { db in
        // Somebody may have rejected it meanwhile.
        try Self.demandApproval(of: config.group, config.modelVersion, in: db)
        let hasExample = package.inputExample != nil
        try StateChange(
          endpoint: name, from: status, to: .inService, config: config, serving: config.version, reason: reason,
          inputExample: hasExample ? "Matched" : "None"
        ).record(in: db, warehouse.surroundings)
        guard let record = try EndpointCatalog.records(named: name, in: db).first else {
          throw EndpointError.unknownEndpoint(name, among: [])
        }
        return Outcome(endpoint: record, changed: true, comparedExample: hasExample)
      }
    } catch {
      try fail(config, name, from: status, before: before, why: "\(error)")
      throw error
    }
  }

  private func fail(
    _ config: EndpointConfig, _ name: String, from status: EndpointStatus, before: EndpointRecord?, why: String
  ) throws {
    let surroundings = warehouse.surroundings
    try warehouse.write(.mlops) { db in
      guard let old = before?.config else {
        return try StateChange(
          endpoint: name, from: status, to: .failed, config: config, serving: nil, reason: why, isFailure: true
        ).record(in: db, surroundings)
      }
      if status != .rollingBack {
        try StateChange(
          endpoint: name, from: status, to: .rollingBack, config: config, serving: old.version, reason: why,
          isFailure: true
        ).record(in: db, surroundings)
      }
      try StateChange(
        endpoint: name, from: .rollingBack, to: .inService, config: old, serving: old.version, reason: why,
        isFailure: true
      ).record(in: db, surroundings)
    }
  }
}

extension EndpointDeployment {
  /// Records that a server could not load the configuration that the tables name, and goes on with the old one.
  func reportLoadFailure(of name: String, config: EndpointConfig, why: String) throws {
    try warehouse.write(.mlops) { db in
      guard let record = try EndpointCatalog.records(named: name, in: db).first, record.config == config,
        record.failureReason == nil
      else { return }
      try StateChange(
        endpoint: name, from: record.status, to: record.status, config: config, serving: config.version,
        reason: "a server could not load it: \(why)", isFailure: true
      ).record(in: db, warehouse.surroundings)
    }
  }
}
