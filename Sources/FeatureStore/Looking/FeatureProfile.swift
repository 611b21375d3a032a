import Columns
import Warehouse

/// What the values of a feature look like, over all time or in one period.
public struct FeatureProfile: Sendable, Equatable {
  /// The year, month or day of the event times; `nil` for all of them together.
  public let period: String?
  /// The feature.
  public let feature: String
  /// Its type.
  public let type: FeatureType
  /// Rows with a value.
  public let count: Int
  /// Rows without.
  public let missing: Int
  /// Different values.
  public let distinct: Int
  /// Mean, sample standard deviation, smallest, quartiles and largest: numbers only.
  public let numbers: Numbers?
  /// The most frequent text and how often it is there: text only.
  public let mostFrequent: (text: String, count: Int)?

  /// The figures of numbers, in the unit of the feature.
  public struct Numbers: Sendable, Equatable {
    /// The arithmetic mean.
    public let mean: Double
    /// The standard deviation of a sample.
    public let standardDeviation: Double
    /// The smallest value, the quartiles and the largest value.
    public let quantiles: [Double]
  }

  /// Compares all figures.
  public static func == (left: FeatureProfile, right: FeatureProfile) -> Bool {
    left.period == right.period && left.feature == right.feature && left.type == right.type
      && left.count == right.count && left.missing == right.missing && left.distinct == right.distinct
      && left.numbers == right.numbers && left.mostFrequent?.text == right.mostFrequent?.text
      && left.mostFrequent?.count == right.mostFrequent?.count
  }
}

extension FeatureStore {
  /// The length of a period.
  public enum Period: String, Sendable, CaseIterable {
    case year, month, day

    fileprivate var characters: Int {
      switch self {
      case .year: 4
      case .month: 7
      case .day: 10
      }
    }
  }

  /// Profiles the features of a group over the rows that count: of each record and event time the newest write, unless it
  /// is a deletion. The record identifier and the event time are profiled as well.
  public func profile(_ group: FeatureGroup, by period: Period? = nil) throws -> [FeatureProfile] {
    let group = try existingGroup(group.name)
    let table = FeatureGroupTable(group: group)
    let sql = """
      SELECT \(table.featureList), substr(\(table.event), 1, \(period?.characters ?? 0)) AS "period of the profile"
      FROM \(table.table) AS state
      WHERE is_deleted = 0 AND write_time = (
        SELECT max(write_time) FROM \(table.table) AS write
        WHERE write.\(table.record) = state.\(table.record) AND write.\(table.event) = state.\(table.event))
      """
    let rows = try ColumnReader.read(
      QuerySession(warehouse, databases: [.featureStore]).prepare(sql, origin: "feature group \(group.name)"))
    guard rows.rowCount > 0, let periods = rows.columns.last, case .text(let text) = periods.values else { return [] }
    var members = [[Int]](repeating: [], count: text.values.count)
    for row in 0..<rows.rowCount { members[Int(text.codes[row])].append(row) }
    let order = text.values.indices.sorted { text.values[$0] < text.values[$1] }
    return order.flatMap { code in
      zip(group.features, rows.columns).map { feature, column in
        FeatureProfile(
          column, of: feature, rows: members[code], period: period == nil ? nil : text.values[code])
      }
    }
  }
}

extension FeatureProfile {
  fileprivate init(_ column: Columns.Column, of feature: Feature, rows: [Int], period: String?) {
    let present = rows.filter(column.holdsValue(at:))
    self.period = period
    self.feature = feature.name
    type = feature.type
    count = present.count
    missing = rows.count - present.count
    if case .text(let text) = column.values {
      var counts: [Int32: Int] = [:]
      for row in present { counts[text.codes[row], default: 0] += 1 }
      distinct = counts.count
      numbers = nil
      mostFrequent = counts.max { ($0.value, text.values[Int($1.key)]) < ($1.value, text.values[Int($0.key)]) }.map {
        (text.values[Int($0.key)], $0.value)
      }
    } else {
      let all = column.doubles ?? []
      let part = Column(feature.name, .real(present.map { all[$0] }))
      distinct = Set(present.map { all[$0] }).count
      mostFrequent = nil
      numbers = part.summary.map { summary in
        Numbers(
          mean: summary.mean, standardDeviation: summary.standardDeviation,
          quantiles: part.quantiles([0, 0.25, 0.5, 0.75, 1]).compactMap(\.self))
      }
    }
  }
}
