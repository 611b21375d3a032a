import Columns

/// The sinks of all columns of some rows.
///
/// Invariant: `sinks` has one initialised sink for each name; they are freed with this object.
final class ColumnSinks {
  /// The names of the columns.
  let names: [String]
  /// One for each column.
  let sinks: UnsafeMutablePointer<ColumnSink>

  /// - Parameter capacity: the rows that are expected.
  init(_ names: [String], isSingle: Bool, capacity: Int) {
    self.names = names
    sinks = .allocate(capacity: max(1, names.count))
    for column in names.indices { (sinks + column).initialize(to: ColumnSink(isSingle: isSingle, capacity: capacity)) }
  }

  deinit {
    for column in names.indices { sinks[column].free() }
    sinks.deallocate()
  }

  /// The error for a value that cannot stand in its column.
  func mismatch(_ column: Int, _ found: String) -> WarehouseError {
    WarehouseError(
      code: "mixed-types", subject: "column \(names[column]), row \(sinks[column].count + 1)",
      expected: "values of one type", found: found,
      remedy: "cast the column in the query, as in CAST(\(names[column]) AS REAL)")
  }

  /// A column of all rows. Its sink gives the memory up.
  func column(_ place: Int) -> Column {
    let sink = sinks + place
    defer { sink.pointee.free() }
    let count = sink.pointee.count
    let values: ColumnValues =
      switch sink.pointee.kind {
      case .undecided: .real([Double](repeating: 0, count: count))
      case .integer: .integer(Self.values(of: sink))
      case .real: .real(Self.values(of: sink))
      case .single: .single(Self.values(of: sink))
      case .text: .text(DictionaryText(values: sink.pointee.texts?.values ?? [], codes: Self.values(of: sink)))
      }
    let validity = sink.pointee.missing.map { Validity(missing: UnsafePointer($0), count: count) }
    return Column(names[place], values, validity: validity)
  }

  private static func values<Value: BitwiseCopyable>(of sink: UnsafeMutablePointer<ColumnSink>) -> [Value] {
    let start = sink.pointee.memory?.assumingMemoryBound(to: Value.self)
    return Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : sink.pointee.count))
  }
}
