import Columns

/// Puts the states that were found at the rows that they belong to.
struct DatasetAssembly {
  /// For each row the stretch and the state in it, or -1.
  private let stretchOfRow: [Int32]
  private let stateOfRow: [Int32]
  private let found: [FoundRows]
  /// The rows that have a state.
  let matched: Int

  init(order: EntityOrder, stretches: [(range: Range<Int>, rows: FoundRows)], rowCount: Int) {
    var stretchOfRow = [Int32](repeating: -1, count: rowCount)
    var stateOfRow = [Int32](repeating: -1, count: rowCount)
    var matched = 0
    for (index, stretch) in stretches.enumerated() {
      for (offset, state) in stretch.rows.match.enumerated() where state >= 0 {
        let row = Int(order.rows[stretch.range.lowerBound + offset])
        stretchOfRow[row] = Int32(index)
        stateOfRow[row] = state
        matched += 1
      }
    }
    self.stretchOfRow = stretchOfRow
    self.stateOfRow = stateOfRow
    self.matched = matched
    found = stretches.map(\.rows)
  }

  func columns(_ features: [Feature], names: [String]) -> [Column] {
    features.indices.map { column(features[$0], at: $0, named: names[$0]) }
  }

  private func column(_ feature: Feature, at index: Int, named name: String) -> Column {
    var validity = Validity(repeating: true, count: stateOfRow.count)
    let isValid = found.map { $0.isValid[index] }
    for row in stateOfRow.indices
    where stateOfRow[row] < 0 || !isValid[Int(stretchOfRow[row])][Int(stateOfRow[row])] {
      validity[row] = false
    }
    switch feature.type {
    case .integral:
      let values = found.map { rows -> [Int64] in
        if case .integral(let values) = rows.values[index] { values } else { [] }
      }
      return Column(name, .integer(gather(values, missing: 0)), validity: validity)
    case .fractional:
      let values = found.map { rows -> [Double] in
        if case .fractional(let values) = rows.values[index] { values } else { [] }
      }
      return Column(name, .real(gather(values, missing: 0)), validity: validity)
    case .string:
      let values = found.map { rows -> [String] in
        if case .string(let values) = rows.values[index] { values } else { [] }
      }
      var text = DictionaryText()
      for row in stateOfRow.indices {
        if validity[row] {
          text.append(values[Int(stretchOfRow[row])][Int(stateOfRow[row])])
        } else {
          text.appendMissing()
        }
      }
      return Column(name, .text(text), validity: validity)
    }
  }

  /// The value of each row. A missing value reads as 0 in SQLite already, so that only rows without a state need one.
  private func gather<Value>(_ values: [[Value]], missing: Value) -> [Value] {
    stateOfRow.indices.map { row in
      stateOfRow[row] < 0 ? missing : values[Int(stretchOfRow[row])][Int(stateOfRow[row])]
    }
  }
}
