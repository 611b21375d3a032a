import GRDBSQLite

/// A SQL function of one row.
final class ScalarFunction: Sendable {
  typealias Body = @Sendable (FunctionArguments) throws(FunctionError) -> SQLValue

  private let name: String
  private let argumentCounts: [CInt]
  private let takesNull: Bool
  private let body: Body

  /// - Parameters:
  ///   - counts: the numbers of arguments it takes; -1 for any.
  ///   - takesNull: whether `body` deals with NULL; else NULL in gives NULL out.
  init(_ name: String, _ counts: CInt..., takesNull: Bool = false, _ body: @escaping Body) {
    self.name = name
    argumentCounts = counts
    self.takesNull = takesNull
    self.body = body
  }

  /// Functions live in static lists, so that the pointer SQLite keeps is always valid.
  func install(on connection: OpaquePointer) {
    let this = Unmanaged.passUnretained(self).toOpaque()
    for count in argumentCounts {
      sqlite3_create_function_v2(connection, name, count, functionFlags, this, Self.call, nil, nil, nil)
    }
  }

  private static let call: @convention(c) (OpaquePointer?, CInt, UnsafeMutablePointer<OpaquePointer?>?) -> Void = {
    context, count, values in
    guard let data = sqlite3_user_data(context) else { return }
    let function = Unmanaged<ScalarFunction>.fromOpaque(data).takeUnretainedValue()
    let arguments = FunctionArguments(function.name, context, count, values)
    FunctionResult.set(context) { () throws(FunctionError) in
      if !function.takesNull && arguments.holdsNull { return .null }
      return try function.body(arguments)
    }
  }
}
