import CSV
import Dashboard
import Foundation
import Operations
import Synchronization
import Warehouse

/// What is asked on the SQL page: a named query with its parameters, or SQL that was typed.
struct SQLAsking: Sendable {
  /// The longest SQL, in bytes; it is part of the address.
  static let longestSQL = 16_000
  /// The largest text or blob that a query may make.
  static let valueBytes = 16 << 20

  let warehouse: Warehouse
  let name: String?
  let text: String?
  /// The texts of parameters that are not empty.
  let parameters: [(name: String, value: String)]
  /// Whether the address asks for rows, and not only for the form.
  let isAsked: Bool
  /// The query of the address.
  private let query: String

  /// - Parameter warehouse: one in which the visitor acts.
  init(_ address: PageAddress, in warehouse: Warehouse) throws {
    self.warehouse = warehouse
    parameters = address.query.filter { $0.name.hasPrefix("p.") && !$0.value.isEmpty }
      .map { (String($0.name.dropFirst(2)), $0.value) }
    let draft = address.value("draft")
    name = address.value("query")
    text = try address.value("sql") ?? draft.map { try Stockroom.monitoringScript($0, in: warehouse.scripts).sql }
    isAsked = draft == nil && (name != nil || text?.contains { !$0.isWhitespace } == true)
    query = address.query.filter { $0.name != "draft" }
      .map { "\(SitePath.encoded($0.name))=\(SitePath.encoded($0.value))" }.joined(separator: "&")
  }

  /// The name of a file with the rows.
  var fileName: String {
    "\(name.map { $0.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } } ?? "query").csv"
  }

  /// What the page shows, with the first rows of the answer.
  func page(rows limit: Int, seconds: Double) -> SQLQuestion {
    var question = form()
    guard isAsked else { return question }
    do {
      let stockroom = limited(to: seconds)
      question.outcome = .rows(
        try stockroom.ask(try asked(), keepsHistory: true, valueBytes: Self.valueBytes) { cursor in
          let rows = try Rows(cursor, limit: limit)
          return (rows.values.count, rows)
        })
      question.csvPath = "/sql.csv?\(query)"
    } catch {
      question.outcome = .failed(Self.explain(error, seconds: seconds))
    }
    return question
  }

  /// Writes all rows into a file.
  /// - Returns: its size.
  func write(to path: String, seconds: Double, bytes limit: Int) throws -> Int {
    let stockroom = limited(to: seconds) { Self.size(path + ".partial") > limit || Self.size(path) > limit }
    try stockroom.ask(try asked(), keepsHistory: true, valueBytes: Self.valueBytes) { cursor in
      (try TableExport.write(cursor, to: .file(path)), ())
    }
    return Self.size(path)
  }

  private func asked() throws -> Stockroom.Query {
    let stockroom = Stockroom(warehouse)
    if let name { return try stockroom.monitoringQuery(name, parameters: parameters) }
    let sql = text ?? ""
    guard sql.utf8.count <= Self.longestSQL else {
      throw WarehouseError(
        code: "sql-length", subject: "query", expected: "at most \(Self.longestSQL) bytes", found: "\(sql.utf8.count)",
        remedy: "put it into a file and use stockroom query --file")
    }
    return try Stockroom.Query(sql: sql, parameters: parameters)
  }

  private func form() -> SQLQuestion {
    func typed(_ name: String) -> String { parameters.last { $0.name == name }?.value ?? "" }
    if let name, let script = try? Stockroom.monitoringScript(name, in: warehouse.scripts) {
      return SQLQuestion(
        name: name, question: "\(script.question) \(script.explanation)", sql: script.sql,
        parameters: script.parameters.map { parameter in
          let given = parameter.defaultValue.map { ", \($0) where empty" } ?? ", needed"
          return SQLQuestion.Parameter(
            name: parameter.name, hint: "\(parameter.meaning) (\(parameter.type)\(given))", value: typed(parameter.name)
          )
        })
    }
    let sql = text ?? ""
    return SQLQuestion(
      sql: sql,
      parameters: SQLParameterNames.all(in: sql).map {
        SQLQuestion.Parameter(name: $0, hint: "a value for :\($0)", value: typed($0))
      })
  }

  private func limited(to seconds: Double, or isTooMuch: @escaping @Sendable () -> Bool = { false }) -> Stockroom {
    let surroundings = warehouse.surroundings
    let end = surroundings.moment().addingTimeInterval(seconds)
    return Stockroom(warehouse.interrupted { surroundings.moment() >= end || isTooMuch() })
  }

  /// An error in words that fit the page.
  static func explain(_ error: any Error, seconds: Double) -> String {
    if let error = error as? WarehouseError, error.code == "interrupted" {
      return """
        \(error.subject): expected an answer within \(text(seconds)) seconds, found a query that takes longer
          remedy: narrow it down, or use stockroom query, which has no limit; stockroom serve --query-seconds sets this one
        """
    }
    return "\(error)"
  }

  private static func text(_ seconds: Double) -> String {
    let rounded = (seconds * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }

  private static func size(_ path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }
}

/// The names of the parameters (`:name`) in SQL, outside of texts, names and comments.
enum SQLParameterNames {
  static func all(in sql: String) -> [String] {
    var names: [String] = []
    var rest = Array(sql.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "'", "\"", "`": rest = rest.drop { $0 != scalar }.dropFirst()
      case "-" where rest.first == "-": rest = rest.drop { $0 != "\n" }
      case "/" where rest.first == "*":
        rest = rest.dropFirst()
        while let next = rest.popFirst(), !(next == "*" && rest.first == "/") {}
        rest = rest.dropFirst()
      case ":":
        let name = rest.prefix { $0 == "_" || ($0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))) }
        rest = rest.dropFirst(name.count)
        let text = String(String.UnicodeScalarView(name))
        if !text.isEmpty, !names.contains(text) { names.append(text) }
      default: break
      }
    }
    return names
  }
}
