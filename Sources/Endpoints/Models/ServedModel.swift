public import Columns
public import GradientBoosting
import Synchronization

/// A model in memory, ready to answer. It never changes: requests that hold it finish on it, whatever is deployed meanwhile.
public final class ServedModel: Sendable {
  /// The model package group.
  public let group: String
  /// The version in the group.
  public let version: Int
  /// Group and version, as `RetailDemandXGB-3`: what answers call the model.
  public let name: String
  /// SHA-256 of the artifact that it was loaded from.
  public let artifactHash: String
  /// The column that is predicted.
  public let label: String
  /// Its features and how their values are read.
  public let schema: FeatureSchema
  /// About how many bytes it takes.
  public let byteCount: Int

  /// The model itself.
  public let booster: Booster
  /// The model of its quantiles, where the version has one.
  public let quantileModel: QuantileModel?
  private let rounds: Range<Int>
  /// Prepared with the first explanation that is asked for.
  private let explainer = Mutex<Explainer?>(nil)

  init(
    group: String, version: Int, artifactHash: String, label: String, booster: Booster, quantiles: QuantileModel? = nil
  ) {
    self.group = group
    self.version = version
    name = "\(group)-\(version)"
    self.artifactHash = artifactHash
    self.label = label
    self.booster = booster
    quantileModel = quantiles
    schema = FeatureSchema(booster.features)
    rounds = booster.defaultRounds
    // A node takes 16 bytes for prediction and about 64 for everything that is known of it.
    let trees = booster.trees + (quantiles?.booster.trees ?? [])
    byteCount = trees.reduce(0) { $0 + $1.nodes.count * 80 } + 1 << 16
  }

  /// The number of values predicted for a row.
  public var outputCount: Int { booster.outputCount }

  /// One prediction per row, or with several outputs row by row, in the unit of the label.
  public func predict(_ rows: FeatureRows) throws -> [Float] {
    // Many rows are worth the start of the threads; a few are not worth an allocation.
    guard outputCount == 1, rows.count < 4096 else { return try booster.predict(schema.columns(rows)) }
    let width = schema.count
    let values = rows.values.span
    return (0..<rows.count).map { row in
      booster.predict(row: values.extracting(row * width..<(row + 1) * width), rounds: rounds)
    }
  }

  /// One prediction per row of a table that has the features under their names.
  public func predict(_ table: ColumnTable) throws -> [Float] { try booster.predict(table) }

  /// The quantiles of every prediction, or `nil` where the version has no model of them.
  public func quantiles(_ rows: FeatureRows) throws -> Quantiles? {
    guard let quantileModel else { return nil }
    // Categories have the codes of the prediction's model.
    guard rows.count < 4096, quantileModel.booster.features == booster.features else {
      return try quantileModel.predict(schema.columns(rows))
    }
    return quantileModel.predict(rows)
  }

  /// The quantiles of every row of a table, or `nil` where the version has no model of them.
  public func quantiles(_ table: ColumnTable) throws -> Quantiles? { try quantileModel?.predict(table) }

  /// What every feature contributes to every prediction.
  public func explain(_ rows: FeatureRows) throws -> Contributions {
    let explainer = try explainer.withLock { explainer in
      if let explainer { return explainer }
      let prepared = try Explainer(booster)
      explainer = prepared
      return prepared
    }
    return try explainer.contributions(schema.columns(rows))
  }
}
