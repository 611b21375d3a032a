/// A table, or some of its rows and columns, as something that has content.
public struct TableSelection: Sendable, Hashable {
  /// A column and the value that selects rows.
  public struct Key: Sendable, Hashable {
    let column: String
    let value: String
  }

  /// The table.
  public let table: TableName
  /// The columns that count; all of them where `nil`.
  public let columns: [String]?
  /// What selects the rows; all of them where empty.
  public let keys: [Key]

  /// Names the whole table.
  public init(_ table: TableName) {
    self.table = table
    columns = nil
    keys = []
  }

  /// Names the rows in which every key column has the given value, as text.
  public init(_ table: TableName, columns: [String]? = nil, where keys: KeyValuePairs<String, String>) {
    self.table = table
    self.columns = columns
    self.keys = keys.map { Key(column: $0.key, value: $0.value) }
  }

  /// Reads what ``description`` writes.
  /// - Throws: ``WarehouseError`` where the text names no table.
  public init(parsing text: String) throws {
    let parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    table = try TableName(parsing: parts[0])
    var columns: [String]?
    var keys: [Key] = []
    for part in parts.dropFirst() {
      if part.hasPrefix("#") {
        columns = (columns ?? []) + [String(part.dropFirst())]
      } else if let equals = part.firstIndex(of: "=") {
        keys.append(Key(column: String(part[..<equals]), value: String(part[part.index(after: equals)...])))
      }
    }
    self.columns = columns
    self.keys = keys
  }

  /// One line for the table, one `#column` for each column that counts, one `column=value` for each key.
  public var text: String {
    ([table.description] + (columns ?? []).map { "#\($0)" } + keys.map { "\($0.column)=\($0.value)" })
      .joined(separator: "\n")
  }

  /// For messages: the table and its keys.
  public var shortText: String {
    keys.isEmpty
      ? table.description
      : "\(table) where \(keys.map { "\($0.column) = \($0.value)" }.joined(separator: " and "))"
  }

  /// The rows in an order that content decides: as they are stored for a whole table, by every column for a selection.
  var sql: String {
    let list = columns?.map(Identifier.quoted).joined(separator: ", ") ?? "*"
    guard !keys.isEmpty else { return "SELECT \(list) FROM \(table.sql)" }
    let condition = keys.indices.map { "\(Identifier.quoted(keys[$0].column)) = :key\($0)" }
    return "SELECT \(list) FROM \(table.sql) WHERE \(condition.joined(separator: " AND "))"
  }

  var parameters: [String: SQLValue] {
    Dictionary(uniqueKeysWithValues: keys.indices.map { ("key\($0)", .text(keys[$0].value)) })
  }
}
