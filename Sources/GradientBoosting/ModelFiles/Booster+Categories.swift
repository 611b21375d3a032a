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

  /// Gives features the category names that XGBoost 3.1 and later keep with a model trained on a data frame: for every
  /// feature either text, as bytes with offsets, or whole numbers.
  static func namingCategories(
    of features: [Feature], encodedIn model: ModelFields
  ) throws(BoostingError) -> [Feature] {
    guard model.has("cats") else { return features }
    let encodings = try model.fields("cats").objects("enc")
    guard !encodings.isEmpty else { return features }
    guard encodings.count == features.count else {
      throw .unusableModel(
        "\(model.place).cats.enc", expected: "\(features.count) features", found: "\(encodings.count)")
    }
    var named = features
    for (index, encoding) in encodings.enumerated() where features[index].isCategorical {
      let fields = try ModelFields(encoding, place: "\(model.place).cats.enc[\(index)]")
      let values = try fields.integers("values")
      let names = fields.has("offsets") ? try texts(in: values, fields) : values.map(String.init)
      named[index] = Feature(features[index].name, kind: .category(names))
    }
    return named
  }

  private static func texts(in values: [Int64], _ fields: ModelFields) throws(BoostingError) -> [String] {
    let offsets = try fields.integers("offsets")
    var names: [String] = []
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      guard start >= 0, start <= end, end <= values.count else {
        throw .unusableModel(
          "\(fields.place).offsets", expected: "rising numbers up to \(values.count)", found: "\(start) and \(end)")
      }
      let bytes = values[Int(start)..<Int(end)].map { UInt8(truncatingIfNeeded: $0) }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw .unusableModel("\(fields.place).values", expected: "UTF-8 text", found: "other bytes")
      }
      names.append(name)
    }
    return names
  }
}
