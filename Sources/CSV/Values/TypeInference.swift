/// The type of a column.
public enum CSVColumnType: String, Sendable, CaseIterable {
  case integer
  case real
  case text
}

/// What the values of a column were found to be.
public struct InferredColumn: Sendable, Equatable {
  /// Why a column is text: the first value that no number type could hold.
  public struct TextReason: Sendable, Equatable, CustomStringConvertible {
    /// The physical line of the value's record.
    public let line: Int
    /// The value, cut after 60 characters.
    public let value: String
    /// What is in the way, for example `a leading zero`.
    public let cause: String

    /// For example `line 17 has "007", a leading zero`.
    public var description: String { "line \(line) has \(CSVError.quoted(value)), \(cause)" }
  }

  /// The name in the header.
  public let name: String
  /// The narrowest type that holds every value without loss.
  public let type: CSVColumnType
  /// The number of NULLs.
  public let nullCount: Int
  /// Whether the column is text, has a value, and all values are dates `YYYY-MM-DD`.
  public let isDate: Bool
  /// Why the column is text; `nil` for numbers and for a column that has only NULLs.
  public let textReason: TextReason?
}

/// Finds the types of a file's columns from all its values.
///
/// - integer: every value is a canonical integer (`CSVNumber.integer`).
/// - real: every value is an integer or a number (`CSVNumber.real`), and no integer is beyond ±2^53, where a double
///   would change it. A leading zero makes no number, so codes such as `007` stay text.
/// - text: everything else, and a column of NULLs only.
///
/// Quotation marks say nothing about the type: `"5"` is an integer, as in SQLite, DuckDB and pandas. A quoted empty
/// field is empty text, and makes its column text.
public struct TypeInference: Sendable {
  /// The number of rows seen.
  public private(set) var rowCount = 0
  private let names: [String]
  private var states: [ColumnState]

  /// Starts with no rows.
  public init(columns: [String]) {
    names = columns
    states = columns.map { _ in ColumnState() }
  }

  /// Takes the rows of a batch into account.
  public mutating func observe(_ batch: CSVBatch) {
    precondition(batch.columnCount == names.count || batch.count == 0)
    guard batch.count > 0 else { return }
    rowCount += batch.count
    batch.withRows { rows in
      for column in states.indices { states[column].observe(rows, column: column, batch: batch) }
    }
  }

  /// Takes the rows of a batch into account and keeps their numbers in it, as the types that were found so far.
  mutating func observe(keepingNumbersOf batch: inout CSVBatch) {
    precondition(batch.columnCount == names.count || batch.count == 0)
    rowCount += batch.count
    let columnCount = names.count
    batch.withNumbers { batch, numbers in
      batch.withRows { rows in
        for column in 0..<columnCount {
          states[column].observe(rows, column: column, batch: batch, numbers: numbers.baseAddress.map { $0 + column })
        }
      }
    }
    batch.types = states.map(\.type)
  }

  /// What was found so far.
  public var columns: [InferredColumn] {
    zip(names, states).map { name, state in
      InferredColumn(
        name: name, type: state.type, nullCount: state.nullCount,
        isDate: state.type == .text && state.hasValue && state.mayBeDate, textReason: state.reason)
    }
  }

  /// Reads a whole input and finds the types of its columns.
  ///
  /// - Parameter observer: Sees the input's bytes as `CSVReader` reads them.
  public static func infer(
    _ input: CSVInput, options: CSVReadOptions = CSVReadOptions(),
    observingInput observer: ((UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(CSVError) -> TypeInference {
    let reader = try CSVReader(input, options: options, observingInput: observer)
    var inference = TypeInference(columns: reader.columns)
    var batch = CSVBatch()
    while try reader.next(into: &batch) { inference.observe(batch) }
    return inference
  }
}
