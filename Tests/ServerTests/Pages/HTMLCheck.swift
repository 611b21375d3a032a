/// A strict reader of HTML as our pages write it: every element is closed in its order, every attribute is quoted and given
/// once, every `&` begins a reference, no id stands twice.
struct HTMLCheck {
  /// What is wrong, with some text around it.
  private(set) var problems: [String] = []
  /// The names of all elements.
  private(set) var elements: [String] = []
  /// The names of all attributes.
  private(set) var attributes: Set<String> = []

  private static let void: Set = ["meta", "link", "input", "br", "hr", "img"]
  private var open: [String] = []
  private var identifiers: Set<String> = []
  private var rest: Substring

  // A literal where it is used would be taken apart at every use.
  private let reference = /(amp|lt|gt|quot|#39);/
  private let endTag = /<\/([a-z][a-z0-9]*)>/
  private let startTag = /<([a-zA-Z][a-zA-Z0-9]*)/
  private let attribute = /\s+([a-zA-Z][a-zA-Z0-9-]*)="([^"<]*)"/

  init(_ html: String) {
    rest = html[...]
    if rest.hasPrefix("<!DOCTYPE html>\n") { rest = rest.dropFirst(16) } else { problems.append("no doctype") }
    while let character = rest.first, problems.count < 20 {
      if character == "<" { readTag() } else { readText() }
    }
    if !open.isEmpty { problems.append("not closed: \(open.joined(separator: " "))") }
  }

  private mutating func fail(_ what: String) { problems.append("\(what) before: \(rest.prefix(60))") }

  private mutating func readText() {
    let text = rest.prefix { $0 != "<" }
    rest = rest.dropFirst(text.count)
    check(references: text)
    if open.isEmpty, text.contains(where: { !$0.isWhitespace }) {
      fail("text outside of everything: \(text.prefix(40))")
    }
  }

  private mutating func check(references text: Substring) {
    for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
    where part.prefixMatch(of: reference) == nil {
      fail("a bare & in \(text.prefix(40))")
    }
    if text.contains(">") { fail("a bare > in \(text.prefix(60))") }
  }

  private mutating func readTag() {
    if let match = rest.prefixMatch(of: endTag) {
      rest = rest.dropFirst(match.0.count)
      if open.popLast().map({ Substring($0) }) != match.1 { fail("</\(match.1)> closes nothing") }
      return
    }
    guard let match = rest.prefixMatch(of: startTag) else {
      fail("a bare <")
      rest = rest.dropFirst()
      return
    }
    let name = String(match.1)
    elements.append(name)
    rest = rest.dropFirst(match.0.count)
    var seen: Set<Substring> = []
    while let attribute = rest.prefixMatch(of: self.attribute) {
      rest = rest.dropFirst(attribute.0.count)
      if !seen.insert(attribute.1).inserted { fail("two attributes \(attribute.1)") }
      attributes.insert(String(attribute.1))
      check(references: attribute.2)
      if attribute.1 == "id", !identifiers.insert(String(attribute.2)).inserted { fail("two ids \(attribute.2)") }
    }
    if rest.hasPrefix("/>") {
      rest = rest.dropFirst(2)
    } else if rest.hasPrefix(">") {
      rest = rest.dropFirst()
      if !Self.void.contains(name) { open.append(name) }
    } else {
      fail("a tag that does not end")
    }
  }
}
