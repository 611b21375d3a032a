/// Gives the fields of a file their values: as types that are given, or as types that are found while the file is read.
public struct CSVTyping: Sendable {
  private var inference: TypeInference?
  private var types: [CSVColumnType]

  /// Reads the fields as given types, one for each column in the order of the file. Another value is an error.
  public init(types: [CSVColumnType]) {
    self.types = types
  }

  /// Finds the types, as ``TypeInference`` does: those of a batch follow from all rows up to its end.
  public init(inferring columns: [String]) {
    inference = TypeInference(columns: columns)
    types = []
  }

  /// What was found so far; empty where the types were given.
  public var found: [InferredColumn] { inference?.columns ?? [] }

  /// Reads the fields of a batch.
  /// - Parameters:
  ///   - columns: the names of the columns, and `file` that of the file, for errors.
  mutating func apply(to batch: inout CSVBatch, columns: [String], file: String) throws(CSVError) {
    if inference == nil {
      try batch.read(as: types, columns: columns, file: file)
    } else {
      inference?.observe(keepingNumbersOf: &batch)
    }
  }
}

extension CSVBatch {
  /// Reads the fields as the given types.
  /// - Throws: `CSVError` for the first record with a value that is not of its column's type.
  public mutating func read(as types: [CSVColumnType], columns: [String], file: String) throws(CSVError) {
    precondition(types.count == columnCount || count == 0, "a type for each column")
    var refused: (row: Int, column: Int)?
    withNumbers { batch, numbers in
      batch.withRows { rows in
        for (column, type) in types.enumerated() {
          let place = numbers.baseAddress.map { $0 + column }
          guard type != .text, let place, let row = Self.read(rows, column, as: type, into: place) else { continue }
          if refused.map({ row < $0.row }) ?? true { refused = (row, column) }
        }
      }
    }
    self.types = types
    guard let refused else { return }
    throw .wrongType(
      at: CSVLocation(file: file, line: line(ofRow: refused.row), column: columns[refused.column]),
      expected: types[refused.column] == .integer ? "an integer" : "a number",
      value: strings(ofRow: refused.row)[refused.column] ?? "")
  }

  /// Keeps the numbers of a column; returns the first row whose value is none.
  private static func read(
    _ rows: CSVRows, _ column: Int, as type: CSVColumnType, into numbers: UnsafeMutablePointer<UInt64>
  ) -> Int? {
    for row in 0..<rows.count {
      let field = rows[row, column]
      if field.isNull { continue }
      if type == .integer {
        guard let value = CSVNumber.integer(field.bytes) else { return row }
        numbers[row &* rows.columnCount] = UInt64(bitPattern: value)
      } else {
        guard let value = CSVNumber.real(field.bytes) else { return row }
        numbers[row &* rows.columnCount] = value.bitPattern
      }
    }
    return nil
  }

  /// Makes room for a number at each field's place and lets `body` fill it.
  mutating func withNumbers(_ body: (CSVBatch, UnsafeMutableBufferPointer<UInt64>) -> Void) {
    var numbers: [UInt64] = []
    swap(&numbers, &self.numbers)
    let needed = count * columnCount
    if numbers.count < needed { numbers = [UInt64](repeating: 0, count: needed + needed / 8) }
    numbers.withUnsafeMutableBufferPointer { body(self, $0) }
    swap(&numbers, &self.numbers)
  }
}
