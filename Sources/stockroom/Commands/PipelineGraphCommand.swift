import ArgumentParser
import Operations
import Pipelines
import Warehouse

struct PipelineGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw the steps of a pipeline, or of an execution with their states and times.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case text, mermaid, svg
  }

  @Argument(help: "The pipeline.")
  var pipeline: String?

  @Option(help: ArgumentHelp("An execution: its id, the first characters of it, or latest.", valueName: "execution"))
  var execution: String?

  @Option(name: .customLong("as"), help: "What to draw it as.")
  var kind = Kind.text

  @Option(help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"))
  var to = "-"

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard (pipeline == nil) != (execution == nil) else {
      throw ValidationError("Name a pipeline, or an execution with --execution.")
    }
  }

  func run() throws {
    let graph: PipelineGraph
    if let execution {
      let stockroom = try options.existing()
      graph = try PipelineGraph(execution: stockroom.execution(execution), in: stockroom.warehouse)
    } else {
      graph = PipelineGraph(try PipelineFile(pipeline ?? "", in: options.library).definition())
    }
    let text =
      switch kind {
      case .text: graph.text
      case .mermaid: graph.mermaid
      case .svg: graph.svg
      }
    try TextFile.write(to == "-" ? String(text.dropLast()) : text, to: to)
  }
}
