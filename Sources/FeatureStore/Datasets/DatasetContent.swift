import Columns
import Warehouse

extension ColumnTable {
  /// SHA-256 of names, types, missing values and values: equal where two tables hold the same rows in the same order.
  package var contentHash: String {
    var hasher = ContentHasher()
    for column in columns {
      hasher.add(column.name)
      switch column.values {
      case .integer(let values): hasher.add("integer", values)
      case .real(let values): hasher.add("real", values)
      case .single(let values): hasher.add("single", values)
      case .text(let text):
        hasher.add("text")
        for row in 0..<column.count where column.holdsValue(at: row) { hasher.add(text.values[Int(text.codes[row])]) }
      }
      if let validity = column.validity {
        hasher.add("validity", (0..<column.count).map { validity[$0] ? 1 : 0 as UInt8 })
      }
    }
    return hasher.finish()
  }
}

extension ContentHasher {
  fileprivate mutating func add<Value>(_ kind: String, _ values: [Value]) {
    add("\(kind) \(values.count)")
    values.withUnsafeBytes { add($0) }
  }
}
