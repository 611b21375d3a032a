/// SQL identifiers.
public enum Identifier {
  /// Whether `name` is an ASCII letter or underscore, followed by letters, digits and underscores: 128 at most.
  public static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count <= 128 else { return false }
    return isLetter(first) && name.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) }
  }

  /// The identifier in double quotes, with quotes inside it doubled: what SQL text gets, whatever the name holds.
  public static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
  }
}
