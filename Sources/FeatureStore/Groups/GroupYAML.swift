import Warehouse

/// Parts of a definition as a file has them.
enum GroupYAML {
  /// A feature as a line below `features`.
  static func line(_ feature: Feature) -> String {
    var details: [String] = []
    if let minimum = feature.minimum { details.append("minimum: \(ValueRange.text(minimum))") }
    if let maximum = feature.maximum { details.append("maximum: \(ValueRange.text(maximum))") }
    if feature.isRequired { details.append("required: true") }
    if let meaning = feature.meaning { details.append("description: \(quoted(meaning))") }
    let name = Identifier.isPlain(feature.name) ? feature.name : quoted(feature.name)
    let type = feature.type.rawValue
    return details.isEmpty
      ? "\(name): \(type)" : "\(name): { \((["type: \(type)"] + details).joined(separator: ", ")) }"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
