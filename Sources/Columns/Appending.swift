extension ColumnTable {
  /// This table's rows followed by those of another one with the same columns.
  ///
  /// Where one has integers and the other reals, the result has reals; a column without any value takes the other's type.
  /// - Throws: ``ColumnError`` where names differ, or one has text and the other numbers.
  public func appending(_ other: ColumnTable) throws(ColumnError) -> ColumnTable {
    guard names == other.names else {
      throw .missing(names.first { other[$0] == nil } ?? "", among: other.names)
    }
    var joined: [Column] = []
    for (first, second) in zip(columns, other.columns) { joined.append(try first.appending(second)) }
    return try ColumnTable(joined)
  }
}

extension Column {
  /// This column's rows followed by those of another one; the name stays.
  func appending(_ other: Column) throws(ColumnError) -> Column {
    var validity: Validity?
    if self.validity != nil || other.validity != nil {
      var joined = self.validity ?? Validity(repeating: true, count: count)
      joined.append(contentsOf: other.validity ?? Validity(repeating: true, count: other.count))
      validity = joined
    }
    let values: ColumnValues
    switch (self.values, other.values) {
    case (.integer(let first), .integer(let second)): values = .integer(first + second)
    case (.single(let first), .single(let second)): values = .single(first + second)
    case (.text(let first), .text(let second)):
      var text = first
      text.append(contentsOf: second, validity: other.validity)
      values = .text(text)
    case (_, .text(let second)) where missingCount == count:
      var text = DictionaryText()
      for _ in 0..<count { text.appendMissing() }
      text.append(contentsOf: second, validity: other.validity)
      values = .text(text)
    case (.text(var text), _) where other.missingCount == other.count:
      for _ in 0..<other.count { text.appendMissing() }
      values = .text(text)
    case (.text, _), (_, .text): throw .mixedTypes(name)
    case (.single(let first), _) where other.missingCount == other.count:
      values = .single(first + Array(repeating: 0, count: other.count))
    case (_, .single(let second)) where missingCount == count:
      values = .single(Array(repeating: 0, count: count) + second)
    default: values = .real(Self.reals(self) + Self.reals(other))
    }
    return Column(name, values, validity: validity)
  }

  private static func reals(_ column: Column) -> [Double] {
    switch column.values {
    case .integer(let values): values.map(Double.init)
    case .real(let values): values
    case .single(let values): values.map(Double.init)
    case .text: []
    }
  }
}
