import CSV
import Columns

/// Reads a CSV file into columns: named columns with the types that they must have, all others with the narrowest type that
/// holds their values.
enum EntityFile {
  static func read(_ path: String, types: [String: FeatureType], requiresRows: Bool = true) throws -> ColumnTable {
    var options = CSVReadOptions()
    options.requiresRows = requiresRows
    let reader = try CSVReader(.file(path), options: options)
    var batches: [CSVBatch] = []
    var inference = TypeInference(columns: reader.columns)
    while let batch = try reader.nextBatch() {
      inference.observe(batch)
      batches.append(batch)
    }
    let columns = try inference.columns.enumerated().map { index, inferred in
      try column(inferred.name, index, types[inferred.name] ?? FeatureType(inferred.type), batches, file: path)
    }
    return try ColumnTable(columns)
  }

  /// The names in the header.
  static func columnNames(_ path: String) throws -> [String] { try CSVReader(.file(path)).columns }

  /// The lines of the file in which rows begin.
  /// - Parameter rows: places of rows from 0, ascending.
  static func lines(ofRows rows: [Int], in path: String) throws -> [Int] {
    let reader = try CSVReader(.file(path))
    var wanted = rows[...]
    var lines: [Int] = []
    var passed = 0
    while !wanted.isEmpty, let batch = try reader.nextBatch() {
      while let row = wanted.first, row - passed < batch.count {
        lines.append(batch.line(ofRow: row - passed))
        wanted.removeFirst()
      }
      passed += batch.count
    }
    return lines
  }

  private static func column(
    _ name: String, _ index: Int, _ type: FeatureType, _ batches: [CSVBatch], file: String
  ) throws -> Column {
    var validity = Validity()
    var integers: [Int64] = []
    var reals: [Double] = []
    var text = DictionaryText()
    for batch in batches {
      try batch.withRows { rows in
        for row in 0..<rows.count {
          let field = rows[row, index]
          validity.append(!field.isNull)
          switch type {
          case .integral:
            guard field.isNull || field.integer != nil else {
              throw wrong("an integer", field, batch.line(ofRow: row), name, file)
            }
            integers.append(field.integer ?? 0)
          case .fractional:
            guard field.isNull || field.real != nil else {
              throw wrong("a number", field, batch.line(ofRow: row), name, file)
            }
            reals.append(field.real ?? 0)
          case .string: field.string.map { text.append($0) } ?? text.appendMissing()
          }
        }
      }
    }
    let values: ColumnValues =
      switch type {
      case .integral: .integer(integers)
      case .fractional: .real(reals)
      case .string: .text(text)
      }
    return Column(name, values, validity: validity)
  }

  private static func wrong(
    _ expected: String, _ field: CSVField, _ line: Int, _ column: String, _ file: String
  ) -> CSVError {
    .wrongType(at: CSVLocation(file: file, line: line, column: column), expected: expected, value: field.string ?? "")
  }
}

extension FeatureType {
  fileprivate init(_ type: CSVColumnType) {
    self =
      switch type {
      case .integer: .integral
      case .real: .fractional
      case .text: .string
      }
  }
}
