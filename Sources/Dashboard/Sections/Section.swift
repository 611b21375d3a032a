/// One question about the model with what answers it: a section of the report, a page of the server.
public struct Section: Sendable {
  /// For addresses within the report.
  let identifier: String
  let title: String
  let question: String
  let children: [HTML]

  init(_ identifier: String, _ title: String, _ question: String, _ children: [HTML]) {
    self.identifier = identifier
    self.title = title
    self.question = question
    self.children = children
  }

  /// The section with its heading.
  var html: HTML { Parts.section(identifier, title, question, children) }
}

/// The sections, each made of the rows of readable scripts.
struct Sections {
  let reading: Reading

  /// Some columns of a script as a table of at most so many rows.
  func table(
    _ script: String, _ what: String, _ parameters: [(name: String, value: String)] = [], columns: [String]? = nil,
    caption: String, limit: Int = 200, empty: String? = nil
  ) -> HTML {
    reading.part(script, what, parameters, empty: empty) { rows in
      let shown = rows.prefix(limit)
      let rest = rows.values.count - shown.values.count
      let table = reading.table(columns.map { shown.selecting($0) } ?? shown, caption: caption)
      return rest > 0 ? .group([table, Parts.note("\(rest) more rows are not shown here.")]) : table
    }
  }
}
