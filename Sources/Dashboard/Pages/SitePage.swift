/// A page of the server before its frame is put around it.
public struct SitePage: Sendable {
  let title: String
  let question: String
  /// The path of the entry of the menu that it belongs to.
  let place: String
  let body: [HTML]

  init(_ title: String, question: String, place: String, _ body: [HTML]) {
    self.title = title
    self.question = question
    self.place = place
    self.body = body
  }

  /// The page of one section, its parts on paper.
  init(_ section: Section, place: String) {
    self.init(section.title, question: section.question, place: place, section.children.map { .panel([$0]) })
  }
}

extension HTML {
  /// A sheet of paper on the page.
  static func panel(_ children: [HTML]) -> HTML { .element("div", [("class", "panel")], children) }

  /// A sheet of paper with a heading.
  static func panel(_ title: String, _ children: [HTML]) -> HTML {
    .element("section", [("class", "panel")], [.element("h2", text: title)] + children)
  }

  /// A link.
  static func link(_ path: String, _ text: String) -> HTML { .element("a", [("href", path)], text: text) }

  /// A field that is not seen.
  static func hidden(_ name: String, _ value: String) -> HTML {
    .void("input", [("type", "hidden"), ("name", name), ("value", value)])
  }
}
