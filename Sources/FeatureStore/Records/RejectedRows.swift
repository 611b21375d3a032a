import CSV
import Foundation
import Warehouse

/// The file of rows that could not stand in the group: where, which column and why, then the row as it was. Corrected, the
/// file can be ingested as it is.
///
/// A row of a file that could not be taken apart stands whole in `rejected_record`, and its features are empty.
final class RejectedRows {
  /// Columns that ingestion passes over, so that a corrected file can be taken in.
  static let columns = ["rejected_row", "rejected_column", reasonColumn, recordColumn]
  static let reasonColumn = "rejected_reason"
  static let recordColumn = "rejected_record"

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

  /// Bad rows must not be written over anything but an older file of bad rows.
  /// - Throws: ``FeatureStoreError`` for the file that the rows come from and for a file of something else, `WarehouseError`
  ///   for one within the warehouse.
  static func check(_ file: String, apartFrom source: RecordSource, in warehouse: Warehouse) throws {
    let url = URL(filePath: file)
    if case .csv(let input) = source, RealPath(URL(filePath: input)) == RealPath(url) {
      throw FeatureStoreError(
        code: "same-file", subject: file, expected: "another file for bad rows than the one that is read",
        found: "the same", remedy: "name a new file after --on-error reject")
    }
    try OutputPath.check(file, outside: warehouse.layout)
    guard let handle = try? FileHandle(forReadingFrom: url) else { return }
    let mark = Data(columns[0].utf8)
    let start = try? handle.read(upToCount: mark.count)
    try? handle.close()
    guard let start, !start.isEmpty, start != mark, isRegular(url) else { return }
    throw FeatureStoreError(
      code: "existing-file", subject: file, expected: "a new file, or one of bad rows, which is replaced",
      found: "a file of something else", remedy: "name another file after --on-error reject")
  }

  private static func isRegular(_ file: URL) -> Bool {
    let path = file.resolvingSymlinksInPath().path
    return (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeRegular
  }
}
