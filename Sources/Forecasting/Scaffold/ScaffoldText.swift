import Foundation

/// Text of a user's inside generated files: never able to leave the place that it was put into.
enum ScaffoldText {
  /// A SQL literal; `nil` for text that SQL text cannot hold, which is text with a NUL character.
  static func literal(_ text: String) -> String? {
    guard !text.unicodeScalars.contains("\0") else { return nil }
    return "'" + text.replacing("'", with: "''") + "'"
  }

  /// The text within a line of comment: line ends and control characters become spaces.
  static func comment(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator: " "
          default: scalar
          }
        }))
  }

  /// A YAML scalar: bare where it is a plain word, else in double quotes.
  static func yaml(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy { byte in
      (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte) || byte == 95
    }
    let startsWithLetter = text.first.map { $0.isLetter || $0 == "_" } ?? false
    let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    if isWord, startsWithLetter, !words.contains(text.lowercased()) { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      default:
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate, .privateUse, .unassigned:
          quoted += "\\U" + String(repeating: "0", count: 8 - hex(scalar).count) + hex(scalar)
        default: quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }

  private static func hex(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16) }

  /// Prose as comment lines of at most about 120 characters.
  static func lines(_ mark: String, _ prose: String) -> String {
    var lines: [String] = []
    var line = mark
    for word in comment(prose).split(separator: " ") {
      if line.count + 1 + word.count > 120, line != mark {
        lines.append(line)
        line = mark
      }
      line += " " + word
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
