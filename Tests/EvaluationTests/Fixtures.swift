import Columns
import Foundation

/// Two columns that a rule makes, the same in Swift and in Python. The stored numbers of ``RegressionMetricsTests``,
/// ``BiasReportTests`` and ``DataProfileTests`` were printed by this script (NumPy, pandas, scikit-learn):
///
/// ```python
/// import numpy as np
/// import pandas as pd
/// from sklearn import metrics
///
/// i = np.arange(500)
/// actual = (i * 37) % 101 + i / 8
/// predicted = (i * 37) % 97 + i / 8
/// print("rmse", repr(float(np.sqrt(metrics.mean_squared_error(actual, predicted)))))
/// print("mae ", repr(float(metrics.mean_absolute_error(actual, predicted))))
/// print("r2  ", repr(float(metrics.r2_score(actual, predicted))))
/// print("wape", repr(float(np.abs(actual - predicted).sum() / np.abs(actual).sum())))
/// print("bias", repr(float((predicted - actual).mean())))
/// column = pd.Series(np.where(i % 7 == 3, np.nan, actual))
/// print(column.count(), column.isna().sum(), [repr(float(x)) for x in (
///     column.mean(), column.std(), column.min(), column.max(),
///     column.quantile(0.25), column.quantile(0.5), column.quantile(0.75))])
///
/// facet = i % 3 == 0
/// threshold = 90
/// for name, rows in (("a", ~facet), ("d", facet)):
///     t, p = actual[rows] >= threshold, predicted[rows] >= threshold
///     print(name, rows.sum(), [repr(float(x)) for x in (
///         t.mean(), p.mean(), metrics.recall_score(t, p), metrics.precision_score(t, p), metrics.accuracy_score(t, p))])
/// ```
enum Fixture {
  static let actual = (0..<500).map { Double($0 * 37 % 101) + Double($0) / 8 }
  static let predicted = (0..<500).map { Double($0 * 37 % 97) + Double($0) / 8 }
}

/// The JSON of a value as a dictionary; `null` stays `NSNull`.
func object(_ value: some Encodable) throws -> [String: Any] {
  let json = try JSONEncoder().encode(value)
  return try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
}

func isClose(_ number: Double?, _ expected: Double, within tolerance: Double = 1e-12) -> Bool {
  guard let number else { return false }
  return abs(number - expected) <= tolerance * max(1, abs(expected))
}
