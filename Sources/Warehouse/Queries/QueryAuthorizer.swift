import GRDBSQLite

/// What a statement reads, and what a refused one tried to do; the authorizer's callback fills it in.
final class Refusal {
  var reason: String?
  /// Database and table of everything that is read, views and the tables behind them; `nil` where nobody wants to know.
  var reads: Set<[String]>?
}

/// Allows reading and nothing else.
enum QueryAuthorizer {
  private static let readingPragmas: Set<String> = [
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
    "database_list", "function_list", "collation_list", "compile_options", "pragma_list", "module_list",
  ]
  private static let refusedFunctions: Set<String> = [
    "load_extension", "readfile", "writefile", "edit", "fts3_tokenizer",
  ]

  /// The table-valued functions of SQLite that a query may use.
  static let tableValuedFunctions = ["json_each", "json_tree"] + readingPragmas.sorted().map { "pragma_\($0)" }

  /// The callback for `sqlite3_set_authorizer`; its context is an unretained ``Refusal`` that outlives the connection.
  static let callback:
    @convention(c) (
      UnsafeMutableRawPointer?, CInt, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?
    ) -> CInt = { context, action, first, second, third, _ in
      if action == SQLITE_READ, let context, let first, let third {
        let refusal = Unmanaged<Refusal>.fromOpaque(context).takeUnretainedValue()
        refusal.reads?.insert([String(cString: third), String(cString: first)])
      }
      let reason: String?
      switch action {
      case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE:
        reason = nil
      case SQLITE_FUNCTION:
        let name = second.map { String(cString: $0).lowercased() } ?? ""
        reason = refusedFunctions.contains(name) ? "the function \(name)" : nil
      case SQLITE_PRAGMA:
        let name = first.map { String(cString: $0).lowercased() } ?? ""
        reason = readingPragmas.contains(name) ? nil : "PRAGMA \(name)"
      case SQLITE_ATTACH: reason = "ATTACH"
      case SQLITE_DETACH: reason = "DETACH"
      case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: reason = "a transaction"
      case SQLITE_INSERT: reason = "INSERT"
      case SQLITE_UPDATE: reason = "UPDATE"
      case SQLITE_DELETE: reason = "DELETE"
      default: reason = "a statement that changes something"
      }
      guard let reason else { return SQLITE_OK }
      if let context, action != SQLITE_READ {
        let refusal = Unmanaged<Refusal>.fromOpaque(context).takeUnretainedValue()
        // CREATE and DROP ask to insert into sqlite_schema first; the first refusal is the one to tell.
        let table = first.map { String(cString: $0) } ?? ""
        if refusal.reason == nil { refusal.reason = table.hasPrefix("sqlite_") ? "a change of the schema" : reason }
      }
      return SQLITE_DENY
    }
}
