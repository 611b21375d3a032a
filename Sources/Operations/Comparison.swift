import Forecasting
public import ModelRegistry
import Warehouse

extension Stockroom {
  /// The figures of two versions of a group side by side, both scored on the test rows of the newer one.
  /// - Parameter segments: columns whose values divide the rows; where it is empty, those with 2 to 7 values.
  /// - Throws: `ForecastingError` where there are no such rows; `ModelRegistryError` where an artifact is damaged.
  public func comparison(of a: ModelPackage, with b: ModelPackage, segments: [String]) throws -> Query {
    let scored = try ModelComparison(warehouse).scoredRows(a, b, segments: segments)
    return try Query(
      script: "operations/model_comparison.sql", in: warehouse.scripts,
      parameters: [
        ("group", a.group), ("a", String(a.version)), ("b", String(b.version)), ("scored", scored),
      ])
  }
}
