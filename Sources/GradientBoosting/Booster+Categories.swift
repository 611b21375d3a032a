extension Booster {
  /// The attribute that keeps the names of text categories, for every version of XGBoost.
  private static let attribute = "category_names"

  /// The attributes with the names of text categories among them.
  func storedAttributes() -> [String: String] {
    var stored = attributes
    var members: [(String, ModelValue)] = []
    for feature in features {
      if case .category(let names) = feature.kind, !names.isEmpty {
        members.append((feature.name, .array(names.map(ModelValue.string))))
      }
    }
    if !members.isEmpty {
      stored[Self.attribute] = String(decoding: JSONWriter.write(.object(members)), as: UTF8.self)
    }
    return stored
  }

  /// Gives features the category names that the attributes keep, and takes the attribute away.
  static func namingCategories(of features: [Feature], from attributes: inout [String: String]) -> [Feature] {
    guard let text = attributes[attribute], let document = try? JSONReader.read(Array(text.utf8)),
      case .object(let members) = document
    else { return features }
    var named = features
    for (name, value) in members {
      guard let index = features.firstIndex(where: { $0.name == name && $0.isCategorical }),
        case .array(let values) = value
      else { return features }
      let names = values.compactMap { if case .string(let name) = $0 { name } else { nil } }
      guard names.count == values.count else { return features }
      named[index] = Feature(name, kind: .category(names))
    }
    attributes[attribute] = nil
    return named
  }
}
