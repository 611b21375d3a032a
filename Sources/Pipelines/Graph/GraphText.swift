extension PipelineGraph {
  /// One line per step: its place, name, type, what it comes after, and its state.
  public var text: String {
    let width = nodes.map(\.name.count).max() ?? 0
    let typeWidth = nodes.map(\.type.count).max() ?? 0
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let lines = nodes.enumerated().map { index, node in
      let before = edges.filter { $0.to == node.name }.map { edge in
        edge.label.map { "\($0) \(edge.from)" } ?? edge.from
      }
      let number = padded("\(index + 1).", 4)
      let origin = before.isEmpty ? "" : "← \(before.joined(separator: ", "))"
      let line = [
        padded(node.name, width), padded(node.type, typeWidth), node.note.map { padded($0, 18) } ?? "", origin,
      ]
      .filter { !$0.isEmpty }.joined(separator: "  ")
      return number + line.trimmingSuffix()
    }
    return ([title] + lines).joined(separator: "\n") + "\n"
  }

  /// A flowchart for Mermaid.
  public var mermaid: String {
    func identifier(_ name: String) -> String { "s\((nodes.firstIndex { $0.name == name } ?? 0) + 1)" }
    func escaped(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
        .replacing(">", with: "&gt;")
    }
    var lines = ["---", "title: \"\(title.replacing("\"", with: "'"))\"", "---", "flowchart TD"]
    for node in nodes {
      let label = [node.name, node.type, node.note].compactMap(\.self).map(escaped).joined(separator: "<br/>")
      let isCondition = node.type == PipelineStep.conditionType
      let shape = isCondition ? ("{\"", "\"}") : ("[\"", "\"]")
      let style = node.status.map { ":::\($0.lowercased())" } ?? ""
      lines.append("  \(identifier(node.name))\(shape.0)\(label)\(shape.1)\(style)")
    }
    for edge in edges {
      let arrow = edge.label.map { "-- \($0) -->" } ?? "-->"
      lines.append("  \(identifier(edge.from)) \(arrow) \(identifier(edge.to))")
    }
    for (status, fill) in Self.fills where nodes.contains(where: { $0.status == status }) {
      lines.append("  classDef \(status.lowercased()) fill:\(fill),color:#1b1f24")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The colour of each state; the state is always written too.
  static let fills = [
    ("Succeeded", "#bfe3c6"), ("Reused", "#d3e6f5"), ("Failed", "#f5c2bd"), ("Stopped", "#f6e0b5"),
    ("Skipped", "#e6e8ea"), ("Executing", "#fff3bf"),
  ]
}

extension String {
  fileprivate func trimmingSuffix() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
