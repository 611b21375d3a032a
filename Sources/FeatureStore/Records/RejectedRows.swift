import CSV

/// The file of rows that could not stand in the group: where, which column and why, then the row as it was. Corrected, the
/// file can be ingested as it is.
///
/// A row of a file that could not be taken apart stands whole in `rejected_record`, and its features are empty.
final class RejectedRows {
  /// Columns that ingestion passes over, so that a corrected file can be taken in.
  static let columns = ["rejected_row", "rejected_column", "rejected_reason", "rejected_record"]

  private let writer: CSVWriter
  private let sources: [Int]
  private let keepsMalformed: Bool
  private(set) var count = 0

  init(_ file: String, of rows: any RecordRows) throws {
    sources = rows.columns.indices.filter { !Self.columns.contains(rows.columns[$0]) }
    keepsMalformed = rows.keepsMalformed
    writer = try CSVWriter(
      .file(file), columns: Self.columns.dropLast(keepsMalformed ? 0 : 1) + sources.map { rows.columns[$0] })
  }

  func add(_ rows: any RecordRows, _ complaints: [ValueComplaint]) throws {
    count += 1
    let reasons = complaints.map { "expected \($0.expected), found \($0.found)" }
    let malformed = rows.malformed
    try writer.appendRow(
      [rows.place, complaints.map(\.column).joined(separator: "; "), reasons.joined(separator: "; ")]
        + (keepsMalformed ? [malformed?.text] : [])
        + sources.map { malformed == nil ? rows.cell($0).description : nil })
  }

  func finish() throws { try writer.finish() }
}
