import Pipelines
import Warehouse

/// The scripts that prepare the rows, with the pipeline's parameters as values for what they declare.
struct PreparationScripts {
  let source: SQLScript
  let features: SQLScript
  let split: SQLScript
  let label: SQLScript
  /// The values of the pipeline's parameters by name.
  let parameters: [String: SQLValue]

  init(_ context: StepContext, _ settings: ForecastSettings) throws {
    source = try context.file.script("source.sql")
    features = try context.file.script("features.sql")
    split = try context.file.script("split_\(settings.split.method).sql")
    label = try context.file.script("label.sql")
    parameters = context.parameters.mapValues { value in
      switch value {
      case .integer(let integer): .integer(integer)
      case .float(let number): .real(number)
      case .string(let text): .text(text)
      case .boolean(let isTrue): .integer(isTrue ? 1 : 0)
      }
    }
  }

  /// In the order in which they run.
  var all: [SQLScript] { [source, features, split, label] }

  /// The pipeline's parameters that a script declares.
  var usedParameters: [String] {
    Set(all.flatMap { $0.parameters.map(\.name) }).intersection(parameters.keys).sorted()
  }

  /// The databases that the raw rows come from.
  func sources(in warehouse: Warehouse) -> [DatabaseName] {
    warehouse.databases(mentionedIn: source.sql + "\n" + features.sql)
  }
}
