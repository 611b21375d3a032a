/// Where a CSV file goes to.
public struct CSVOutput: Sendable {
  enum Destination: Sendable {
    case file(path: String)
    case descriptor(Int32)
    case memory
  }

  /// The name that errors use.
  public let name: String
  let destination: Destination

  /// A file that appears under its path whole or not at all; one that is there already is replaced.
  public static func file(_ path: String) -> CSVOutput { CSVOutput(name: path, destination: .file(path: path)) }

  /// An open file descriptor, which is not closed.
  public static func descriptor(_ descriptor: Int32, name: String) -> CSVOutput {
    CSVOutput(name: name, destination: .descriptor(descriptor))
  }

  /// Standard output.
  public static var standardOutput: CSVOutput { .descriptor(1, name: "standard output") }

  /// Memory; `CSVWriter.finish()` returns the bytes.
  public static var memory: CSVOutput { CSVOutput(name: "memory", destination: .memory) }
}
