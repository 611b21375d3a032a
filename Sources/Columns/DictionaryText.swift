/// Text stored once per distinct value: `codes[row]` is an index into `values`.
///
/// Store names, weekdays and dates repeat; four bytes a row replace a string each. The code of a missing row is 0 and
/// means nothing. Values are distinct where their bytes are.
public struct DictionaryText: Sendable, Equatable {
  /// The distinct values in the order in which they first appeared.
  public private(set) var values: [String] = []
  /// One index into `values` per row.
  public private(set) var codes: [Int32] = []
  /// The codes by value, as far as one was looked up: a column that was read is seldom added to.
  private var codeOfValue: [ByteText: Int32] = [:]

  /// Creates an empty column of text.
  public init() {}

  /// Encodes the given rows.
  public init(_ rows: some Sequence<String>) {
    for row in rows { append(row) }
  }

  /// Takes over distinct values and one index into them per row, which may be 0 for a row that holds no value.
  public init(values: [String], codes: [Int32]) {
    precondition(codes.allSatisfy { $0 >= 0 && ($0 < values.count || $0 == 0) }, "every code is an index")
    self.values = values
    self.codes = codes
  }

  /// Adds a row at the end.
  public mutating func append(_ value: String) {
    codes.append(code(of: value))
  }

  /// Adds a row with the value of the row before, which must hold one: cheaper than looking it up.
  public mutating func appendRepeated() {
    precondition(!codes.isEmpty, "a row before")
    codes.append(codes[codes.count - 1])
  }

  /// Adds a row that holds no value.
  public mutating func appendMissing() {
    codes.append(0)
  }

  /// Adds all rows of another column at the end; `validity` says which of them hold a value.
  public mutating func append(contentsOf other: DictionaryText, validity: Validity?) {
    let translated = other.values.map { code(of: $0) }
    codes.reserveCapacity(codes.count + other.codes.count)
    for (row, old) in other.codes.enumerated() {
      codes.append(validity.map { $0[row] } ?? true ? translated[Int(old)] : 0)
    }
  }

  private mutating func code(of value: String) -> Int32 {
    if codeOfValue.isEmpty {
      for (code, value) in values.enumerated() {
        let key = ByteText(value)
        codeOfValue[key] = codeOfValue[key] ?? Int32(code)
      }
    }
    let key = ByteText(value)
    if let known = codeOfValue[key] { return known }
    let new = Int32(values.count)
    values.append(value)
    codeOfValue[key] = new
    return new
  }

  /// Two columns are equal when their rows are, whatever the order of their dictionaries.
  public static func == (left: DictionaryText, right: DictionaryText) -> Bool {
    guard left.codes.count == right.codes.count else { return false }
    let (own, other) = (left.values.map(ByteText.init), right.values.map(ByteText.init))
    if own == other { return left.codes == right.codes }
    guard !own.isEmpty, !other.isEmpty else { return false }
    return zip(left.codes, right.codes).allSatisfy { own[Int($0)] == other[Int($1)] }
  }
}
