import ArgumentParser
import Foundation
import Operations
import Tracking
import Warehouse

struct RunsSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find runs by an expression, the newest first.",
    discussion: """
      For example: metrics.val_rmse < 5 and params.max_depth = '6'. Fields are metrics.NAME, params.NAME, tags.NAME and \
      run_id, run_name, experiment, status, started_at, ended_at, pipeline, execution; comparisons are =, !=, <, <=, >, >=, \
      like, ilike, in (…), is null; they are joined by and, or, not and parentheses.
      """)

  @Argument(help: "The expression.")
  var expression: String

  @Option(help: "Only the runs of this experiment.")
  var experiment: String?

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    let filter = try RunFilter(expression)
    let tracker = try options.existing().tracker
    let found = try tracker.search(filter, experiment: experiment, limit: limit)
    try RowPrinter.print(columns: found.columns, rows: found.rows, as: format.format, nothing: "no run is like that")
    guard found.rows.isEmpty else { return }
    for field in try tracker.unknownFields(of: filter) { Message.write("no run has \(field)") }
  }
}

struct RunsBestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "best", abstract: "Rank the finished runs by a metric.")

  @Option(help: "The metric.")
  var metric: String

  @Flag(help: "The larger the better. (default for names with r2, accuracy, precision, recall, auc or f1)")
  var descending = false

  @Flag(help: "The smaller the better. (default for all others)")
  var ascending = false

  @Option(help: "Only the runs of this experiment.")
  var experiment: String?

  @Option(help: "At most so many.")
  var limit = 10

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    try RowLimit.check(limit, "--limit")
    guard !(ascending && descending) else { throw ValidationError("--ascending and --descending exclude each other.") }
  }

  func run() throws {
    let growing = ["r2", "accuracy", "precision", "recall", "auc", "f1"].contains { metric.lowercased().contains($0) }
    let isDescending = descending || (growing && !ascending)
    let stockroom = try options.existing()
    try stockroom.tracker.requireMetric(metric)
    try stockroom.printRows(
      of: "best_runs",
      [
        ("metric", metric), ("descending", isDescending ? "1" : "0"), ("experiment", experiment),
        ("limit", String(limit)),
      ], as: format.format, nothing: "no finished run has the metric \(metric)")
  }
}

struct RunsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Put runs side by side: what differs between them.")

  @Argument(help: "The runs: ids, the first characters of them, or latest.")
  var runs: [String]

  @Flag(help: "Show also what is the same.")
  var all = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard runs.count >= 2 else { throw ValidationError("Name at least two runs.") }
  }

  func run() throws {
    let tracker = try options.existing().tracker
    let comparison = RunComparison(try runs.map(tracker.run))
    try RowPrinter.print(
      columns: ["kind", "name"] + comparison.runs.map { String($0.identifier.prefix(8)) },
      rows: comparison.lines.filter { all || $0.differs }.map { [.text($0.kind), .text($0.name)] + $0.values },
      as: format.format)
  }
}

struct RunsTagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Set tags of a run, or take them away.")

  @Argument(help: ArgumentHelp("The run: its id, the first characters of it, or latest.", valueName: "run"))
  var identifier: String

  @Argument(help: ArgumentHelp("Tags to set.", valueName: "name=value"))
  var tags: [NamedValue] = []

  @Option(name: .customLong("remove"), help: ArgumentHelp("A tag to take away. Can be given again.", valueName: "name"))
  var removed: [String] = []

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard !tags.isEmpty || !removed.isEmpty else {
      throw ValidationError("Name a tag as NAME=VALUE, or --remove NAME.")
    }
  }

  func run() throws {
    let tracker = try options.existing().tracker
    let run = try tracker.run(identifier).identifier
    try tracker.change(tagsOf: run, set: tags.pairs, remove: removed)
    print("\(run): \(tags.count) set, \(removed.count) removed")
  }
}

struct RunsNoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Write a note about a run, or show the one it has.")

  @Argument(help: ArgumentHelp("The run: its id, the first characters of it, or latest.", valueName: "run"))
  var identifier: String

  @Argument(help: "The note; without it the one there is is shown.")
  var text: String?

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let tracker = try options.existing().tracker
    let run = try tracker.run(identifier)
    guard let text else {
      print(run.tags.first { $0.name == Tracker.noteTag }?.value ?? "")
      return
    }
    try tracker.change(tagsOf: run.identifier, set: [(Tracker.noteTag, text)])
    print("\(run.identifier): noted")
  }
}

struct RunsCurveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curve", abstract: "Show the learning curves of a run, in the terminal or as SVG.")

  @Argument(help: ArgumentHelp("The run: its id, the first characters of it, or latest.", valueName: "run"))
  var identifier = "latest"

  @Option(help: ArgumentHelp("Only metrics whose name begins so.", valueName: "prefix"))
  var metric: String?

  @Option(help: ArgumentHelp("A file to write the curves to as SVG; - for standard output.", valueName: "file"))
  var svg: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let curves = try options.existing().learningCurves(of: identifier, metric: metric)
    if let svg { return try TextFile.write(curves.svg, to: svg) }
    try RowPrinter.print(columns: Stockroom.LearningCurves.columns, rows: curves.rows, as: format.format)
  }
}
