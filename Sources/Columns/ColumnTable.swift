/// Columns of equal length under distinct names: a table in memory, column by column.
public struct ColumnTable: Sendable, Equatable {
  /// The columns in their order.
  public let columns: [Column]
  /// The number of rows of every column.
  public let rowCount: Int
  private let indexOfName: [String: Int]

  /// Creates a table.
  /// - Throws: ``ColumnError`` where lengths differ or a name appears twice.
  public init(_ columns: [Column]) throws(ColumnError) {
    var indexOfName: [String: Int] = [:]
    let rowCount = columns.first?.count ?? 0
    for (index, column) in columns.enumerated() {
      guard column.count == rowCount else {
        throw .unequalLengths(column: column.name, expected: rowCount, found: column.count)
      }
      guard indexOfName.updateValue(index, forKey: column.name) == nil else {
        throw .duplicateName(column.name)
      }
    }
    self.columns = columns
    self.rowCount = rowCount
    self.indexOfName = indexOfName
  }

  /// The names of the columns in their order.
  public var names: [String] { columns.map(\.name) }

  /// The column of that name, or `nil`.
  public subscript(name: String) -> Column? {
    indexOfName[name].map { columns[$0] }
  }

  /// The column of that name.
  /// - Throws: ``ColumnError`` where there is none; the error lists the names there are.
  public func column(_ name: String) throws(ColumnError) -> Column {
    guard let column = self[name] else { throw .missing(name, among: names) }
    return column
  }

  /// The named columns in the given order.
  /// - Throws: ``ColumnError`` where one is missing.
  public func selecting(_ names: [String]) throws(ColumnError) -> ColumnTable {
    var selected: [Column] = []
    for name in names { selected.append(try column(name)) }
    return try ColumnTable(selected)
  }
}
