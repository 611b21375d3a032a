/// The menu of the pages.
enum SiteMenu {
  static let groups: [(name: String, entries: [(path: String, title: String)])] = [
    (
      "Model",
      [
        ("/", "Overview"), ("/trends", "Trends"), ("/predictions", "Predictions"), ("/importance", "Importance"),
        ("/stores", "Stores"),
      ]
    ),
    ("Data", [("/profile", "Profile"), ("/drift", "Drift"), ("/quality", "Quality")]),
    (
      "Operation",
      [("/executions", "Executions"), ("/models", "Models"), ("/endpoints", "Endpoints"), ("/alerts", "Alerts")]
    ), ("Ask", [("/sql", "SQL")]),
  ]

  static func html(current: String) -> HTML {
    .element(
      "nav", [("class", "menu"), ("aria-label", "Pages")],
      groups.map { group in
        .element(
          "div", [("class", "group")],
          [
            .element("p", [("class", "group-name"), ("id", "menu-\(group.name.lowercased())")], text: group.name),
            .element(
              "ul", [("aria-labelledby", "menu-\(group.name.lowercased())")],
              group.entries.map { entry in
                let here = entry.path == current ? [("aria-current", "page")] : []
                return .element("li", [], [.element("a", [("href", entry.path)] + here, text: entry.title)])
              }),
          ])
      })
  }
}
