/// Makes doubled quotation marks single, in place.
enum QuoteRemoval {
  /// Moves the content of every field that has doubled quotation marks together and shortens its slot.
  static func apply(to bytes: inout [UInt8], slots: inout [FieldSlot], count: Int) {
    for index in 0..<count where slots[index].hasDoubledQuotes {
      let start = Int(slots[index].start)
      let end = start + slots[index].length
      var write = start
      var read = start
      while read < end {
        let byte = bytes[read]
        bytes[write] = byte
        write += 1
        read += byte == UInt8(ascii: "\"") ? 2 : 1
      }
      slots[index] = FieldSlot(start: start, length: write - start, isQuoted: true)
    }
  }
}
