import GRDBSQLite

extension QuerySession {
  /// Gives the session's SQL a function that says whether a row is wanted, from some of its columns: it decides before the
  /// other columns of the row are read.
  /// - Parameter condition: takes the arguments of the call, of which there are `argumentCount`; valid during the call only.
  package func addCondition(
    _ name: String, argumentCount: Int,
    _ condition: @escaping (UnsafeMutablePointer<OpaquePointer?>) -> Bool
  ) {
    let box = Unmanaged.passRetained(Condition(condition))
    sqlite3_create_function_v2(
      connection, name, CInt(argumentCount), SQLITE_UTF8, box.toOpaque(),
      { context, _, arguments in
        guard let arguments, let data = sqlite3_user_data(context) else { return }
        let condition = Unmanaged<Condition>.fromOpaque(data).takeUnretainedValue()
        sqlite3_result_int(context, condition.body(arguments) ? 1 : 0)
      }, nil, nil, { data in if let data { Unmanaged<Condition>.fromOpaque(data).release() } })
  }
}

private final class Condition {
  let body: (UnsafeMutablePointer<OpaquePointer?>) -> Bool
  init(_ body: @escaping (UnsafeMutablePointer<OpaquePointer?>) -> Bool) { self.body = body }
}
