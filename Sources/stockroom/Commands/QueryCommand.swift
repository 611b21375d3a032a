import ArgumentParser
import Foundation
import Operations
import Warehouse

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask the warehouse a question in SQL. Queries cannot write.",
    discussion: """
      Tables are named with their database: SELECT * FROM monitor_retail_demand.evaluation_summary. The same statements \
      run in plain sqlite3 -init warehouse/attach.sql.

      What --show-sql of other commands prints can be asked as it is: comments at the beginning such as -- :days = 7 give \
      parameters their values, unless --param does.
      """)

  @Argument(help: "The SQL, or - to read it from standard input.")
  var sql: String?

  @Option(help: ArgumentHelp("A file with the SQL.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("A named query of sql/monitoring; --list shows them.", valueName: "query"))
  var name: String?

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A value for the parameter :name. Can be given again.", valueName: "name=value"))
  var parameters: [NamedValue] = []

  @Flag(help: "List the named queries and the questions they answer.")
  var list = false

  @Flag(help: "Print the SQL of the named query instead of asking it.")
  var show = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard [sql != nil, file != nil, name != nil, list].count(where: \.self) == 1 else {
      throw ValidationError("Give one of: the SQL, --file, --name or --list.")
    }
    guard !show || name != nil else { throw ValidationError("--show goes with --name.") }
  }

  func run() throws {
    if list { return try printNames() }
    if show, let name { return print(try Stockroom.monitoringScript(name, in: options.library).sql, terminator: "") }
    let stockroom = try options.existing()
    let query = try question(stockroom)
    try stockroom.ask(query, keepsHistory: true) { cursor in
      (try RowPrinter.print(cursor, as: format.format), ())
    }
  }

  private func question(_ stockroom: Stockroom) throws -> Stockroom.Query {
    if let name { return try stockroom.monitoringQuery(name, parameters: parameters.pairs) }
    if let file {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw WarehouseError(
          code: "missing-file", subject: file, expected: "a file with SQL", found: "nothing that can be read",
          remedy: "check the path")
      }
      return try Stockroom.Query(sql: String(decoding: data, as: UTF8.self), origin: file, parameters: parameters.pairs)
    }
    guard let sql, sql != "-" else {
      let data = try FileHandle.standardInput.readToEnd() ?? Data()
      return try Stockroom.Query(
        sql: String(decoding: data, as: UTF8.self), origin: "standard input", parameters: parameters.pairs)
    }
    return try Stockroom.Query(sql: sql, parameters: parameters.pairs)
  }

  private func printNames() throws {
    let library = try options.library
    let rows = try library.scriptNames(in: "monitoring").map { name -> [SQLValue] in
      let script = try library.script("monitoring/\(name).sql")
      let parameters = script.parameters.map { "\($0.name)=\($0.defaultValue ?? "…")" }.joined(separator: " ")
      return [.text(name), .text(script.question), .text(parameters)]
    }
    try RowPrinter.print(columns: ["name", "question", "parameters"], rows: rows, as: format.format)
  }
}
