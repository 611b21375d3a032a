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
    split = try Self.split(settings.split.method, of: context.file)
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

  private static func split(_ method: String, of file: PipelineFile) throws -> SQLScript {
    let prefix = "split_"
    guard let script = file.scripts["\(prefix)\(method).sql"] else {
      let methods = file.scripts.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count).dropLast(4) }
      throw ForecastingError(
        code: "split-method", subject: "\(file.origin), key split.method",
        expected: "one of \(methods.sorted().joined(separator: ", "))", found: "\"\(method)\"",
        remedy: "correct it, or write the file \(prefix)\(method).sql beside the others")
    }
    return script
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
