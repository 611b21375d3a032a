import Endpoints
public import Warehouse

extension Stockroom {
  /// A question and its parameters, ready to be asked.
  public struct Query: Sendable {
    /// The statement.
    public let sql: String
    /// What to call it in messages: a file, or `query`.
    public let origin: String
    /// The name of a script, or `nil` for SQL that a user typed.
    public let name: String?
    /// The parameters.
    public let parameters: [String: SQLValue]
    /// Parameters that may stay without a value.
    public let optional: Set<String>

    /// SQL that a user typed or keeps in a file. Every parameter needs a value, unless a header of the kind that scripts
    /// have declares a default for it, or comments at the beginning give one, as in `-- :days = 7`.
    /// - Parameter parameters: names and texts; a text that reads as a number is one.
    public init(sql: String, origin: String = "query", parameters: [(name: String, value: String)]) throws {
      try self.init(
        SQLScript(name: origin, origin: origin, text: sql), name: nil, parameters: parameters,
        values: CommentedValues(sql).values)
    }

    /// A script of `sql/`, with values for its declared parameters.
    /// - Throws: `WarehouseError` where the script is unknown or a value is not of the declared type.
    public init(script path: String, in library: SQLLibrary, parameters: [(name: String, value: String)] = []) throws {
      let name = path.split(separator: "/").last.map { String($0.dropLast(4)) }
      try self.init(library.script(path), name: name, parameters: parameters)
    }

    private init(
      _ script: SQLScript, name: String?, parameters: [(name: String, value: String)], values: [String: SQLValue] = [:]
    ) throws {
      sql = script.sql
      origin = script.origin
      self.name = name
      self.parameters = try values.merging(Self.values(parameters, of: script)) { $1 }
      optional = Set(script.parameters.filter { $0.defaultValue != nil }.map(\.name))
    }

    private static func values(
      _ given: [(name: String, value: String)], of script: SQLScript
    ) throws -> [String: SQLValue] {
      var values: [String: SQLValue] = [:]
      for (name, text) in given {
        let declared = script.parameters.first { $0.name == name }
        do {
          values[name] = try SQLValue(parsing: text, type: declared?.type)
        } catch let error as WarehouseError {
          throw WarehouseError(
            code: error.code, subject: "\(script.origin), parameter :\(name)", expected: error.expected,
            found: error.found, remedy: error.remedy)
        }
      }
      return values
    }
  }

  /// The named queries for monitoring.
  public func monitoringQueries() throws -> [SQLScript] {
    try warehouse.scripts.scriptNames(in: "monitoring").map { try warehouse.scripts.script("monitoring/\($0).sql") }
  }

  /// The named query for monitoring.
  /// - Throws: `WarehouseError` where there is none; the error lists the names there are.
  public func monitoringQuery(_ name: String, parameters: [(name: String, value: String)]) throws -> Query {
    _ = try Self.monitoringScript(name, in: warehouse.scripts)
    return try Query(script: "monitoring/\(name).sql", in: warehouse.scripts, parameters: parameters)
  }

  /// The script of a named query.
  /// - Throws: `WarehouseError` where there is none; the error lists the names there are.
  public static func monitoringScript(_ name: String, in library: SQLLibrary) throws -> SQLScript {
    let names = library.scriptNames(in: "monitoring")
    guard names.contains(name) else {
      throw WarehouseError(
        code: "unknown-query", subject: "query \(name)", expected: "one of \(names.joined(separator: ", "))",
        found: "no such query", remedy: "`stockroom query --list` says what each of them answers")
    }
    return try library.script("monitoring/\(name).sql")
  }

  /// Asks a question and hands its rows to `body`, then adds a line to the history of queries where it is the user's own.
  /// - Parameter valueBytes: the largest text or blob that the statement may make; SQLite's own limit where it is `nil`.
  public func ask<Result>(
    _ query: Query, keepsHistory: Bool, valueBytes: Int? = nil, _ body: (QueryCursor) throws -> (rows: Int, Result)
  ) throws -> Result {
    let startedAt = warehouse.surroundings.now()
    func remember(_ outcome: QueryHistory.Outcome) {
      guard keepsHistory else { return }
      QueryHistory(warehouse).record(
        name: query.name, sql: query.sql, parameters: query.parameters, startedAt: startedAt, outcome: outcome)
    }
    do {
      let session = try QuerySession(warehouse, for: query.sql)
      ModelFunctions.install(on: session, of: warehouse)
      if let valueBytes { session.limitValues(to: valueBytes) }
      let (rows, result) = try session.answer(query, body)
      remember(.succeeded(rowCount: rows))
      return result
    } catch {
      remember(.failed(message: "\(error)"))
      throw error
    }
  }
}

extension QuerySession {
  fileprivate func answer<Result>(
    _ query: Stockroom.Query, _ body: (QueryCursor) throws -> (rows: Int, Result)
  ) throws -> (rows: Int, Result) {
    try body(prepare(query.sql, origin: query.origin, parameters: query.parameters, optional: query.optional))
  }
}
