import ArgumentParser

/// How rows are printed.
enum RowFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, json, markdown
}

/// The option `--format`.
struct FormatOption: ParsableArguments {
  @Option(name: .long, help: "How to print rows.")
  var format = RowFormat.table
}
