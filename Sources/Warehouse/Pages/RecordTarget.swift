/// Where the values of one column of a record go, and what they turned out to be.
///
/// Part of the kernel of ``LeafReader``, which owns the memory behind the pointers.
struct RecordTarget {
  /// What is done with a value.
  enum Kind: UInt8 {
    /// Nothing.
    case skipped
    /// Its type is noted.
    case probed
    case integer
    case real
    case single
    case text
  }

  /// Types of values.
  struct Types: OptionSet {
    let rawValue: UInt8
    static let integer = Types(rawValue: 1)
    static let real = Types(rawValue: 2)
    static let text = Types(rawValue: 4)
    static let blob = Types(rawValue: 8)
  }

  let kind: Kind
  /// As in ``StoredColumn``, without its name: a call must not count references.
  let isReal: Bool
  let isRowID: Bool
  let defaultsToNull: Bool
  /// The value of the first row, 8 bytes each or 4; nothing where the kind stores none.
  let memory: UnsafeMutableRawPointer?
  /// A bit for each row, 1 where its value is missing.
  var missing: UnsafeMutablePointer<UInt64>?
  var missingCount = 0
  /// Values of a type that `kind` cannot store, and those types.
  var misfitCount = 0
  var misfits: Types = []
  var texts: TextCodes?

  init(_ column: StoredColumn, _ kind: Kind, memory: UnsafeMutableRawPointer?) {
    isReal = column.isReal
    isRowID = column.isRowID
    defaultsToNull = column.defaultsToNull
    self.kind = kind
    self.memory = memory
    if kind == .text { texts = TextCodes() }
  }

  mutating func free() {
    missing?.deallocate()
    texts?.free()
    missing = nil
    texts = nil
  }

  @inline(__always)
  mutating func store(_ value: Int64, at row: Int) {
    switch kind {
    case .integer where !isReal:
      memory.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: row &* 8, as: Int64.self)
    case .real: memory.unsafelyUnwrapped.storeBytes(of: Double(value), toByteOffset: row &* 8, as: Double.self)
    case .single: memory.unsafelyUnwrapped.storeBytes(of: Float(value), toByteOffset: row &* 4, as: Float.self)
    default: refuse(isReal ? .real : .integer, at: row)
    }
  }

  @inline(__always)
  mutating func store(_ value: Double, at row: Int, of rowCount: Int) {
    // SQLite reads a NaN as NULL.
    if value.isNaN { return omit(row, of: rowCount) }
    switch kind {
    case .real: memory.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: row &* 8, as: Double.self)
    case .single: memory.unsafelyUnwrapped.storeBytes(of: Float(value), toByteOffset: row &* 4, as: Float.self)
    default: refuse(.real, at: row)
    }
  }

  @inline(__always)
  mutating func store(utf8 text: UnsafeRawPointer, _ length: Int, at row: Int) {
    guard kind == .text, let code = texts?.code(of: text, length) else { return refuse(.text, at: row) }
    memory.unsafelyUnwrapped.storeBytes(of: code, toByteOffset: row &* 4, as: Int32.self)
  }

  /// The value is missing.
  @inline(never)
  mutating func omit(_ row: Int, of rowCount: Int) {
    clear(row)
    missingCount &+= 1
    let bits = missing ?? beginMissing(rowCount)
    bits[row &>> 6] |= 1 &<< UInt64(row & 63)
  }

  /// The value is none that the kind can store.
  @inline(never)
  mutating func refuse(_ type: Types, at row: Int) {
    clear(row)
    misfitCount &+= 1
    misfits.insert(type)
  }

  private func clear(_ row: Int) {
    switch kind {
    case .skipped, .probed: break
    case .integer, .real: memory?.storeBytes(of: 0, toByteOffset: row &* 8, as: Int64.self)
    case .single, .text: memory?.storeBytes(of: 0, toByteOffset: row &* 4, as: Int32.self)
    }
  }

  private mutating func beginMissing(_ rowCount: Int) -> UnsafeMutablePointer<UInt64> {
    let words = (rowCount + 63) / 64
    let bits = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, words))
    bits.initialize(repeating: 0, count: max(1, words))
    missing = bits
    return bits
  }
}
