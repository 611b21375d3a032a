/// Constraints on features as XGBoost writes them in parameters.
enum ConstraintText {
  /// Reads `(1,0,-1)` or `{"price": -1}`; `nil` where the text is neither. Positions become `#n`.
  static func monotone(_ text: String) -> [String: Int]? {
    if let document = try? JSONReader.read(Array(text.utf8)), case .object(let members) = document {
      var constraints: [String: Int] = [:]
      for (name, value) in members {
        guard case .integer(let sign) = value, (-1...1).contains(sign) else { return nil }
        if sign != 0 { constraints[name] = Int(sign) }
      }
      return constraints
    }
    var constraints: [String: Int] = [:]
    for (position, item) in text.trimming("()[] ").split(separator: ",").enumerated() {
      guard let sign = Int(item.trimming(" ")), (-1...1).contains(sign) else { return nil }
      if sign != 0 { constraints["#\(position)"] = sign }
    }
    return constraints
  }

  /// Reads `[["a", "b"], [2, 3]]`; `nil` where the text is something else. Positions become `#n`.
  static func interaction(_ text: String) -> [[String]]? {
    guard let document = try? JSONReader.read(Array(text.utf8)), case .array(let groups) = document else { return nil }
    var constraints: [[String]] = []
    for group in groups {
      guard case .array(let members) = group else { return nil }
      var names: [String] = []
      for member in members {
        switch member {
        case .string(let name): names.append(name)
        case .integer(let position) where position >= 0: names.append("#\(position)")
        default: return nil
        }
      }
      constraints.append(names)
    }
    return constraints
  }

  /// Monotone constraints as a JSON object in the order of names.
  static func text(of constraints: [String: Int]) -> String {
    let members = constraints.sorted { $0.key < $1.key }.map { ($0.key, ModelValue.integer(Int64($0.value))) }
    return String(decoding: JSONWriter.write(.object(members)), as: UTF8.self)
  }

  /// Interaction constraints as a JSON list of lists.
  static func text(of groups: [[String]]) -> String {
    let lists = groups.map { ModelValue.array($0.map(ModelValue.string)) }
    return String(decoding: JSONWriter.write(.array(lists)), as: UTF8.self)
  }
}
