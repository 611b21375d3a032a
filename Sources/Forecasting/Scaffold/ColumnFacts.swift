/// What the values of one column of a table are like.
struct ColumnFacts: Sendable {
  /// What kind of values there are, NULL aside.
  enum Kind: Sendable {
    /// Whole numbers only.
    case integer
    /// Numbers, not all of them whole.
    case real
    /// Text only.
    case text
    /// Text that is a date that exists, as YYYY-MM-DD, in every row that has a value.
    case date
    /// Text that starts with such a date.
    case time
    /// Nothing but NULL, blobs, or text mixed with numbers.
    case other
  }

  let name: String
  let kind: Kind
  /// How many rows have a value.
  let valueCount: Int
  /// The smallest and the largest number, and the mean; `nil` where there is no number.
  let minimum: Double?
  let maximum: Double?
  let mean: Double?
  /// The distinct values in their order, at most ``TableFacts/distinctLimit`` of them; NULL is none.
  let distinctCount: Int
  /// Texts of a column of text that has few, in their order; empty otherwise.
  let texts: [String]

  var isNumeric: Bool { kind == .integer || kind == .real }
  /// One value in every row, or none at all.
  func isConstant(rowCount: Int) -> Bool { distinctCount == 0 || distinctCount == 1 && valueCount == rowCount }
  /// 0 and 1, both of them.
  var isFlag: Bool { kind == .integer && minimum == 0 && maximum == 1 }
}
