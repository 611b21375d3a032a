/// SVG that is written element by element; every text and every attribute value is escaped here.
struct SVGText {
  private(set) var text = ""
  private var openElements: [String] = []

  /// An element without content, or with a hover text (`<title>`).
  mutating func element(_ name: String, _ attributes: [(String, String)], hover: String? = nil) {
    start(name, attributes)
    if let hover {
      text += "><title>\(Self.escaped(hover))</title></\(name)>\n"
    } else {
      text += "/>\n"
    }
  }

  /// An element that holds text, and a hover text where the shown one is shortened.
  mutating func element(_ name: String, _ attributes: [(String, String)], content: String, hover: String? = nil) {
    start(name, attributes)
    let title = hover.map { "<title>\(Self.escaped($0))</title>" } ?? ""
    text += ">\(title)\(Self.escaped(content))</\(name)>\n"
  }

  /// Begins an element that `close()` ends.
  mutating func open(_ name: String, _ attributes: [(String, String)]) {
    start(name, attributes)
    text += ">\n"
    openElements.append(name)
  }

  mutating func close() {
    if let name = openElements.popLast() { text += "</\(name)>\n" }
  }

  /// A style sheet; it is ours and holds nothing to escape.
  mutating func style(_ css: String) {
    text += "<style>\n\(css)</style>\n"
  }

  private mutating func start(_ name: String, _ attributes: [(String, String)]) {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
  }

  /// A coordinate with at most one decimal.
  static func coordinate(_ number: Double) -> String {
    let text = NumberText.fixed(number, decimals: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Text for XML 1.0: the five special characters as references, characters that XML does not allow as `\u{FFFD}`.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result += " "
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
