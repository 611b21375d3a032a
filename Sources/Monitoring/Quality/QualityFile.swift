import Foundation
public import Warehouse

/// A file `sql/quality/NAME.yml`: the checks of one table.
public struct QualityFile: Sendable, Decodable {
  /// How bad a failed check is.
  public enum Severity: String, Sendable, Decodable {
    /// It stops a pipeline before training.
    case error
    /// It is told.
    case warning
  }

  /// One check.
  public struct Check: Sendable, Decodable {
    /// What is checked; see ``CheckType``.
    public let type: CheckType
    /// How results name it; made from type and columns where it is not given.
    public let name: String?
    let columns: [String]?
    let severity: Severity?
    /// The share of rows that must comply, from 0 to 1.
    let atLeast: Double?
    let minimum: Double?
    let maximum: Double?
    let values: [Scalar]?
    let pattern: String?
    let expression: String?
    let references: String?
    let days: Int?
    let by: [String]?
    let query: String?

    enum CodingKeys: String, CodingKey {
      case type, name, columns, severity, minimum, maximum, values, pattern, expression, references, days, by, query
      case atLeast = "at_least"
    }

    /// Creates a check by hand.
    init(
      type: CheckType, columns: [String], severity: Severity? = nil, atLeast: Double? = nil, minimum: Double? = nil,
      maximum: Double? = nil, values: [Scalar]? = nil, pattern: String? = nil
    ) {
      self.type = type
      self.columns = columns
      self.severity = severity
      self.atLeast = atLeast
      self.minimum = minimum
      self.maximum = maximum
      self.values = values
      self.pattern = pattern
      (name, expression, references, days, by, query) = (nil, nil, nil, nil, nil, nil)
    }

    /// The name in results.
    public var label: String {
      name ?? ([type.rawValue] + (columns ?? []) + (query.map { [$0] } ?? [])).joined(separator: "_")
    }
  }

  /// What a check can look at.
  public enum CheckType: String, Sendable, Decodable, CaseIterable {
    case rowCount = "row_count"
    case complete, unique, range, set, pattern, expression, correlation, freshness, reference
    case rowCountChange = "row_count_change"
    case stuck, query
  }

  /// A value of a set: text or number.
  enum Scalar: Sendable, Decodable, Equatable {
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var json: String {
      switch self {
      case .number(let number): number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
      case .text(let text): JSONText.quoted(text)
      }
    }
  }

  /// The table, `database.table`.
  public let table: String
  /// The column of the day, where there is one.
  public let date: String?
  /// The checks in their order.
  public let checks: [Check]

  /// Whether the results follow from the table, the file and the day alone, so that unchanged ones need no second look.
  public var looksAtItsTableOnly: Bool {
    checks.allSatisfy { check in
      check.references == nil && check.query == nil
        && check.expression?.range(of: "select", options: .caseInsensitive) == nil
    }
  }

  /// Reads a file by its name.
  /// - Throws: `WarehouseError` where there is none, ``MonitoringError`` where it is wrong.
  public static func named(_ name: String, in library: SQLLibrary) throws -> QualityFile {
    try YAMLFile.decode(QualityFile.self, "quality/\(name).yml", in: library)
  }

  /// The file about a table.
  /// - Throws: ``MonitoringError`` where no file is about it.
  public static func about(_ table: TableName, in library: SQLLibrary) throws -> QualityFile {
    var known: [String] = []
    for path in library.paths(below: "quality") where path.hasSuffix(".yml") {
      let file = try YAMLFile.decode(QualityFile.self, path, in: library)
      if file.table == table.description { return file }
      known.append(file.table)
    }
    throw MonitoringError(
      code: "no-checks", subject: "table \(table)", expected: "a file of sql/quality about it",
      found: known.isEmpty ? "none" : "files about \(known.joined(separator: ", "))",
      remedy: "propose one: `stockroom monitor suggest \(table) > sql/quality/\(table.table).yml`")
  }
}

/// Text inside JSON.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
