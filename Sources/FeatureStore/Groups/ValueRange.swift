/// The numbers that a feature lets in: `-5..60`, `0..`, `..100`, or all of them, `..`.
public struct ValueRange: Sendable, Equatable, CustomStringConvertible {
  /// The smallest number, if there is one.
  public let minimum: Double?
  /// The largest number, if there is one.
  public let maximum: Double?

  /// Creates a range; a bound that is `nil` is open.
  public init(minimum: Double? = nil, maximum: Double? = nil) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Reads two bounds with two dots between them.
  /// - Throws: ``FeatureStoreError`` for anything else.
  public init(parsing text: String) throws {
    func wrong() -> FeatureStoreError {
      FeatureStoreError(
        code: "feature-argument", subject: "range \(text)",
        expected: "MINIMUM..MAXIMUM, either of which may be left out",
        found: "\"\(text)\"", remedy: "write for example -5..60, 0.. for no maximum, or .. for no range")
    }
    guard let dots = text.firstRange(of: "..") else { throw wrong() }
    func bound(_ part: Substring) throws -> Double? {
      if part.isEmpty { return nil }
      guard let number = Double(part), number.isFinite else { throw wrong() }
      if let whole = Int64(part), Int64(exactly: number) != whole {
        throw FeatureStoreError(
          code: "feature-argument", subject: "range \(text)", expected: "bounds that a 64-bit real holds exactly",
          found: String(part), remedy: "choose a bound of at most 15 digits")
      }
      return number
    }
    minimum = try bound(text[..<dots.lowerBound])
    maximum = try bound(text[dots.upperBound...])
  }

  /// Whether every number of `other` is in this range too.
  func holds(_ other: ValueRange) -> Bool {
    let isLow = minimum.map { mine in other.minimum.map { $0 >= mine } ?? false } ?? true
    let isHigh = maximum.map { mine in other.maximum.map { $0 <= mine } ?? false } ?? true
    return isLow && isHigh
  }

  /// The range as it is read.
  public var description: String { "\(minimum.map(Self.text) ?? "")..\(maximum.map(Self.text) ?? "")" }

  /// A bound as people write it: whole numbers without a fraction.
  static func text(_ number: Double) -> String {
    abs(number) < 1e15 ? Int64(exactly: number).map { String($0) } ?? String(number) : String(number)
  }
}
