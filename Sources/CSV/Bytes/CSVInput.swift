/// Where the bytes of a CSV file come from. Plain and gzip input are told apart by content, not by name.
public struct CSVInput: Sendable {
  enum Origin: Sendable {
    case file(path: String)
    case descriptor(Int32)
    case bytes([UInt8])
  }

  /// The name that errors use.
  public let name: String
  let origin: Origin

  /// A file by its path.
  public static func file(_ path: String) -> CSVInput { CSVInput(name: path, origin: .file(path: path)) }

  /// An open file descriptor, which is read to its end and not closed.
  public static func descriptor(_ descriptor: Int32, name: String) -> CSVInput {
    CSVInput(name: name, origin: .descriptor(descriptor))
  }

  /// Standard input.
  public static var standardInput: CSVInput { .descriptor(0, name: "standard input") }

  /// Bytes in memory.
  public static func bytes(_ bytes: [UInt8], name: String) -> CSVInput {
    CSVInput(name: name, origin: .bytes(bytes))
  }
}
