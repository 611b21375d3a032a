import CSV
public import Columns
public import GradientBoosting

/// The features of a model in its own order: how values that arrive by place or by name become a row of numbers.
///
/// The rules: a value is a number; `true` and `false` are 1 and 0; an empty field, `null` and `NaN` are missing. A feature
/// with named categories takes these names, and a name that the model does not know is missing, as in training. Numbers
/// are written as `ingest` reads them: a decimal point, an exponent, no plus sign, no leading zero. They must be finite in
/// single precision, which is what the model splits on.
public struct FeatureSchema: Sendable {
  /// The names in the model's order.
  public let names: [String]
  private let features: [Feature]
  private let indexOfName: [String: Int]
  private let utf8Names: [[UInt8]]
  private let codeOfCategory: [[String: Float]?]

  /// Describes the features of a model.
  public init(_ features: [Feature]) {
    self.features = features
    names = features.map(\.name)
    indexOfName = Dictionary(zip(names, features.indices), uniquingKeysWith: { first, _ in first })
    utf8Names = names.map { Array($0.utf8) }
    codeOfCategory = features.map { feature in
      guard case .category(let categories) = feature.kind, !categories.isEmpty else { return nil }
      return Dictionary(
        zip(categories, categories.indices.map(Float.init)), uniquingKeysWith: { first, _ in first })
    }
  }

  /// The number of features.
  public var count: Int { names.count }

  /// The place of a feature.
  public func index(of name: String) -> Int? { indexOfName[name] }

  /// The place of the feature whose name these bytes are. `expected` is looked at first: names mostly come in order.
  func index(ofUTF8 bytes: ArraySlice<UInt8>, expected: Int) -> Int? {
    if expected < utf8Names.count, bytes.elementsEqual(utf8Names[expected]) { return expected }
    return indexOfName[String(decoding: bytes, as: UTF8.self)]
  }

  /// Whether a feature takes the names of categories.
  func hasNamedCategories(_ feature: Int) -> Bool { codeOfCategory[feature] != nil }

  /// The code of a category; missing where the model does not know it.
  func code(ofCategory name: String, in feature: Int) -> Float { codeOfCategory[feature]?[name] ?? .nan }

  /// A number as the model takes it, or `nil` where it is not finite in single precision.
  func value(_ number: Double, in feature: Int) -> Float? {
    let single = Float(number)
    guard single.isFinite else { return nil }
    guard let codes = codeOfCategory[feature] else { return single }
    // Categories that were learned from numbers have numbers for names.
    if let whole = Int64(exactly: number) { return codes["\(whole)"] ?? codes["\(number)"] ?? .nan }
    return codes["\(number)"] ?? .nan
  }

  /// The value of a field of text, as CSV has it; NaN for a missing one.
  func value(ofText bytes: UnsafeRawBufferPointer, in feature: Int, row: Int) throws(InvocationError) -> Float {
    if Self.isMissing(bytes) { return .nan }
    if let number = CSVNumber.real(bytes) {
      if let value = value(number, in: feature) { return value }
      throw .mistyped(
        String(decoding: bytes.prefix(60), as: UTF8.self), row: row, field: names[feature],
        expected: "a number that is finite in single precision")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if hasNamedCategories(feature) { return code(ofCategory: text, in: feature) }
    switch text.lowercased() {
    case "true": return 1
    case "false": return 0
    default: throw .mistyped("\"\(text.prefix(60))\"", row: row, field: names[feature])
    }
  }

  /// Whether a field of text stands for no value: empty, `null` or `NaN` in any case.
  static func isMissing(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch bytes.count {
    case 0: true
    case 3: bytes[0] | 0x20 == 0x6E && bytes[1] | 0x20 == 0x61 && bytes[2] | 0x20 == 0x6E
    case 4:
      bytes[0] | 0x20 == 0x6E && bytes[1] | 0x20 == 0x75 && bytes[2] | 0x20 == 0x6C && bytes[3] | 0x20 == 0x6C
    default: false
    }
  }

  /// A value as people know it.
  package enum Value {
    case number(Float)
    case category(String)
    case missing
  }

  /// The values of one row, categories by their names.
  package func values(of rows: FeatureRows, row: Int) -> [Value] {
    features.enumerated().map { place, feature in
      let value = rows.values[row * count + place]
      if value.isNaN { return .missing }
      if case .category(let categories) = feature.kind, !categories.isEmpty { return .category(categories[Int(value)]) }
      return .number(value)
    }
  }

  /// The rows as columns under the features' names, for the kernels that work on many rows.
  public func columns(_ rows: FeatureRows) throws -> ColumnTable {
    try ColumnTable(
      features.enumerated().map { place, feature in
        let values = (0..<rows.count).map { rows.values[$0 * count + place] }
        if case .category(let categories) = feature.kind, !categories.isEmpty {
          return Column(feature.name, texts: values.map { $0.isNaN ? nil : categories[Int($0)] })
        }
        var validity = Validity()
        for value in values { validity.append(!value.isNaN) }
        return Column(feature.name, .single(values), validity: validity)
      })
  }
}

/// Rows of feature values in the model's order, one after the other; NaN for a missing value.
public struct FeatureRows: Sendable, Equatable {
  /// The values, row by row.
  public var values: [Float]
  /// The number of rows.
  public var count: Int

  /// No rows yet.
  public init() {
    values = []
    count = 0
  }

  /// Rows that are known.
  public init(values: [Float], count: Int) {
    self.values = values
    self.count = count
  }
}
