/// Grows one column, a value at a time, and settles its type on the way: the kernel of reading.
///
/// The values lie in memory of the sink's own: 8 bytes a row, 4 for single precision and for the codes of texts. A row
/// without a value is a bit; rows that have one cost nothing there. `append` says `false` for a value of another type than
/// the column's.
///
/// Invariants: `capacity` rows have room in `memory`, once the type is settled, and in `missing`, once a value is missing;
/// `count` of them are written. Its owner calls ``free()`` once, and one thread at a time uses it.
struct ColumnSink {
  /// What the values so far are.
  enum Kind: UInt8 {
    case undecided
    case integer
    case real
    case single
    case text
  }

  private(set) var kind = Kind.undecided
  /// The rows so far.
  private(set) var count = 0
  private(set) var memory: UnsafeMutableRawPointer?
  /// A bit for each row, 1 where its value is missing.
  private(set) var missing: UnsafeMutablePointer<UInt64>?
  private(set) var texts: TextCodes?
  private var capacity: Int
  private let isSingle: Bool

  /// - Parameter capacity: the rows that are expected.
  init(isSingle: Bool, capacity: Int) {
    self.isSingle = isSingle
    self.capacity = (max(capacity, 64) + 63) / 64 * 64
  }

  /// Gives the memory back.
  mutating func free() {
    memory?.deallocate()
    missing?.deallocate()
    texts?.free()
    memory = nil
    missing = nil
    texts = nil
  }

  @inline(__always)
  mutating func append(_ value: Int64) -> Bool {
    if kind == .integer, count < capacity {
      memory.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: count &* 8, as: Int64.self)
    } else if kind == .single, count < capacity {
      memory.unsafelyUnwrapped.storeBytes(of: Float(value), toByteOffset: count &* 4, as: Float.self)
    } else {
      return appendSlowly(value)
    }
    count &+= 1
    return true
  }

  @inline(__always)
  mutating func append(_ value: Double) -> Bool {
    if kind == .real, count < capacity {
      memory.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: count &* 8, as: Double.self)
    } else if kind == .single, count < capacity {
      memory.unsafelyUnwrapped.storeBytes(of: Float(value), toByteOffset: count &* 4, as: Float.self)
    } else {
      return appendSlowly(value)
    }
    count &+= 1
    return true
  }

  @inline(__always)
  mutating func append(utf8 text: UnsafeRawPointer, _ length: Int) -> Bool {
    if kind != .text || count == capacity {
      if kind == .undecided { begin(.text) }
      guard kind == .text else { return false }
      reserve()
    }
    guard let code = texts?.code(of: text, length) else { return false }
    memory.unsafelyUnwrapped.storeBytes(of: code, toByteOffset: count &* 4, as: Int32.self)
    count &+= 1
    return true
  }

  mutating func appendMissing() {
    if count == capacity { reserve() }
    let bits = missing ?? beginMissing()
    bits[count &>> 6] |= 1 &<< UInt64(count & 63)
    switch kind {
    case .undecided: break
    case .integer, .real: memory.unsafelyUnwrapped.storeBytes(of: 0, toByteOffset: count &* 8, as: Int64.self)
    case .single, .text: memory.unsafelyUnwrapped.storeBytes(of: 0, toByteOffset: count &* 4, as: Int32.self)
    }
    count &+= 1
  }

  /// Makes the integers so far real numbers.
  mutating func becomeReal() {
    guard kind == .integer, let memory else { return }
    for row in 0..<count {
      let value = memory.load(fromByteOffset: row * 8, as: Int64.self)
      memory.storeBytes(of: Double(value), toByteOffset: row * 8, as: Double.self)
    }
    kind = .real
  }

  @inline(never)
  private mutating func appendSlowly(_ value: Int64) -> Bool {
    if kind == .undecided { begin(isSingle ? .single : .integer) }
    reserve()
    guard let memory else { return false }
    switch kind {
    case .integer: memory.storeBytes(of: value, toByteOffset: count * 8, as: Int64.self)
    case .real: memory.storeBytes(of: Double(value), toByteOffset: count * 8, as: Double.self)
    case .single: memory.storeBytes(of: Float(value), toByteOffset: count * 4, as: Float.self)
    case .text, .undecided: return false
    }
    count += 1
    return true
  }

  @inline(never)
  private mutating func appendSlowly(_ value: Double) -> Bool {
    if kind == .undecided { begin(isSingle ? .single : .real) }
    becomeReal()
    reserve()
    guard let memory else { return false }
    switch kind {
    case .real: memory.storeBytes(of: value, toByteOffset: count * 8, as: Double.self)
    case .single: memory.storeBytes(of: Float(value), toByteOffset: count * 4, as: Float.self)
    case .text, .undecided, .integer: return false
    }
    count += 1
    return true
  }

  private var bytesPerRow: Int { kind == .single || kind == .text ? 4 : 8 }

  /// Settles the type; the rows so far were all missing.
  private mutating func begin(_ first: Kind) {
    kind = first
    if first == .text { texts = TextCodes() }
    let room = UnsafeMutableRawPointer.allocate(byteCount: capacity * bytesPerRow, alignment: 16)
    LargePages.advise(room, byteCount: capacity * bytesPerRow)
    room.initializeMemory(as: UInt8.self, repeating: 0, count: count * bytesPerRow)
    memory = room
  }

  private mutating func beginMissing() -> UnsafeMutablePointer<UInt64> {
    let bits = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity / 64)
    bits.initialize(repeating: 0, count: capacity / 64)
    missing = bits
    return bits
  }

  /// Makes room for at least one more row.
  private mutating func reserve() {
    guard count == capacity else { return }
    if let memory {
      let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2 * bytesPerRow, alignment: 16)
      LargePages.advise(larger, byteCount: capacity * 2 * bytesPerRow)
      larger.copyMemory(from: memory, byteCount: count * bytesPerRow)
      memory.deallocate()
      self.memory = larger
    }
    if let missing {
      let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity / 32)
      larger.initialize(from: missing, count: capacity / 64)
      (larger + capacity / 64).initialize(repeating: 0, count: capacity / 64)
      missing.deallocate()
      self.missing = larger
    }
    capacity *= 2
  }
}
