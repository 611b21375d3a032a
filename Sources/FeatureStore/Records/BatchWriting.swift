import GRDB
import Warehouse

/// Checks the rows of a source one by one and hands them to the writer.
struct BatchWriting {
  let group: FeatureGroup
  let rows: any RecordRows
  let timeZone: TimeZoneRule?
  /// For each feature the place of its column, or `nil` where the source may leave it out.
  private let places: [Int?]

  /// - Parameter allowsMissing: whether features may be absent, and so NULL: a single record may name what it has.
  /// - Throws: ``FeatureStoreError`` for columns that the group lacks, and for features that the source lacks.
  init(_ rows: any RecordRows, into group: FeatureGroup, timeZone: TimeZoneRule?, allowsMissing: Bool) throws {
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
    let keepsMalformed = rows.keepsMalformed
    while try rows.next() {
      outcome.read += 1
      if keepsMalformed, let malformed = rows.malformed {
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
    FeatureStoreError(
      code: "bad-record", subject: "\(rows.origin), \(rows.place), column \(complaint.column)",
      expected: complaint.expected, found: complaint.found,
      remedy: rows is ValueRows
        ? "correct the record; nothing was written"
        : "correct it, or keep bad rows aside with --on-error reject FILE; nothing was written")
  }
}
