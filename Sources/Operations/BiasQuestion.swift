import Columns
public import Evaluation
import Warehouse

extension Stockroom {
  /// Which columns of a query are what, for its bias metrics.
  public struct BiasQuestion: Sendable {
    /// The column with what happened.
    public var label: String
    /// The column with predictions; without it there are only the metrics before training.
    public var prediction: String?
    /// The column that divides the rows.
    public var facet: String
    /// How it does.
    public var kind: BiasFacet
    /// The smallest number that counts as positive.
    public var threshold: Double

    /// Creates a question.
    public init(label: String, prediction: String?, facet: String, kind: BiasFacet, threshold: Double) {
      self.label = label
      self.prediction = prediction
      self.facet = facet
      self.kind = kind
      self.threshold = threshold
    }
  }

  /// Clarify's bias metrics over the rows of a query.
  /// - Throws: `WarehouseError` for SQL that is wrong, `ColumnError` for a column that is missing, `EvaluationError` for rows
  ///   that the metrics cannot be computed from.
  public func bias(_ query: Query, _ question: BiasQuestion) throws -> BiasMeasures {
    let rows = try ask(query, keepsHistory: true) { cursor in
      let table = try ColumnReader.read(cursor)
      return (table.rowCount, table)
    }
    return try BiasMeasures(
      actual: rows.column(question.label), predicted: question.prediction.map { try rows.column($0) },
      facet: rows.column(question.facet), as: question.kind, threshold: question.threshold)
  }
}
