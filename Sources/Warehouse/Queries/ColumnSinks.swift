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

  /// One column of the rows of several sinks, in their order. The sinks give the column's memory up.
  static func joined(_ column: Int, of parts: [ColumnSinks]) throws -> Column {
    let sinks = parts.map { $0.sinks + column }
    defer { for sink in sinks { sink.pointee.free() } }
    let kinds = Set(sinks.filter { $0.pointee.kind != .undecided }.map(\.pointee.kind))
    let count = sinks.reduce(0) { $0 + $1.pointee.count }
    if kinds.contains(.text), kinds.count > 1 { throw parts[0].mismatch(column, "text among numbers") }
    let values: ColumnValues
    if kinds == [.text] {
      values = .text(joinedText(sinks, count: count))
    } else if kinds == [.integer] {
      values = .integer(gathered(sinks, count: count, missing: 0))
    } else if kinds == [.single] {
      values = .single(gathered(sinks, count: count, missing: 0))
    } else {
      for sink in sinks { sink.pointee.becomeReal() }
      values = .real(gathered(sinks, count: count, missing: 0))
    }
    var validity: Validity?
    if sinks.contains(where: { $0.pointee.missing != nil }) {
      var all = Validity()
      for sink in sinks {
        let rows = sink.pointee.count
        all.append(
          contentsOf: sink.pointee.missing.map { Validity(missing: UnsafePointer($0), count: rows) }
            ?? Validity(repeating: true, count: rows))
      }
      validity = all
    }
    return Column(parts[0].names[column], values, validity: validity)
  }

  private static func gathered<Value>(
    _ sinks: [UnsafeMutablePointer<ColumnSink>], count: Int, missing: Value
  ) -> [Value] {
    Array(unsafeUninitializedCapacity: count) { target, initialized in
      if let start = target.baseAddress {
        LargePages.advise(UnsafeMutableRawPointer(start), byteCount: count * MemoryLayout<Value>.stride)
      }
      for sink in sinks {
        let rows = sink.pointee.count
        guard rows > 0, let start = target.baseAddress?.advanced(by: initialized) else { continue }
        if let memory = sink.pointee.memory {
          start.initialize(from: memory.assumingMemoryBound(to: Value.self), count: rows)
        } else {
          start.initialize(repeating: missing, count: rows)
        }
        initialized += rows
      }
    }
  }

  private static func joinedText(_ sinks: [UnsafeMutablePointer<ColumnSink>], count: Int) -> DictionaryText {
    var all = TextCodes()
    defer { all.free() }
    let codes = [Int32](unsafeUninitializedCapacity: count) { target, initialized in
      for sink in sinks {
        let texts = sink.pointee.texts
        let places = (0..<(texts?.count ?? 0)).map { code in
          guard let text = texts?.text(code), let start = text.baseAddress else { return Int32(0) }
          return all.code(of: start, text.count)
        }
        let own = sink.pointee.memory?.assumingMemoryBound(to: Int32.self)
        for row in 0..<sink.pointee.count {
          // A column whose first rows are missing has codes of 0 and may have no text for them.
          let code = own.map { Int($0[row]) } ?? 0
          target.initializeElement(at: initialized + row, to: code < places.count ? places[code] : 0)
        }
        initialized += sink.pointee.count
      }
    }
    return DictionaryText(values: all.values, codes: codes)
  }
}
