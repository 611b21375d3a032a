import Columns

/// Grows one column, a value at a time, and settles its type on the way: the kernel of reading.
///
/// Numbers lie in memory of the sink's own, 8 bytes a row (4 in single precision), so that no bounds are checked, nothing is
/// copied when an integer column turns out to be real, and rows without a value cost nothing until there is one.
///
/// Invariants: `numbers` has room for `capacity` rows of which `count` are written; once `missing` is not `nil` it has one
/// entry per row. A sink is used by one thread at a time.
final class ColumnSink {
  /// What the values so far are.
  enum Kind {
    case undecided
    case integer
    case real
    case single
    case text
  }

  let name: String
  private(set) var kind = Kind.undecided
  private(set) var count = 0
  private let isSingle: Bool
  private var capacity: Int
  private var numbers: UnsafeMutableRawPointer?
  private var codes: [Int32] = []
  private var texts = TextCodes()
  private var missing: Validity?

  /// - Parameter capacity: the rows that are expected.
  init(name: String, isSingle: Bool, capacity: Int) {
    self.name = name
    self.isSingle = isSingle
    self.capacity = max(capacity, 64)
  }

  deinit { numbers?.deallocate() }

  @inline(__always)
  func append(_ value: Int64) throws {
    if kind == .integer, count < capacity, missing == nil {
      numbers.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: count &* 8, as: Int64.self)
      count &+= 1
      return
    }
    if kind == .single, count < capacity, missing == nil {
      numbers.unsafelyUnwrapped.storeBytes(of: Float(value), toByteOffset: count &* 4, as: Float.self)
      count &+= 1
      return
    }
    try appendSlowly(value)
  }

  @inline(__always)
  func append(_ value: Double) throws {
    if kind == .real, count < capacity, missing == nil {
      numbers.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: count &* 8, as: Double.self)
      count &+= 1
      return
    }
    if kind == .single, count < capacity, missing == nil {
      numbers.unsafelyUnwrapped.storeBytes(of: Float(value), toByteOffset: count &* 4, as: Float.self)
      count &+= 1
      return
    }
    try appendSlowly(value)
  }

  func append(utf8: UnsafeRawBufferPointer) throws {
    if kind == .undecided { begin(.text) }
    guard kind == .text else {
      throw mismatch("the text \"\(String(decoding: utf8, as: UTF8.self))\" among numbers")
    }
    codes.append(texts.code(of: utf8))
    missing?.append(true)
    count += 1
  }

  func appendMissing() {
    if missing == nil { missing = Validity(repeating: true, count: count) }
    missing?.append(false)
    switch kind {
    case .undecided: break
    case .text: codes.append(0)
    case .integer, .real:
      reserve()
      numbers.unsafelyUnwrapped.storeBytes(of: 0, toByteOffset: count * 8, as: Int64.self)
    case .single:
      reserve()
      numbers.unsafelyUnwrapped.storeBytes(of: 0, toByteOffset: count * 4, as: Float.self)
    }
    count += 1
  }

  func mismatch(_ found: String) -> WarehouseError {
    WarehouseError(
      code: "mixed-types", subject: "column \(name), row \(count + 1)", expected: "values of one type",
      found: found, remedy: "cast the column in the query, as in CAST(\(name) AS REAL)")
  }

  private func appendSlowly(_ value: Int64) throws {
    if kind == .undecided { begin(isSingle ? .single : .integer) }
    reserve()
    switch kind {
    case .integer: numbers.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: count * 8, as: Int64.self)
    case .real: numbers.unsafelyUnwrapped.storeBytes(of: Double(value), toByteOffset: count * 8, as: Double.self)
    case .single: numbers.unsafelyUnwrapped.storeBytes(of: Float(value), toByteOffset: count * 4, as: Float.self)
    case .text, .undecided: throw mismatch("the integer \(value) among text")
    }
    missing?.append(true)
    count += 1
  }

  private func appendSlowly(_ value: Double) throws {
    if kind == .undecided { begin(isSingle ? .single : .real) }
    if kind == .integer { becomeReal() }
    reserve()
    switch kind {
    case .real: numbers.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: count * 8, as: Double.self)
    case .single: numbers.unsafelyUnwrapped.storeBytes(of: Float(value), toByteOffset: count * 4, as: Float.self)
    case .text, .undecided, .integer: throw mismatch("the number \(value) among text")
    }
    missing?.append(true)
    count += 1
  }

  private func becomeReal() {
    for row in 0..<count {
      let value = numbers.unsafelyUnwrapped.load(fromByteOffset: row * 8, as: Int64.self)
      numbers.unsafelyUnwrapped.storeBytes(of: Double(value), toByteOffset: row * 8, as: Double.self)
    }
    kind = .real
  }

  /// Settles the type; the rows so far were all missing.
  private func begin(_ first: Kind) {
    kind = first
    if first == .text {
      codes.reserveCapacity(capacity)
      codes.append(contentsOf: repeatElement(0, count: count))
      return
    }
    capacity = max(capacity, count + 64)
    let size = first == .single ? 4 : 8
    let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity * size, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: count * size)
    numbers = memory
  }

  private func reserve() {
    guard count == capacity, kind != .text, kind != .undecided else { return }
    let size = kind == .single ? 4 : 8
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2 * size, alignment: 16)
    if let numbers {
      larger.copyMemory(from: numbers, byteCount: count * size)
      numbers.deallocate()
    }
    numbers = larger
    capacity *= 2
  }
}

