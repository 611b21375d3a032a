import CSV

/// The records of a CSV file. The fields of a record are copied to memory of this object's own, where they stay until the
/// next record.
///
/// Where malformed records are kept, each of them is a row too: without cells, and with what is wrong with it. So is a row of
/// a file of rejected rows that holds a malformed record and whose features nobody has filled in.
final class FileRows: RecordRows {
  let origin: String
  let columns: [String]
  let keepsMalformed: Bool
  private(set) var malformed: MalformedRow?
  /// The places of `rejected_record` and `rejected_reason` in a file of rejected rows, and those of its features.
  private let rejected: (record: Int, reason: Int, features: [Int])?
  private let reader: CSVReader
  private let content = ReadContent()
  private var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 8)
  private var cells: [Cell]

  init(_ path: String, keepsMalformed: Bool) throws {
    origin = path
    self.keepsMalformed = keepsMalformed
    reader = try CSVReader(.file(path), observingInput: { [content] in content.add($0) })
    let names = reader.columns
    columns = names
    if let record = names.firstIndex(of: RejectedRows.recordColumn),
      let reason = names.firstIndex(of: RejectedRows.reasonColumn)
    {
      rejected = (record, reason, names.indices.filter { !RejectedRows.columns.contains(names[$0]) })
    } else {
      rejected = nil
    }
    cells = Array(repeating: .null, count: columns.count)
  }

  deinit { bytes.deallocate() }

  var source: BatchSource? { content.source }

  func remedy(forMissing feature: String) -> String {
    "add \(feature) to the header; where there is no value, leave its fields empty"
  }

  private var malformedLine: Int?
  var place: String { "line \(malformedLine ?? reader.line)" }

  func next() throws -> Bool {
    (malformed, malformedLine) = (nil, nil)
    do {
      guard try reader.nextRecord() else { return false }
    } catch {
      guard keepsMalformed, let record = try reader.passOver() else { throw error }
      malformedLine = record.line
      malformed = MalformedRow(
        complaint: ValueComplaint(
          column: error.location.column ?? "", expected: error.expected ?? "a record", found: error.found),
        text: record.text)
      return true
    }
    var size = 0
    for column in columns.indices { size += reader.withField(column) { $0.bytes.count } }
    if size > bytes.count {
      bytes.deallocate()
      bytes = .allocate(byteCount: size * 2, alignment: 8)
    }
    var start = 0
    for column in columns.indices {
      reader.withField(column) { field in
        if field.isNull {
          cells[column] = .null
          return
        }
        let target = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + field.bytes.count])
        target.copyMemory(from: field.bytes)
        cells[column] = .field(UnsafeRawBufferPointer(target))
        start += field.bytes.count
      }
    }
    malformed = untouched()
    return true
  }

  var mayBeMalformed: Bool { keepsMalformed || rejected != nil }

  /// The malformed record that this row of rejected ones still is.
  private func untouched() -> MalformedRow? {
    guard let rejected, let text = cells[rejected.record].description,
      rejected.features.allSatisfy({ cells[$0].description == nil })
    else { return nil }
    let reason = cells[rejected.reason].description.map { " (\($0))" } ?? ""
    return MalformedRow(
      complaint: ValueComplaint(
        column: RejectedRows.recordColumn, expected: "its features filled in", found: "none\(reason.prefix(200))"),
      text: text)
  }

  func cell(_ column: Int) -> Cell { cells[column] }
}
