import Charts
import Warehouse

/// How the values of one column of a table are written: numbers with the same count of decimals, times without their
/// letters, long identifiers by their first characters.
struct ColumnFormat {
  private enum Kind: Equatable {
    /// Without a common count of decimals where small and large figures share the column.
    case number(decimals: Int?)
    case flag
    case bytes
    case time
    case identifier
    case text
  }

  private let kind: Kind
  private let isExact: Bool

  /// - Parameter isExact: values are written as they are.
  init(_ name: String, _ values: [SQLValue], isExact: Bool) {
    self.isExact = isExact
    let present = values.filter { $0 != .null }
    let numbers = present.compactMap { Rows.number($0) }
    if !present.isEmpty, numbers.count == present.count {
      let isFlag = name.hasPrefix("is_") || name.hasPrefix("meets_") || name == "condition_met"
      kind =
        if isFlag, numbers.allSatisfy({ $0 == 0 || $0 == 1 }) {
          .flag
        } else if name.hasSuffix("_bytes") {
          .bytes
        } else {
          .number(decimals: Self.decimals(numbers))
        }
    } else if !present.isEmpty, present.allSatisfy(Self.isTime) {
      kind = .time
    } else if name.hasSuffix("_id") || name.hasSuffix("sha256"), present.allSatisfy(Self.isIdentifier) {
      kind = .identifier
    } else {
      kind = .text
    }
  }

  var isNumeric: Bool {
    switch kind {
    case .number, .bytes: true
    case .flag, .time, .identifier, .text: false
    }
  }

  /// The text of a value, and the whole of it where the text is shortened.
  func text(_ value: SQLValue) -> (shown: String, whole: String?) {
    guard value != .null else { return ("", nil) }
    let plain = Rows.exactText(value)
    guard !isExact else { return (plain, nil) }
    switch kind {
    case .number(let decimals):
      guard let number = Rows.number(value), number.isFinite else { return (plain, nil) }
      guard let decimals else {
        let shown = Rows.text(.real(number.rounded(to: 5))).replacing("-", with: "−")
        return (shown, shown == plain ? nil : plain)
      }
      let isTiny = number != 0 && abs(number) < 0.00005 && decimals > 0
      let shown = isTiny || abs(number) >= 1e12 ? NumberText.short(number) : Self.fixed(number, decimals)
      return (shown, shown == plain || decimals == 0 ? nil : plain)
    case .bytes:
      guard let number = Rows.number(value) else { return (plain, nil) }
      return (Self.size(number), "\(plain) bytes")
    case .flag: return (value == .integer(1) ? "yes" : "no", nil)
    case .time:
      guard plain.utf8.count == 24 else { return (plain, nil) }
      return ("\(plain.prefix(10)) \(plain.dropFirst(11).prefix(8))", plain)
    case .identifier:
      let length = plain.contains("-") ? 13 : 8
      return plain.count > length + 1 ? ("\(plain.prefix(length))…", plain) : (plain, nil)
    case .text: return (Rows.text(value), nil)
    }
  }

  /// Whether a value is a moment, for `<time>`.
  var isTime: Bool { kind == .time && !isExact }

  /// As many decimals as give the largest number five digits, without zeros that all have at the end.
  private static func decimals(_ numbers: [Double]) -> Int? {
    guard numbers.contains(where: { $0 != $0.rounded() }) else { return 0 }
    let sizes = numbers.filter { $0.isFinite && $0 != 0 }.map(abs)
    let largest = sizes.max() ?? 0
    if largest >= 10, (sizes.min() ?? 0) < largest / 1000 || sizes.contains(where: { $0 < 0.5 }) { return nil }
    var decimals =
      switch largest {
      case 1000...: 1
      case 100...: 2
      case 10...: 3
      default: 4
      }
    while decimals > 0, numbers.allSatisfy({ NumberText.fixed($0, decimals: decimals).hasSuffix("0") || !$0.isFinite })
    {
      decimals -= 1
    }
    return decimals
  }

  private static func fixed(_ number: Double, _ decimals: Int) -> String {
    NumberText.fixed(number, decimals: decimals).replacing("-", with: "−")
  }

  private static func size(_ bytes: Double) -> String {
    switch bytes {
    case ..<1e3: "\(Int(bytes)) B"
    case ..<1e6: "\(NumberText.fixed(bytes / 1e3, decimals: 1)) kB"
    case ..<1e9: "\(NumberText.fixed(bytes / 1e6, decimals: 1)) MB"
    default: "\(NumberText.fixed(bytes / 1e9, decimals: 2)) GB"
    }
  }

  private static func isTime(_ value: SQLValue) -> Bool {
    guard case .text(let text) = value else { return false }
    let bytes = Array(text.utf8)
    return bytes.count == 24 && bytes[10] == UInt8(ascii: "T") && bytes[23] == UInt8(ascii: "Z")
      && bytes[4] == UInt8(ascii: "-") && bytes[13] == UInt8(ascii: ":")
  }

  private static func isIdentifier(_ value: SQLValue) -> Bool {
    guard case .text(let text) = value else { return false }
    return text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) || $0 == 45 }
  }
}
