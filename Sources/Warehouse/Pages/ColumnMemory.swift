/// Arrays of one column each whose values are written by whoever is given their memory.
enum ColumnMemory {
  /// The values of a column; texts are the codes of a dictionary.
  enum Values {
    case integer([Int64])
    case real([Double])
    case single([Float])
    case text([Int32])
  }

  /// Makes one array of `rowCount` values for each kind.
  /// - Parameter body: writes all values of all arrays, whose memory it is given; `false` where it could not.
  /// - Returns: the arrays, or `nil` where `body` said `false`.
  static func fill(
    _ kinds: ArraySlice<RecordTarget.Kind>, rowCount: Int, memory: [UnsafeMutableRawPointer] = [],
    _ body: ([UnsafeMutableRawPointer]) -> Bool
  ) -> [Values]? {
    // An array's memory can be had while it is made only, so each is made inside the making of the one before.
    func nested<Value: BitwiseCopyable>(_ wrap: ([Value]) -> Values) -> [Values]? {
      var others: [Values]?
      let own = [Value](unsafeUninitializedCapacity: rowCount) { values, count in
        let start = UnsafeMutableRawPointer(values.baseAddress.unsafelyUnwrapped)
        LargePages.advise(start, byteCount: rowCount * MemoryLayout<Value>.stride)
        others = fill(kinds.dropFirst(), rowCount: rowCount, memory: memory + [start], body)
        count = others == nil ? 0 : rowCount
      }
      return others.map { [wrap(own)] + $0 }
    }
    guard let kind = kinds.first else { return body(memory) ? [] : nil }
    return switch kind {
    case .skipped, .probed: nil
    case .integer: nested(Values.integer)
    case .real: nested(Values.real)
    case .single: nested(Values.single)
    case .text: nested(Values.text)
    }
  }
}
