import ArgumentParser
import Evaluation
import Operations
import Warehouse

struct MonitorBiasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bias",
    abstract: "Compare two groups of rows with the bias metrics of SageMaker Clarify.",
    discussion: """
      A row is positive where its label, or its prediction, is at least --threshold. Differences are group a less group \
      d: d is the higher value of a facet with two values, the rows of --category, or those whose number is above --above.

        stockroom monitor bias "SELECT units_sold, prediction, store_id FROM monitor_retail_demand.test_predictions" \
      --label units_sold --prediction prediction --facet store_id --above 10 --threshold 200
      """)

  @Argument(help: "The SQL that gives the rows.")
  var sql: String

  @Option(help: ArgumentHelp("The column with what happened.", valueName: "column"))
  var label: String

  @Option(
    help: ArgumentHelp("The column with predictions. Without it: the metrics before training.", valueName: "column"))
  var prediction: String?

  @Option(help: ArgumentHelp("The column that divides the rows.", valueName: "column"))
  var facet: String

  @Option(help: ArgumentHelp("Group d is the rows of this value.", valueName: "value"))
  var category: String?

  @Option(help: ArgumentHelp("Group d is the rows above this number.", valueName: "number"))
  var above: Double?

  @Option(help: ArgumentHelp("The smallest number that counts as positive.", valueName: "number"))
  var threshold: Double

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard category == nil || above == nil else { throw ValidationError("Give --category or --above, not both.") }
  }

  func run() throws {
    let kind: BiasFacet = category.map { .category($0) } ?? above.map { .above($0) } ?? .binary
    let measures = try options.existing().bias(
      Stockroom.Query(sql: sql, parameters: []),
      Stockroom.BiasQuestion(label: label, prediction: prediction, facet: facet, kind: kind, threshold: threshold))
    let groups: [[SQLValue]] = [
      [.text("n_a"), .integer(Int64(measures.countA))], [.text("n_d"), .integer(Int64(measures.countD))],
    ]
    try RowPrinter.print(
      columns: ["metric", "value"],
      rows: groups + measures.figures.map { [.text($0.name), $0.value.map(SQLValue.real) ?? .null] }, as: format.format)
  }
}
