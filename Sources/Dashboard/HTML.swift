/// HTML that is made of elements and texts; every text and attribute value is escaped here, so that no value of a table can
/// become markup.
public struct HTML: Sendable {
  /// The markup.
  public private(set) var markup: String

  private init(markup: String) { self.markup = markup }

  /// Nothing.
  public static let empty = HTML(markup: "")

  /// A text.
  public static func text(_ text: String) -> HTML { HTML(markup: escaped(text)) }

  /// An element with its attributes and what it holds. Names are ours, never a value.
  public static func element(
    _ name: String, _ attributes: [(String, String)] = [], _ children: [HTML] = []
  ) -> HTML {
    var markup = "<\(name)"
    for (key, value) in attributes { markup += " \(key)=\"\(escaped(value))\"" }
    markup += ">"
    for child in children { markup += child.markup }
    return HTML(markup: markup + "</\(name)>\n")
  }

  /// An element that holds a text.
  public static func element(
    _ name: String, _ attributes: [(String, String)] = [], text: String
  ) -> HTML {
    element(name, attributes, [.text(text)])
  }

  /// An element without content or end.
  static func void(_ name: String, _ attributes: [(String, String)]) -> HTML {
    HTML(markup: "<\(name)" + attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined() + ">\n")
  }

  /// A chart of ours, which has escaped its texts itself.
  static func chart(_ svg: String) -> HTML { HTML(markup: svg) }

  /// A style sheet of ours.
  static func style(_ css: String) -> HTML { HTML(markup: "<style>\(css)</style>\n") }

  /// Several pieces after each other.
  public static func group(_ pieces: [HTML]) -> HTML { HTML(markup: pieces.map(\.markup).joined()) }

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
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
