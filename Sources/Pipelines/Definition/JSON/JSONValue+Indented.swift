import Events

extension JSONValue {
  /// The value on several lines, two spaces deeper for each level, keys in the order of their bytes.
  var indented: String { text(depth: 0) }

  private func text(depth: Int) -> String {
    let inner = String(repeating: "  ", count: depth + 1)
    let outer = String(repeating: "  ", count: depth)
    switch self {
    case .array(let elements) where !elements.isEmpty:
      return "[\n\(elements.map { inner + $0.text(depth: depth + 1) }.joined(separator: ",\n"))\n\(outer)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { key, value in
        "\(inner)\(JSONValue.string(key).description): \(value.text(depth: depth + 1))"
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(outer)}"
    default: return description
    }
  }
}
