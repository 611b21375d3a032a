import ArgumentParser

/// How rows are printed.
enum RowFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, json, markdown

  /// Rows that people read, who want to be told where there are none.
  var isForPeople: Bool { self == .table || self == .markdown }
}

/// The option `--format`.
struct FormatOption: ParsableArguments {
  @Option(name: .long, help: "How to print rows.")
  var format = RowFormat.table
}
