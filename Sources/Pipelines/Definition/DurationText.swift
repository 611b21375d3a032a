/// Durations as people write them in `pipeline.yml`: `90s`, `10m`, `2h`, `30d`, or `P30D` and `PT1H30M` as ISO 8601 has them.
enum DurationText {
  private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]

  /// The seconds, or `nil` where the text is no duration. Months and years, whose length varies, are none.
  static func seconds(_ text: String) -> Double? {
    if text.hasPrefix("P") { return isoSeconds(text.dropFirst()) }
    guard let last = text.last else { return nil }
    if let unit = units[last] { return number(text.dropLast()).map { $0 * unit } }
    return number(text[...])
  }

  /// The shortest text of whole units.
  static func text(_ seconds: Double) -> String {
    for (unit, size) in [("d", 86400.0), ("h", 3600), ("m", 60)]
    where seconds >= size && seconds.truncatingRemainder(dividingBy: size) == 0 {
      return "\(Int(seconds / size))\(unit)"
    }
    return seconds == seconds.rounded() ? "\(Int(seconds))s" : "\(seconds)s"
  }

  /// ISO 8601: `P30D`, `PT90S`.
  static func isoText(_ seconds: Double) -> String {
    seconds.truncatingRemainder(dividingBy: 86400) == 0
      ? "P\(Int(seconds / 86400))D" : "PT\(seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)")S"
  }

  private static func number(_ text: Substring) -> Double? {
    guard let value = Double(text), value.isFinite, value >= 0, text.first?.isNumber == true else { return nil }
    return value
  }

  private static func isoSeconds(_ text: Substring) -> Double? {
    var total = 0.0
    var digits = ""
    var isTime = false
    var parts = 0
    for character in text {
      switch character {
      case "T" where !isTime && digits.isEmpty: isTime = true
      case "0"..."9", ".": digits.append(character)
      default:
        let unit: Double? =
          switch (character, isTime) {
          case ("W", false): 604_800
          case ("D", false): 86400
          case ("H", true): 3600
          case ("M", true): 60
          case ("S", true): 1
          default: nil
          }
        guard let unit, let value = number(digits[...]) else { return nil }
        total += value * unit
        digits = ""
        parts += 1
      }
    }
    return digits.isEmpty && parts > 0 ? total : nil
  }
}
