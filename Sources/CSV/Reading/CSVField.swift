/// A field of a record: a view of the bytes of its batch, valid only within the closure that gave it.
@frozen
public struct CSVField {
  /// The content: without the enclosing quotation marks, doubled ones made single. Not terminated by a zero byte. The
  /// base address is never `nil`, not even for an empty field.
  public let bytes: UnsafeRawBufferPointer
  /// Whether the field stood in quotation marks.
  public let isQuoted: Bool

  @inlinable
  init(bytes: UnsafeRawBufferPointer, isQuoted: Bool) {
    self.bytes = bytes
    self.isQuoted = isQuoted
  }

  /// Whether the field is NULL: empty and not quoted. A quoted empty field is empty text.
  @inlinable public var isNull: Bool { bytes.isEmpty && !isQuoted }
  /// The content as a string; `nil` for NULL.
  @inlinable public var string: String? { isNull ? nil : String(decoding: bytes, as: UTF8.self) }
  /// The content as a canonical integer, if it is one; see `CSVNumber.integer(_:)`.
  @inlinable public var integer: Int64? { CSVNumber.integer(bytes) }
  /// The content as a number, if it is one; see `CSVNumber.real(_:)`.
  @inlinable public var real: Double? { CSVNumber.real(bytes) }
  /// Whether the content is a calendar date `YYYY-MM-DD`.
  @inlinable public var isDate: Bool { CSVDate.isDate(bytes) }
}

/// The fields of a batch, valid only within the closure that gave it.
///
/// Invariant of this unsafe view: `slots` has `count * columnCount` elements, each of which lies within the batch's
/// bytes at `base`.
@frozen
public struct CSVRows {
  @usableFromInline let base: UnsafeRawPointer
  @usableFromInline let slots: UnsafeBufferPointer<FieldSlot>
  /// The number of rows.
  public let count: Int
  /// The number of fields of every row.
  public let columnCount: Int

  @usableFromInline
  init(base: UnsafeRawPointer, slots: UnsafeBufferPointer<FieldSlot>, count: Int, columnCount: Int) {
    precondition(slots.count >= count * columnCount)
    self.base = base
    self.slots = slots
    self.count = count
    self.columnCount = columnCount
  }

  /// The field of a row and a column, both counted from 0.
  @inlinable
  public subscript(row: Int, column: Int) -> CSVField {
    precondition(row >= 0 && row < count && column >= 0 && column < columnCount)
    let slot = slots[row &* columnCount &+ column]
    return CSVField(
      bytes: UnsafeRawBufferPointer(start: base + Int(slot.start), count: slot.length), isQuoted: slot.isQuoted)
  }
}
