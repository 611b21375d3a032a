import ArgumentParser
import Operations

/// An execution on the command line.
struct ExecutionArgument: ParsableArguments {
  @Argument(help: "The execution: its id, the first characters of it, or latest.")
  var execution = "latest"

  /// The whole id.
  func identifier(in stockroom: Stockroom) throws -> String { try stockroom.execution(execution) }
}
