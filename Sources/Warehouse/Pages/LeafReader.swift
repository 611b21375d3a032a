/// Decodes the rows on leaves of a table into the memory of columns: the kernel of reading a table's file.
///
/// The format is that of https://sqlite.org/fileformat2.html: a leaf has cells, a cell the record of a row, which begins
/// with the types of its values.
///
/// Invariants: `targets` has an initialised target for each of the first `targetCount` columns of a record, with room for
/// `rowCount` rows; `row` of them are written. Whatever the bytes of a page say, nothing is read past the `slack` behind
/// them, which every buffer has, and nothing is written past `rowCount` rows. One thread at a time uses a reader.
final class LeafReader: @unchecked Sendable {
  /// A number of 9 bytes may begin on the last byte of a page, and numbers are loaded 8 bytes at a time.
  private static let slack = 32
  /// Pages that are read at once, where they are neighbours.
  private static let pagesAtOnce = 64

  let targets: UnsafeMutablePointer<RecordTarget>
  private let targetCount: Int
  private let rowCount: Int
  private let file: DatabasePages
  private var row = 0

  init(_ targets: [RecordTarget], rowCount: Int, of file: DatabasePages) {
    targetCount = targets.count
    self.targets = .allocate(capacity: max(1, targets.count))
    self.targets.initialize(from: targets, count: targets.count)
    self.rowCount = rowCount
    self.file = file
  }

  deinit {
    for column in 0..<targetCount { targets[column].free() }
    targets.deallocate()
  }

  /// Reads leaves in their order.
  /// - Returns: `false` where they hold other than `rowCount` rows, a row cannot be decoded, or `isDue` says to end.
  func read(_ leaves: ArraySlice<Int>, until isDue: () -> Bool) -> Bool {
    let size = file.pageSize
    let room = UnsafeMutableRawPointer.allocate(byteCount: Self.pagesAtOnce * size + Self.slack, alignment: 16)
    defer { room.deallocate() }
    var next = leaves.startIndex
    while next < leaves.endIndex {
      let first = leaves[next]
      let end = min(leaves.endIndex, next + Self.pagesAtOnce)
      var count = 1
      while next + count < end, leaves[next + count] == first + count { count += 1 }
      guard !isDue(), file.read(first, count: count, to: room) else { return false }
      for page in 0..<count {
        guard decode(room + page * size) else { return false }
      }
      next += count
    }
    return row == rowCount
  }

  private func decode(_ page: UnsafeRawPointer) -> Bool {
    let usable = file.usableSize
    let cellCount = Self.short(page + 3)
    guard page.load(as: UInt8.self) == TreePage.Kind.tableLeaf.rawValue, 8 + 2 * cellCount <= usable,
      row + cellCount <= rowCount
    else { return false }
    for cell in 0..<cellCount {
      let start = Self.short(page + 8 + 2 * cell)
      guard start < usable else { return false }
      var at = page + start
      let length = Self.number(&at)
      let rowid = Int64(bitPattern: Self.number(&at))
      let left = (page + usable) - at
      let isRead =
        length <= UInt64(usable - 35)
        ? left >= Int(length) && record(at, Int(length), rowid)
        : overflowing(at, length, left: left, rowid)
      guard isRead else { return false }
      row &+= 1
    }
    return true
  }

  /// Puts the values of one record into the targets.
  private func record(_ start: UnsafeRawPointer, _ length: Int, _ rowid: Int64) -> Bool {
    let (targets, row, rowCount) = (targets, row, rowCount)
    let end = start + length
    var header = start
    let headerSize = Self.number(&header)
    guard headerSize <= UInt64(length) else { return false }
    let headerEnd = start + Int(headerSize)
    var value = headerEnd
    for column in 0..<targetCount {
      let target = targets + column
      guard header < headerEnd else {
        // The row was written before the column was added.
        guard target.pointee.kind == .skipped || target.pointee.defaultsToNull else { return false }
        if target.pointee.kind != .skipped { target.pointee.omit(row, of: rowCount) }
        continue
      }
      let type = Self.number(&header)
      // The bytes of a number by its type, half a byte each: none for NULL, 0 and 1.
      let size = type < 12 ? (0x8864_3210 as UInt64) &>> (type &* 4) & 0xF : (type &- 12) / 2
      guard size <= UInt64(end - value) else { return false }
      defer { value += Int(size) }
      if target.pointee.kind == .skipped { continue }
      let bits = UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
      switch type {
      case 1...6: target.pointee.store(Int64(bitPattern: bits) &>> Int64(64 &- 8 &* size), at: row)
      case 7: target.pointee.store(Double(bitPattern: bits), at: row, of: rowCount)
      case 8, 9: target.pointee.store(Int64(bitPattern: type &- 8), at: row)
      case 0 where target.pointee.isRowID: target.pointee.store(rowid, at: row)
      case 0: target.pointee.omit(row, of: rowCount)
      case 10, 11: return false
      case _ where type & 1 == 1: target.pointee.store(utf8: value, Int(size), at: row)
      default: target.pointee.refuse(.blob, at: row)
      }
    }
    return true
  }

  /// Reads a record that began on a leaf and goes on through a chain of pages.
  /// - Parameter left: the bytes from `start` to the end of the leaf.
  private func overflowing(_ start: UnsafeRawPointer, _ length: UInt64, left: Int, _ rowid: Int64) -> Bool {
    guard length <= UInt64(Int32.max) else { return false }
    let (usable, length) = (file.usableSize, Int(length))
    let least = (usable - 12) * 32 / 255 - 23
    let wanted = least + (length - least) % (usable - 4)
    let local = wanted <= usable - 35 ? wanted : least
    guard local + 4 <= left else { return false }
    let whole = UnsafeMutableRawPointer.allocate(byteCount: length + Self.slack, alignment: 16)
    let page = UnsafeMutableRawPointer.allocate(byteCount: file.pageSize, alignment: 16)
    defer {
      whole.deallocate()
      page.deallocate()
    }
    whole.copyMemory(from: start, byteCount: local)
    var next = Self.long(start + local)
    var count = local
    while count < length {
      guard file.read(next, count: 1, to: page) else { return false }
      let part = min(usable - 4, length - count)
      (whole + count).copyMemory(from: page + 4, byteCount: part)
      next = Self.long(page)
      count += part
    }
    return record(whole, length, rowid)
  }

  @inline(__always)
  private static func short(_ at: UnsafeRawPointer) -> Int { Int(UInt16(bigEndian: at.loadUnaligned(as: UInt16.self))) }

  private static func long(_ at: UnsafeRawPointer) -> Int { Int(UInt32(bigEndian: at.loadUnaligned(as: UInt32.self))) }

  /// A number of 1 to 9 bytes, 7 bits in each but the ninth.
  @inline(__always)
  private static func number(_ at: inout UnsafeRawPointer) -> UInt64 {
    let first = at.load(as: UInt8.self)
    at += 1
    return first < 0x80 ? UInt64(first) : longNumber(UInt64(first & 0x7F), &at)
  }

  @inline(never)
  private static func longNumber(_ first: UInt64, _ at: inout UnsafeRawPointer) -> UInt64 {
    var number = first
    for _ in 0..<7 {
      let byte = at.load(as: UInt8.self)
      at += 1
      number = number << 7 | UInt64(byte & 0x7F)
      if byte < 0x80 { return number }
    }
    let last = at.load(as: UInt8.self)
    at += 1
    return number << 8 | UInt64(last)
  }
}
