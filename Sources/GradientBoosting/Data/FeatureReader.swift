import Columns

/// Reads columns as single precision numbers, block by block, with NaN for a missing value.
///
/// Text is translated to category codes, and so are numbers where the names of a feature's categories are numbers; a value
/// that the model does not know is missing.
struct FeatureReader: Sendable {
  private let column: Column
  /// The category code of every dictionary code of a text column.
  private let codes: [Float]
  /// The category code of every known number, where categories have numbers for names.
  private let codeOfNumber: [Float: Float]

  /// - Throws: ``BoostingError`` where the column holds text and the feature has no named categories.
  init(_ column: Column, feature: Feature) throws {
    self.column = column
    var names: [String]?
    if case .category(let known) = feature.kind { names = known }
    guard case .text(let text) = column.values else {
      codes = []
      codeOfNumber = Self.codesOfNumbers(names ?? [])
      return
    }
    codeOfNumber = [:]
    guard let names, !names.isEmpty || text.values.isEmpty else { throw BoostingError.textColumn(column.name) }
    var codeOfName: [String: Float] = [:]
    for (code, name) in names.enumerated() { codeOfName[name] = Float(code) }
    codes = text.values.map { codeOfName[$0] ?? .nan }
  }

  /// The code of every number where all names are numbers; else numbers are codes themselves.
  private static func codesOfNumbers(_ names: [String]) -> [Float: Float] {
    var codes: [Float: Float] = [:]
    for (code, name) in names.enumerated() {
      guard let number = Float(name), !number.isNaN else { return [:] }
      codes[number] = Float(code)
    }
    return codes
  }

  /// Writes the values of `rows` to `output`, `stride` elements apart.
  func read(_ rows: Range<Int>, into output: UnsafeMutablePointer<Float>, stride: Int) {
    switch column.values {
    case .integer(let values):
      values.withUnsafeBufferPointer { copy(rows, output, stride) { [values = $0] row in Float(values[row]) } }
    case .real(let values):
      values.withUnsafeBufferPointer { copy(rows, output, stride) { [values = $0] row in Float(values[row]) } }
    case .single(let values):
      values.withUnsafeBufferPointer { copy(rows, output, stride) { [values = $0] row in values[row] } }
    case .text(let text):
      text.codes.withUnsafeBufferPointer { source in
        codes.withUnsafeBufferPointer { codes in
          copy(rows, output, stride) { row in codes.isEmpty ? .nan : codes[Int(source[row])] }
        }
      }
    }
    if !codeOfNumber.isEmpty {
      for target in Swift.stride(from: 0, to: rows.count * stride, by: stride) {
        output[target] = codeOfNumber[output[target]] ?? .nan
      }
    }
    if let validity = column.validity {
      var target = 0
      for row in rows {
        if !validity[row] { output[target] = .nan }
        target &+= stride
      }
    }
  }

  @inline(__always)
  private func copy(
    _ rows: Range<Int>, _ output: UnsafeMutablePointer<Float>, _ stride: Int, _ value: (Int) -> Float
  ) {
    var target = 0
    for row in rows {
      output[target] = value(row)
      target &+= stride
    }
  }
}
