import ArgumentParser

/// `NAME=VALUE` on the command line; the value may hold further equals signs.
struct NamedValue: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}

extension [NamedValue] {
  /// The pairs as the rooms take them.
  var pairs: [(name: String, value: String)] { map { ($0.name, $0.value) } }
}
