import Operations
import Warehouse

extension Stockroom {
  /// Prints the rows of a script of `sql/operations`. Values that are `nil` leave the parameter at its default.
  /// - Parameter nothing: what to say where there are none, for people only.
  func printRows(
    of script: String, _ parameters: [(name: String, value: String?)] = [], as format: RowFormat,
    nothing: String = "no rows"
  ) throws {
    let given = parameters.compactMap { parameter in parameter.value.map { (parameter.name, $0) } }
    let query = try Query(script: "operations/\(script).sql", in: warehouse.scripts, parameters: given)
    try ask(query, keepsHistory: false) { cursor in (try RowPrinter.print(cursor, as: format, nothing: nothing), ()) }
  }
}
