/// A feature of a group.
public struct Feature: Sendable, Equatable {
  /// Its name, a column of the group's table.
  public let name: String
  /// Its type.
  public let type: FeatureType
  /// What it means.
  public let meaning: String?
  /// The smallest value that is let in; numbers only.
  public let minimum: Double?
  /// The largest value that is let in; numbers only.
  public let maximum: Double?
  /// Whether NULL is refused.
  public let isRequired: Bool

  /// Creates a feature.
  public init(
    _ name: String, _ type: FeatureType, meaning: String? = nil, minimum: Double? = nil, maximum: Double? = nil,
    isRequired: Bool = false
  ) {
    self.name = name
    self.type = type
    self.meaning = meaning
    self.minimum = minimum
    self.maximum = maximum
    self.isRequired = isRequired
  }

  /// Reads `NAME:TYPE`, as the command line takes it.
  /// - Throws: ``FeatureStoreError`` where the type is missing or unknown.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 2, let type = FeatureType(named: String(parts[parts.count - 1])) else {
      throw FeatureStoreError(
        code: "feature-argument", subject: "feature \(text)", expected: "NAME:Integral, NAME:Fractional or NAME:String",
        found: "\"\(text)\"", remedy: "write the name, a colon and one of the three types")
    }
    self.init(parts.dropLast().joined(separator: ":"), type)
  }

  /// `NAME:TYPE`.
  public var text: String { "\(name):\(type.rawValue)" }

  /// The numbers that are let in.
  public var range: ValueRange { ValueRange(minimum: minimum, maximum: maximum) }

  /// The feature with other details; its name and type stay.
  func with(meaning: String?, range: ValueRange, isRequired: Bool) -> Feature {
    Feature(
      name, type, meaning: meaning, minimum: range.minimum, maximum: range.maximum, isRequired: isRequired)
  }
}
