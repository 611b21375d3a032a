public import Columns
import Foundation
import GRDB
public import GradientBoosting
public import ModelRegistry
import Synchronization
public import Warehouse

/// Small models in a registry, each of which can be told by its predictions.
public enum ServedModels {
  /// The model package group.
  public static let group = "Demand"
  /// The features in the model's order.
  public static let features = ["a", "b", "c", "d"]

  /// 240 rows of made-up features.
  public static func table() throws -> ColumnTable {
    var columns = Array(repeating: [Double?](), count: features.count)
    for row in 0..<240 {
      let values = [Double(row % 12), Double(row * 37 % 101), Double(row % 2), Double(row * 7 % 40) / 4]
      for (index, value) in values.enumerated() { columns[index].append((row + index) % 17 == 0 ? nil : value) }
    }
    return try ColumnTable(zip(features, columns).map { Column($0, numbers: $1) })
  }

  /// How a model is made.
  public struct Making: Hashable, Sendable {
    /// Rounds of training.
    public var rounds = 6
    /// The depth of its trees.
    public var depth = 3
    /// The quantiles of a model that goes with it.
    public var levels: [Float] = []

    /// The small model that most tests need.
    public init() {}

    /// A model that takes more than a megabyte.
    public static let large: Making = {
      var making = Making()
      (making.rounds, making.depth) = (400, 8)
      return making
    }()

    /// A model with its quantiles p10 and p90.
    public static let withIntervals: Making = {
      var making = Making()
      making.levels = [0.1, 0.9]
      return making
    }()
  }

  /// A model whose predictions lie between `1000 * level` and `1000 * level + 100`; its quantiles, where it is asked for
  /// them.
  public static func booster(
    level: Int, _ making: Making = Making(), quantiles: Bool = false
  ) throws -> Booster {
    let table = try table()
    let a = table.columns[0].doubles ?? []
    let label = a.indices.map { row in 1000 * Double(level) + 40 + (a[row].isNaN ? 0 : 2 * a[row]) + Double(row % 5) }
    var parameters = try TrainingParameters(
      xgboost: [
        "n_estimators": "\(making.rounds)", "max_depth": "\(making.depth)",
        "learning_rate": making.rounds > 6 ? "0.01" : "0.3",
      ])
    if quantiles {
      parameters.objective = .quantile(making.levels)
      parameters.metrics = []
    }
    return try Booster.train(
      parameters, training: Dataset(features: table, label: Column("y", .real(label))))
  }

  private static let archives = Mutex<[Kind: [UInt8]]>([:])

  private struct Kind: Hashable {
    let level: Int
    let making: Making
  }

  /// The artifact of a model, packed by `tar`; made once per level and kind.
  private static func archive(level: Int, _ making: Making) throws -> [UInt8] {
    let kind = Kind(level: level, making: making)
    if let known = archives.withLock({ $0[kind] }) { return known }
    let booster = try booster(level: level, making)
    let folder = try TemporaryDirectory()
    var names = ["xgboost-model.json", "xgboost-model.bst", "feature_columns.json"]
    if !making.levels.isEmpty {
      names.append("xgboost-intervals.json")
      try folder.write(Self.booster(level: level, making, quantiles: true).json(), to: names[3])
    }
    try folder.write(booster.json(), to: names[0])
    try folder.write(booster.ubjson(), to: names[1])
    try folder.write("[\(features.map { "\"\($0)\"" }.joined(separator: ","))]", to: names[2])
    let file = folder.url.appending(path: "model.tar.gz")
    let run = try ProgramRun(
      "tar", ["--create", "--gzip", "--file", file.path, "--directory", folder.url.path] + names)
    guard run.status == 0 else { throw WarehouseError(code: "tar", subject: file.path, found: run.errors) }
    let bytes = [UInt8](try Data(contentsOf: file))
    archives.withLock { $0[kind] = bytes }
    return bytes
  }

  /// The row 1, 2, 0, 3 with what the model says of it.
  public static func example(level: Int) throws -> InputExample {
    let values: [Double] = [1, 2, 0, 3]
    let row = try ColumnTable(zip(features, values).map { Column($0, numbers: [$1]) })
    return InputExample(
      features: zip(features, values).map { ($0, .real($1)) },
      prediction: Double(try booster(level: level).predict(row)[0]))
  }

  /// Registers a model as a new version that waits for a decision.
  /// - Parameter columns: what the registry is told that the features are.
  /// - Returns: the number of the version.
  @discardableResult
  public static func register(
    level: Int, in warehouse: Warehouse, columns: [String] = features, example: InputExample? = nil,
    making: Making = Making()
  ) throws -> Int {
    let key = "models/\(level)-\(warehouse.surroundings.identifier())/model.tar.gz"
    try warehouse.objects.store(archive(level: level, making), as: key)
    return try ModelRegistry(warehouse).register(
      ModelPackageCandidate(
        group: group, artifact: warehouse.objects.describe(key), run: nil, execution: nil, pipeline: nil,
        endpoint: "prod", label: "y", featureColumns: columns, metrics: [("rmse", 1)], regressionMetrics: "{}",
        biasMetrics: nil, dataProfile: nil, inputExample: example)
    ).version
  }

  /// Registers a model and approves it.
  /// - Returns: the number of the version.
  @discardableResult
  public static func approved(level: Int, in warehouse: Warehouse, making: Making = Making()) throws -> Int {
    let version = try register(level: level, in: warehouse, making: making)
    try decide(version, "Approved", in: warehouse)
    return version
  }

  /// Gives a version a status, as a decision does.
  public static func decide(_ version: Int, _ status: String, in warehouse: Warehouse) throws {
    try warehouse.write(.mlops) { db in
      let arguments: StatementArguments = ["group": group, "version": version, "status": status]
      try db.execute(
        sql: """
          INSERT INTO mlops.model_package_decisions
            (model_package_group_name, model_package_version, from_status, to_status, decided_at, decided_by)
          SELECT
            model_package_group_name, model_package_version, approval_status, :status, '2026-01-15T09:00:00.000Z', 'ann'
          FROM mlops.model_packages
          WHERE model_package_group_name = :group AND model_package_version = :version
          """, arguments: arguments)
      try db.execute(
        sql: """
          UPDATE mlops.model_packages SET approval_status = :status
          WHERE model_package_group_name = :group AND model_package_version = :version
          """, arguments: arguments)
    }
  }

  /// Changes a byte of a version's artifact.
  public static func damage(_ version: Int, in warehouse: Warehouse) throws {
    let key = try ModelRegistry(warehouse).package(group, version: version).artifact
    var bytes = try warehouse.objects.bytes(of: key)
    bytes[bytes.count / 2] ^= 1
    try warehouse.objects.store(bytes, as: key)
  }
}
