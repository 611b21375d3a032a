/// Calendar dates in the text of a field.
public enum CSVDate {
  /// Whether the text is a date `YYYY-MM-DD` that exists in the (proleptic Gregorian) calendar.
  public static func isDate(_ bytes: UnsafeRawBufferPointer) -> Bool { date(bytes) != nil }

  /// Year, month and day of a date `YYYY-MM-DD` that exists in the (proleptic Gregorian) calendar, else `nil`.
  public static func date(_ bytes: UnsafeRawBufferPointer) -> (year: Int, month: Int, day: Int)? {
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = number(bytes, 0, 4), let month = number(bytes, 5, 7), let day = number(bytes, 8, 10),
      month >= 1 && month <= 12 && day >= 1
    else { return nil }
    let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length =
      switch month {
      case 2: isLeapYear ? 29 : 28
      case 4, 6, 9, 11: 30
      default: 31
      }
    return day <= length ? (year, month, day) : nil
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
    var value = 0
    for index in start..<end {
      let digit = bytes[index] &- 48
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}
