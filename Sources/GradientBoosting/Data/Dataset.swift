public import Columns

/// Rows to train on or to evaluate with: features in a fixed order, a label, and optional weights.
///
/// A missing value (NULL, or NaN in a column of reals) is a value of its own: every split learns where to send it.
public struct Dataset: Sendable {
  /// The features in their order.
  public var features: [Feature] { storage.features }
  /// The number of rows.
  public var rowCount: Int { storage.labels.count }
  let storage: Storage

  /// One copy, however often the set is passed on.
  final class Storage: Sendable {
    let features: [Feature]
    let readers: [FeatureReader]
    let labels: [Float]
    let weights: [Float]?

    init(features: [Feature], readers: [FeatureReader], labels: [Float], weights: [Float]?) {
      self.features = features
      self.readers = readers
      self.labels = labels
      self.weights = weights
    }
  }

  /// Creates a set.
  /// - Parameters:
  ///   - features: One column per feature; the order is the model's.
  ///   - label: What is to be predicted; every row needs one.
  ///   - weights: How much every row counts, at least 0; 1 where absent.
  ///   - categorical: The names of columns whose values are categories. Text columns need to be among them; a column of
  ///     numbers holds codes 0, 1, 2, ….
  ///   - reference: The training set where this set is evaluated against it: text takes its codes from there.
  /// - Throws: ``BoostingError`` for a text column that is not categorical, an infinite value (naming row and column, rows
  ///   counting from 1), a missing label, a negative weight, or columns of different lengths.
  public init(
    features: ColumnTable, label: Column, weights: Column? = nil, categorical: Set<String> = [],
    reference: Dataset? = nil
  ) throws {
    guard !features.columns.isEmpty else {
      throw BoostingError.empty("features", remedy: "name at least one feature column")
    }
    for name in categorical.sorted() where features[name] == nil {
      throw BoostingError.missingFeature(name, among: features.names)
    }
    var described: [Feature] = []
    var readers: [FeatureReader] = []
    for column in features.columns {
      let feature = try Self.describe(column, isCategorical: categorical.contains(column.name), reference: reference)
      let reader = try FeatureReader(column, feature: feature)
      try Self.check(reader, of: feature, rowCount: column.count)
      described.append(feature)
      readers.append(reader)
    }
    let labels = try Self.numbers(of: label, rowCount: features.rowCount) { row, found in
      BoostingError.invalidLabel(
        column: label.name, row: row, expected: "a finite number", found: found)
    }
    let rowWeights = try weights.map { column in
      try Self.numbers(of: column, rowCount: features.rowCount) { row, found in
        BoostingError.invalidWeight(column: column.name, row: row, found: found)
      }
    }
    if let weights, let rowWeights, let row = rowWeights.firstIndex(where: { $0 < 0 }) {
      throw BoostingError.invalidWeight(column: weights.name, row: row + 1, found: "\(rowWeights[row])")
    }
    storage = Storage(features: described, readers: readers, labels: labels, weights: rowWeights)
  }

  private static func describe(_ column: Column, isCategorical: Bool, reference: Dataset?) throws -> Feature {
    if isCategorical {
      if let known = reference?.features.first(where: { $0.name == column.name }) { return known }
      if case .text(let text) = column.values { return Feature(column.name, kind: .category(text.values.sorted())) }
      return Feature(column.name, kind: .category([]))
    }
    return switch column.values {
    case .integer: Feature(column.name, kind: .integer)
    case .real, .single: Feature(column.name, kind: .real)
    case .text: throw BoostingError.textColumn(column.name)
    }
  }

  private static func check(_ reader: FeatureReader, of feature: Feature, rowCount: Int) throws {
    let blockSize = 4096
    let buffer = UnsafeMutablePointer<Float>.allocate(capacity: blockSize)
    defer { buffer.deallocate() }
    for start in stride(from: 0, to: rowCount, by: blockSize) {
      let rows = start..<min(start + blockSize, rowCount)
      reader.read(rows, into: buffer, stride: 1)
      for offset in 0..<rows.count {
        let value = buffer[offset]
        if value.isInfinite {
          throw BoostingError.infiniteValue(column: feature.name, row: start + offset + 1, found: "\(value)")
        }
        if feature.isCategorical, value < 0 || value != value.rounded() && !value.isNaN || value >= 65_000 {
          throw BoostingError.invalidParameter(
            "categorical column \(feature.name), row \(start + offset + 1)", expected: "a code in 0..<65000",
            found: "\(value)")
        }
      }
    }
  }

  private static func numbers(
    of column: Column, rowCount: Int, error: (Int, String) -> BoostingError
  ) throws -> [Float] {
    guard column.count == rowCount else {
      throw BoostingError.rowCount(of: "column \(column.name)", expected: rowCount, found: column.count)
    }
    guard let numbers = column.floats else { throw BoostingError.textColumn(column.name) }
    if let row = numbers.firstIndex(where: { !$0.isFinite }) {
      throw error(row + 1, column.holdsValue(at: row) ? "\(numbers[row])" : "a missing value")
    }
    return numbers
  }
}
