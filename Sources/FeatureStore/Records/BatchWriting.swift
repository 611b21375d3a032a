import GRDB
import Warehouse

/// Checks the rows of a source one by one and hands them to the writer.
struct BatchWriting {
  let group: FeatureGroup
  let rows: any RecordRows
  let timeZone: TimeZoneRule?
  /// For each feature the place of its column, or `nil` where the source may leave it out.
  private let places: [Int?]
  /// Whether the rows are those of a pipeline's tables.
  private let isPipeline: Bool

  /// - Parameter allowsMissing: whether features may be absent, and so NULL: a single record may name what it has.
  /// - Throws: ``FeatureStoreError`` for columns that the group lacks, and for features that the source lacks.
  init(
    _ rows: any RecordRows, into group: FeatureGroup, timeZone: TimeZoneRule?, allowsMissing: Bool,
    isPipeline: Bool = false
  ) throws {
    self.isPipeline = isPipeline
    self.group = group
    self.rows = rows
    self.timeZone = timeZone
    places = try RecordColumns(rows, of: group, allowsMissing: allowsMissing).places
  }

  struct Outcome {
    var read = 0
    var rejected = 0
  }

  /// Checks and writes all rows.
  /// - Throws: ``FeatureStoreError`` for the first bad row where `rejects` is `nil`.
  func run(_ writer: RecordWriter, rejects: RejectedRows?) throws -> Outcome {
    let reader = TimeReader(rounding: .up, zone: timeZone)
    let checks = group.features.map { ValueCheck($0, of: group, reader: reader) }
    guard let eventIndex = group.features.firstIndex(where: { $0.name == group.eventTime }) else { return Outcome() }
    var values = [StoredValue](repeating: .null, count: checks.count)
    var outcome = Outcome()
    var complaints: [ValueComplaint] = []
    let mayBeMalformed = rows.mayBeMalformed
    while try rows.next() {
      outcome.read += 1
      if mayBeMalformed, let malformed = rows.malformed {
        complaints.append(malformed.complaint)
      } else {
        for index in checks.indices {
          do throws(ValueComplaint) {
            values[index] = try checks[index].check(places[index].map { rows.cell($0) } ?? .null)
          } catch {
            complaints.append(error)
          }
        }
      }
      if complaints.isEmpty {
        if try writer.write(values, at: checks[eventIndex].moment, isDeleted: false) != .conflict { continue }
        complaints.append(
          ValueComplaint(
            column: group.recordIdentifier, expected: "one state for a record at an event time",
            found: "another row of this batch with other values"))
      }
      guard let rejects else { throw refusal(complaints[0]) }
      try rejects.add(rows, complaints)
      outcome.rejected += 1
      complaints.removeAll(keepingCapacity: true)
    }
    return outcome
  }

  private func refusal(_ complaint: ValueComplaint) -> FeatureStoreError {
    if isPipeline { return pipelineRefusal(complaint) }
    return FeatureStoreError(
      code: "bad-record", subject: "\(rows.origin), \(rows.place), column \(complaint.column)",
      expected: complaint.expected, found: complaint.found,
      remedy: rows is ValueRows
        ? "correct the record; nothing was written"
        : "correct it, or keep bad rows aside with --on-error reject FILE; nothing was written")
  }

  /// A bad row of a pipeline, named by what users can find in their raw data.
  private func pipelineRefusal(_ complaint: ValueComplaint) -> FeatureStoreError {
    let key = [group.recordIdentifier, group.eventTime].map { name in
      group.features.firstIndex { $0.name == name }.flatMap { places[$0] }.flatMap { rows.cell($0).description }
        ?? "NULL"
    }
    var remedy = "correct the raw data, or the SQL that prepares them"
    if let feature = group.feature(complaint.column) {
      let update = "`stockroom features update \(group.name)"
      if complaint.found == "NULL", feature.isRequired {
        remedy += "; where NULL is right, \(update) \(ShellWord.option("--optional", feature.name))`"
      } else if feature.minimum != nil || feature.maximum != nil {
        remedy += "; where the value is right, widen the range with \(update) "
        remedy += "\(ShellWord.option("--range", "\(feature.name)=MIN..MAX"))`"
      }
    }
    return FeatureStoreError(
      code: "bad-record",
      subject: "feature group \(group.name), record \(key[0]) at \(key[1]), column \(complaint.column)",
      expected: complaint.expected, found: complaint.found, remedy: remedy + "; nothing was written to the group")
  }
}
