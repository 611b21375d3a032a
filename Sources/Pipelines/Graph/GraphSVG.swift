extension PipelineGraph {
  private static let boxWidth = 320
  private static let boxHeight = 54
  private static let gapX = 40
  private static let gapY = 46
  private static let margin = 24
  private static let top = 56
  private static let bowRoom = 48
  /// Of the title, in its 16 pixels, on the large side.
  private static let letterWidth = 10

  /// A picture of the graph: one row of boxes per layer, arrows from step to step.
  public var svg: String {
    let layers = Dictionary(grouping: nodes.indices, by: { nodes[$0].layer })
    let widest = layers.values.map(\.count).max() ?? 1
    let boxes = 2 * Self.margin + widest * Self.boxWidth + (widest - 1) * Self.gapX
    // An arrow that bows out past the boxes, its label, and a title of bold letters stay inside.
    let layer = Dictionary(nodes.map { ($0.name, $0.layer) }, uniquingKeysWith: { first, _ in first })
    let bows = edges.contains { (layer[$0.to] ?? 0) - (layer[$0.from] ?? 0) > 1 }
    let width = max(boxes + (bows ? 2 * Self.bowRoom : 0), 2 * Self.margin + title.count * Self.letterWidth)
    let height = Self.top + Self.margin + (layers.count * (Self.boxHeight + Self.gapY)) - Self.gapY
    var places: [String: (x: Int, y: Int)] = [:]
    for (layer, members) in layers {
      let rowWidth = members.count * Self.boxWidth + (members.count - 1) * Self.gapX
      for (column, member) in members.enumerated() {
        places[nodes[member].name] = (
          (width - rowWidth) / 2 + column * (Self.boxWidth + Self.gapX),
          Self.top + layer * (Self.boxHeight + Self.gapY)
        )
      }
    }
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
      role="img" font-family="system-ui, sans-serif">
      """,
      "<title>\(Self.escaped(title))</title>",
      """
      <defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">\
      <path d="M0 0L10 5L0 10z" fill="#57606a"/></marker></defs>
      """,
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
      """
      <text x="\(width / 2)" y="32" text-anchor="middle" font-size="16" font-weight="600" fill="#1b1f24">\
      \(Self.escaped(title))</text>
      """,
    ]
    parts += edges.compactMap { edge in
      guard let from = places[edge.from], let to = places[edge.to] else { return nil }
      return Self.arrow(from, to, label: edge.label)
    }
    parts += nodes.compactMap { node in places[node.name].map { Self.box(node, $0) } }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private static func arrow(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int), label: String?) -> String {
    let start = (x: from.x + boxWidth / 2, y: from.y + boxHeight)
    let end = (x: to.x + boxWidth / 2, y: to.y - 2)
    // A way over several layers bows out to the side of the boxes between.
    let isLong = end.y - start.y > gapY
    let bend = isLong && start.x == end.x ? boxWidth * 3 / 4 : 0
    let middle = (start.y + end.y) / 2
    let path =
      "M\(start.x) \(start.y)C\(start.x + bend) \(middle) \(end.x + bend) \(middle) \(end.x) \(end.y)"
    var text = "<path d=\"\(path)\" fill=\"none\" stroke=\"#57606a\" stroke-width=\"1.5\" marker-end=\"url(#arrow)\"/>"
    if let label {
      text +=
        "<text x=\"\((start.x + end.x) / 2 + bend * 3 / 4 + 8)\" y=\"\(middle + 4)\" font-size=\"12\" fill=\"#57606a\">\(label)</text>"
    }
    return text
  }

  private static func box(_ node: Node, _ place: (x: Int, y: Int)) -> String {
    let fill = fills.first { $0.0 == node.status }?.1 ?? "#f6f8fa"
    let radius = node.type == PipelineStep.conditionType ? 26 : 6
    let note = [node.type, node.note].compactMap(\.self).joined(separator: " · ")
    let name = node.name.count > 40 ? "\(node.name.prefix(39))…" : node.name
    let x = place.x + boxWidth / 2
    return """
      <g><title>\(escaped(node.name)): \(escaped(note))</title>\
      <rect x="\(place.x)" y="\(place.y)" width="\(boxWidth)" height="\(boxHeight)" rx="\(radius)" fill="\(fill)" stroke="#57606a"/>\
      <text x="\(x)" y="\(place.y + 23)" text-anchor="middle" font-size="14" fill="#1b1f24">\(escaped(name))</text>\
      <text x="\(x)" y="\(place.y + 42)" text-anchor="middle" font-size="12" fill="#424a53">\(escaped(note))</text></g>
      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
