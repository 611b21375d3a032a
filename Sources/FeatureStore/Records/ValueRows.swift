import Warehouse

/// One record that is in memory.
final class ValueRows: RecordRows {
  let origin: String
  let columns: [String]
  let place = "record"
  let source: BatchSource? = nil
  private let values: [SQLValue]
  private var texts: [UnsafeMutableRawBufferPointer?] = []
  private var isRead = false

  private let isTyped: Bool

  /// - Parameter isTyped: whether texts are meant as text; else they are read as the features' types.
  init(_ values: [(name: String, value: SQLValue)], isTyped: Bool = true, origin: String) {
    self.origin = origin
    self.isTyped = isTyped
    columns = values.map(\.name)
    self.values = values.map(\.value)
    texts = values.map { value in
      guard case .text(let text) = value.value else { return nil }
      let bytes = Array(text.utf8)
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
      copy.copyBytes(from: bytes)
      return UnsafeMutableRawBufferPointer(rebasing: copy[..<bytes.count])
    }
  }

  deinit { for text in texts { text?.deallocate() } }

  func remedy(forMissing feature: String) -> String { "give the record a value for \(feature)" }

  func next() -> Bool {
    defer { isRead = true }
    return !isRead
  }

  func cell(_ column: Int) -> Cell {
    switch values[column] {
    case .null: .null
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .text:
      if let bytes = texts[column].map({ UnsafeRawBufferPointer($0) }) {
        isTyped ? .text(bytes) : bytes.isEmpty ? .null : .field(bytes)
      } else {
        .null
      }
    case .blob(let bytes): .blob(byteCount: bytes.count)
    }
  }
}
