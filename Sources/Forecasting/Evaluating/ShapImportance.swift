import Columns
import GradientBoosting

/// The mean absolute SHAP value of each feature over rows, the largest first.
struct ShapImportance {
  struct Entry: Encodable {
    let feature: String
    let meanAbsoluteShap: Double

    enum CodingKeys: String, CodingKey {
      case feature
      case meanAbsoluteShap = "mean_abs_shap"
    }
  }

  let entries: [Entry]

  /// Explains every row exactly (TreeSHAP). Equal values keep the order of the features.
  init(_ booster: Booster, _ features: ColumnTable) throws {
    let means = try booster.contributions(features).meanAbsolute
    entries = means.enumerated()
      .sorted { ($1.element.value, $0.offset) < ($0.element.value, $1.offset) }
      .map { Entry(feature: $0.element.feature, meanAbsoluteShap: $0.element.value) }
  }
}