extension ColumnSink {
  /// One column of the rows of several sinks, in their order. The sinks give their memory up.
  static func joined(_ sinks: [ColumnSink]) throws -> Column {
    let kinds = Set(sinks.filter { $0.kind != .undecided }.map(\.kind))
    let name = sinks[0].name
    let count = sinks.reduce(0) { $0 + $1.count }
    if kinds.contains(.text), kinds.count > 1 {
      throw sinks[0].mismatch("text among numbers")
    }
    let values: ColumnValues
    if kinds == [.text] {
      values = .text(joinedText(sinks, count: count))
    } else if kinds == [.integer] {
      values = .integer(gathered(sinks, count: count, zero: 0))
    } else if kinds == [.single] {
      values = .single(gathered(sinks, count: count, zero: 0))
    } else {
      for sink in sinks where sink.kind == .integer { sink.becomeReal() }
      values = .real(gathered(sinks, count: count, zero: 0))
    }
    var validity: Validity?
    if sinks.contains(where: { $0.missing != nil }) {
      var all = Validity()
      for sink in sinks { all.append(contentsOf: sink.missing ?? Validity(repeating: true, count: sink.count)) }
      validity = all
    }
    return Column(name, values, validity: validity)
  }

  private static func gathered<Value>(_ sinks: [ColumnSink], count: Int, zero: Value) -> [Value] {
    Array(unsafeUninitializedCapacity: count) { target, initialized in
      for sink in sinks {
        guard sink.count > 0, let start = target.baseAddress?.advanced(by: initialized) else { continue }
        if let numbers = sink.numbers {
          start.initialize(from: numbers.assumingMemoryBound(to: Value.self), count: sink.count)
          numbers.deallocate()
          sink.numbers = nil
        } else {
          start.initialize(repeating: zero, count: sink.count)
        }
        initialized += sink.count
      }
    }
  }

  private static func joinedText(_ sinks: [ColumnSink], count: Int) -> DictionaryText {
    var texts = sinks[0].texts
    var codes = sinks[0].kind == .text ? sinks[0].codes : Array(repeating: 0, count: sinks[0].count)
    codes.reserveCapacity(count)
    for sink in sinks.dropFirst() {
      guard sink.kind == .text else {
        codes.append(contentsOf: repeatElement(0, count: sink.count))
        continue
      }
      let translated = sink.texts.values.map { value in
        var value = value
        return value.withUTF8 { texts.code(of: UnsafeRawBufferPointer($0)) }
      }
      // A column whose first rows are missing has codes of 0 and may have no value for them.
      codes.append(contentsOf: sink.codes.map { translated.isEmpty ? 0 : translated[Int($0)] })
    }
    return DictionaryText(values: texts.values, codes: codes)
  }
}
