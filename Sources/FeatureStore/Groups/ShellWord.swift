/// Words of a command that a person can paste into a shell.
package enum ShellWord {
  /// The text as one word.
  package static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
      ($0 >= 48 && $0 <= 58) || ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122) || "_-.=,/".utf8.contains($0)
    }
    return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// An option with its value. A value that begins with a dash stands behind an equals sign: it would be read as an option.
  package static func option(_ name: String, _ value: String) -> String {
    "\(name)\(value.hasPrefix("-") ? "=" : " ")\(quoted(value))"
  }
}
