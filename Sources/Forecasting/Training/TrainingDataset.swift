import Columns
import FeatureStore
import Pipelines
import Warehouse

/// The rows that a run is trained on, as a dataset of the feature store that gives them again.
struct TrainingDataset {
  /// What the run notes.
  let dataset: FeatureDataset
  /// What a user is to know: that the feature group does not give the rows, or some of them, and why.
  let remark: String?

  /// A dataset whose rows the feature group gave, unless a remark says otherwise.
  init(_ dataset: FeatureDataset, remark: String? = nil) {
    self.dataset = dataset
    self.remark = remark
  }

  /// Up to so many rows are all looked up in the feature group.
  private static let rowsToLookUp = 100_000

  /// Looks the rows of the prepared tables up in the feature group, as it was when the preparation had filled it, and
  /// compares what is found with what the trainer read. Where they are the same, the group gives the rows again, whatever is
  /// written to it later. Where they are not, because somebody changed the tables or erased records, the rows themselves are
  /// the dataset. Of very many rows thousands are looked up: the preparation has compared all of them.
  /// - Parameters:
  ///   - preparer: the execution that filled the tables and the group.
  init(
    _ tables: PreparedTables, _ channels: [TrainingChannel], preparedBy preparer: String, in warehouse: Warehouse
  ) throws {
    let store = FeatureStore(warehouse)
    let settings = tables.settings
    let names = settings.features + (settings.features.contains(settings.label.column) ? [] : [settings.label.column])
    let parts = PreparedTables.parts.map(tables.table)
    var part: FeatureDataset.Part?
    let reason: String
    do {
      let group = settings.featureGroup
      let isLarge = channels.reduce(0) { $0 + $1.features.rowCount } > Self.rowsToLookUp
      let written = try isLarge ? store.writtenRows(in: parts, of: group, features: names, byBatch: preparer) : nil
      let rows =
        try written
        ?? store.trainingRows(
          in: parts, of: group, features: names, asKnownAt: store.writeTime(ofBatch: preparer, in: group))
      let count = rows.dataset.columns.rowCount
      let other = try Self.difference(of: channels, from: rows.ranges, rows.column)
      guard other > 0 else {
        self.init(rows.dataset)
        return
      }
      part = rows.dataset.parts.first?.besideKeptRows(matching: count - other)
      reason = "feature group \(group) has \(other) of the \(count) rows otherwise"
    } catch let error as FeatureStoreError where ["unknown-feature-group", "unknown-feature"].contains(error.code) {
      reason = "\(error.subject) is gone"
    }
    let (rows, ranges) = try store.entities(
      in: parts, of: settings.recordIdentifier, at: settings.eventTime, with: names)
    guard try Self.difference(of: channels, from: ranges, rows.column) == 0 else {
      throw ForecastingError(
        code: "replaced-tables", subject: "database \(tables.database)",
        expected: "the rows that execution \(preparer) prepared", found: "others, which came while they were read",
        remedy: "run the pipeline again, and leave its tables alone meanwhile")
    }
    self.init(
      FeatureDataset(keeping: rows, entityTime: settings.eventTime, besides: part),
      remark: "\(reason): the run's dataset keeps the rows themselves")
  }

  /// How many rows of the channels are not as columns have them.
  private static func difference(
    of channels: [TrainingChannel], from ranges: [Range<Int>], _ column: (String) throws -> Column
  ) throws -> Int {
    guard zip(channels, ranges).allSatisfy({ $0.features.rowCount == $1.count }), channels.count == ranges.count else {
      return max(1, ranges.last?.upperBound ?? 0)
    }
    var differs: [Bool]?
    for name in channels[0].features.names + [channels[0].label.name] {
      let known = try column(name)
      for (channel, range) in zip(channels, ranges) {
        let read = channel.features[name] ?? channel.label
        guard !read.isSame(as: known, from: range.lowerBound) else { continue }
        var mask = differs ?? Array(repeating: false, count: ranges.last?.upperBound ?? 0)
        for row in 0..<read.count where !read.isSame(as: known, from: range.lowerBound, in: row..<row + 1) {
          mask[range.lowerBound + row] = true
        }
        differs = mask
      }
    }
    return differs?.count(where: \.self) ?? 0
  }
}

extension Column {
  /// Whether rows in single precision are those of another column from a row on.
  fileprivate func isSame(as other: Column, from start: Int, in rows: Range<Int>? = nil) -> Bool {
    let rows = rows ?? 0..<count
    if validity != nil || other.validity != nil {
      for row in rows where holdsValue(at: row) != other.holdsValue(at: start + row) { return false }
    }
    // A column without any value has no precision.
    guard case .single(let own) = values else { return missingCount == count }
    switch other.values {
    case .integer(let values): return rows.allSatisfy { own[$0] == Float(values[start + $0]) || !holdsValue(at: $0) }
    case .real(let values): return rows.allSatisfy { own[$0] == Float(values[start + $0]) || !holdsValue(at: $0) }
    case .single(let values): return rows.allSatisfy { own[$0] == values[start + $0] || !holdsValue(at: $0) }
    case .text: return false
    }
  }
}
