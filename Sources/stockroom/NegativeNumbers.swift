/// Negative numbers on the command line, such as the identifier of a record: no option of this program is a digit, but the
/// parser takes whatever begins with - for one.
enum NegativeNumbers {
  /// The arguments with negative numbers behind the mark `--`, after which nothing is an option.
  ///
  /// A number that follows an option is its value and stays, and so does everything where there is such a mark already.
  static func marked(_ arguments: [String]) -> [String] {
    guard !arguments.contains("--"),
      let first = arguments.indices.first(where: { place in
        isNegative(arguments[place]) && place > 0 && !isOption(arguments[place - 1])
      })
    else { return arguments }
    let values = arguments[first...].prefix { isNegative($0) || !$0.hasPrefix("-") }
    let rest = arguments[values.endIndex...]
    return arguments[..<first] + rest + ["--"] + values
  }

  private static func isNegative(_ text: String) -> Bool {
    text.hasPrefix("-") && text.dropFirst().first?.isNumber == true && Double(text) != nil
  }

  /// Whether a word was meant as a value that begins with a dash, or is a misspelt option.
  static func isDashed(_ text: String) -> Bool { text.count > 2 && text.hasPrefix("-") && !text.hasPrefix("--") }

  private static func isOption(_ text: String) -> Bool {
    text.hasPrefix("-") && !text.contains("=") && !isNegative(text)
  }
}
