import Warehouse

extension FeatureSchema {
  /// A value of SQL as the model takes it, NaN for NULL; `nil` where it is no value for the feature.
  func value(_ value: SQLValue, in feature: Int) -> Float? {
    switch value {
    case .null: .nan
    case .integer(let integer): self.value(Double(integer), in: feature)
    case .real(let number): self.value(number, in: feature)
    case .text(let text): hasNamedCategories(feature) ? code(ofCategory: text, in: feature) : nil
    case .blob: nil
    }
  }
}
