extension SitePage {
  /// The page that takes a token.
  /// - Parameters:
  ///   - next: where to go afterwards.
  ///   - failure: why the last try did not succeed.
  public static func login(next: String, failure: String?) -> SitePage {
    SitePage(
      "Log in", question: "This server wants to know who you are.", place: "",
      [
        failure.map { FormOutcome.refused($0).html } ?? .empty,
        .panel([
          .element(
            "form", [("method", "post"), ("action", "/login")],
            [
              .hidden("next", next), .element("label", [("for", "token")], text: "Token"),
              .void(
                "input",
                [
                  ("id", "token"), ("name", "token"), ("type", "password"), ("autocomplete", "current-password"),
                  ("required", "required"), ("aria-describedby", "token-note"), ("spellcheck", "false"),
                ]),
              .element(
                "p", [("class", "hint"), ("id", "token-note")],
                text: "An admin makes one with: stockroom tokens create USER"),
              .element("div", [("class", "buttons")], [.element("button", text: "Log in")]),
            ])
        ]),
        next == "/"
          ? .empty
          : .element(
            "p", [("class", "hint")],
            [
              .text("Have you logged in already and came by a link from elsewhere? "),
              .link(next, "Go on to the page."),
            ]),
      ])
  }

  /// A page that says what is wrong.
  public static func problem(_ title: String, _ message: String, remedy: String? = nil) -> SitePage {
    SitePage(
      title, question: message, place: "",
      [.panel([.element("p", text: remedy ?? "Go back, or choose a page."), .link("/", "Overview")])])
  }
}
