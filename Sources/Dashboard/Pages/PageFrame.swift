/// What all pages have around them: the head, the menu, who is logged in.
public struct PageFrame: Sendable {
  private let visitor: Visitor?
  private let stylePath: String

  /// Creates a frame.
  /// - Parameters:
  ///   - visitor: who looks; `nil` where nobody has logged in, and then there is no menu.
  ///   - stylePath: where the style sheet is.
  public init(visitor: Visitor?, stylePath: String) {
    self.visitor = visitor
    self.stylePath = stylePath
  }

  /// The document.
  public func html(_ page: SitePage) -> String {
    let head = HTML.element(
      "head", [],
      [
        .void("meta", [("charset", "utf-8")]),
        .void("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
        .void("meta", [("name", "color-scheme"), ("content", "light dark")]),
        .element("title", text: "\(page.title) · Stockroom"),
        .void("link", [("rel", "stylesheet"), ("href", stylePath)]),
        .void("link", [("rel", "icon"), ("type", "image/svg+xml"), ("href", SiteStyle.iconPath)]),
      ])
    let main = HTML.element(
      "main", [("id", "main")],
      [.element("h1", text: page.title), .element("p", [("class", "question")], text: page.question)] + page.body)
    let body = HTML.element(
      "body", [("class", "site")],
      [
        .element("a", [("class", "skip"), ("href", "#main")], text: "To the content"), bar,
        .element(
          "div", [("class", visitor == nil ? "shell alone" : "shell")],
          (visitor == nil ? [] : [SiteMenu.html(current: page.place)]) + [main]),
        .element("footer", [], [.element("p", text: "Stockroom. Times are UTC.")]),
      ])
    return "<!DOCTYPE html>\n" + HTML.element("html", [("lang", "en")], [head, body]).markup
  }

  private var bar: HTML {
    let brand = HTML.element("a", [("class", "brand"), ("href", "/")], text: "Stockroom")
    guard let visitor else { return .element("header", [("class", "bar")], [brand]) }
    var who: [HTML] = []
    if let name = visitor.name {
      who.append(.element("span", text: visitor.role.map { "\(name), \($0)" } ?? name))
    } else if visitor.mayLogIn {
      who.append(.link("/login", "Log in"))
    }
    if visitor.name != nil, let token = visitor.formToken {
      who.append(
        .element(
          "form", [("method", "post"), ("action", "/logout")],
          [.hidden("form_token", token), .element("button", [("class", "quiet")], text: "Log out")]))
    }
    return .element("header", [("class", "bar")], [brand, .element("div", [("class", "who")], who)])
  }
}
