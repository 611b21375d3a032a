import GRDB
public import Warehouse

/// The endpoints of a warehouse, as the tables of `mlops` tell of them.
public struct EndpointCatalog: Sendable {
  private let warehouse: Warehouse

  /// The endpoints of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// All endpoints, by name.
  public func endpoints() throws -> [EndpointRecord] {
    try warehouse.read([.mlops]) { db in try Self.records(in: db) }
  }

  /// The endpoint of that name.
  /// - Throws: ``EndpointError`` where there is none; the error lists those there are.
  public func endpoint(_ name: String) throws -> EndpointRecord {
    let all = try endpoints()
    guard let record = all.first(where: { $0.name == name }) else {
      throw EndpointError.unknownEndpoint(name, among: all.map(\.name))
    }
    return record
  }

  /// Makes sure that an endpoint is or was there.
  /// - Throws: ``EndpointError`` where the history knows none of that name; the error lists those there are.
  public func demandHistory(of name: String) throws {
    let isKnown = try warehouse.read([.mlops]) { db in
      try Int.fetchOne(
        db, sql: "SELECT 1 FROM mlops.endpoint_history WHERE endpoint_name = ? LIMIT 1", arguments: [name])
    }
    guard isKnown == nil else { return }
    throw EndpointError.unknownEndpoint(name, among: try endpoints().map(\.name))
  }

  static func records(named name: String? = nil, in db: Database) throws -> [EndpointRecord] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT
          e.endpoint_name, e.endpoint_status, e.failure_reason, e.created_at, e.updated_at, e.config_version,
          c.model_package_group_name, c.model_package_version, c.max_concurrency, c.memory_size_mb, c.idle_seconds,
          c.capture_percent
        FROM mlops.endpoints AS e
        LEFT JOIN mlops.endpoint_configs AS c USING (endpoint_name, config_version)
        WHERE :name IS NULL OR e.endpoint_name = :name
        ORDER BY e.endpoint_name
        """, arguments: ["name": name]
    ).map { row in
      EndpointRecord(
        name: row[0], status: EndpointStatus(rawValue: row[1]) ?? .failed,
        config: (row[5] as Int?).map { version in
          EndpointConfig(
            version: version, group: row[6], modelVersion: row[7],
            settings: EndpointSettings(
              maxConcurrency: row[8], memorySizeMB: row[9], idleSeconds: row[10], capturePercent: row[11]))
        },
        failureReason: row[2], createdAt: row[3], updatedAt: row[4])
    }
  }
}
