public import Diagnostics

/// A place in a CSV file: the file, the physical line (the first is 1) and the column's name, as far as they are known.
public struct CSVLocation: Sendable, Equatable, CustomStringConvertible {
  /// The file as the user named it, or `standard input`.
  public let file: String
  /// The physical line on which the record starts; the first line of the file is 1.
  public let line: Int?
  /// The name of the column, or `number 5` where the header has no name for it.
  public let column: String?

  /// Creates a location.
  public init(file: String, line: Int? = nil, column: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// For example `sales.csv, line 4, column units_sold`.
  public var description: String {
    var text = file
    if let line { text += ", line \(line)" }
    if let column { text += ", column \(column)" }
    return text
  }
}

/// What can be wrong with a CSV file, its compression, or the place it is written to.
public struct CSVError: Diagnostic {
  /// A short stable word to match on.
  public let code: String
  /// Where the error is.
  public let location: CSVLocation
  /// What would have been right, if anything in particular.
  public let expected: String?
  /// What was there instead.
  public let found: String
  /// What to do about it.
  public let remedy: String?

  /// The location as text, for example `sales.csv, line 4, column units_sold`.
  public var subject: String { location.description }

  /// Creates an error at a location. The rooms that load a file use this for what only they know, such as a
  /// value that does not fit the table.
  public init(code: String, location: CSVLocation, expected: String?, found: String, remedy: String?) {
    self.code = code
    self.location = location
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  /// A value that is not of the type its column has.
  ///
  /// - Parameter expected: The type in words, for example `an integer`.
  public static func wrongType(at location: CSVLocation, expected: String, value: String) -> CSVError {
    CSVError(
      code: "wrong-type", location: location, expected: expected, found: quoted(value),
      remedy: "correct the value, or load the column as text")
  }

  /// The value in quotation marks, cut after 60 characters and with its line ends made visible.
  package static func quoted(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars.prefix(60) {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return value.unicodeScalars.count > 60 ? "\"\(text)…\"" : "\"\(text)\""
  }
}

// MARK: - Records and header

extension CSVError {
  static func missingHeader(file: String) -> CSVError {
    CSVError(
      code: "missing-header", location: CSVLocation(file: file), expected: "a header line with column names",
      found: "no line at all", remedy: "check that the file was written completely")
  }

  static func noRows(file: String) -> CSVError {
    CSVError(
      code: "no-rows", location: CSVLocation(file: file), expected: "rows below the header", found: "a header only",
      remedy: "check that the file was written completely")
  }

  static func emptyColumnName(file: String, line: Int, position: Int) -> CSVError {
    CSVError(
      code: "empty-column-name", location: CSVLocation(file: file, line: line, column: "number \(position)"),
      expected: "a name for every column", found: "an empty name",
      remedy: "name the column in the header (pandas writes such a column unless told to_csv(index=False))")
  }

  static func duplicateColumnName(_ name: String, file: String, line: Int, positions: (Int, Int)) -> CSVError {
    CSVError(
      code: "duplicate-column-name", location: CSVLocation(file: file, line: line, column: name),
      expected: "distinct column names", found: "the name at positions \(positions.0) and \(positions.1)",
      remedy: "rename one of the two columns in the header")
  }

  static func fieldCount(file: String, line: Int, expected: Int, found: Int) -> CSVError {
    CSVError(
      code: "field-count", location: CSVLocation(file: file, line: line), expected: fields(expected),
      found: fields(found),
      remedy: found > expected
        ? "put quotation marks around fields that contain the delimiter, or check the delimiter"
        : "add the missing fields, or check the delimiter and that the file was written completely")
  }

  private static func fields(_ count: Int) -> String { count == 1 ? "1 field" : "\(count) fields" }

  static func unterminatedQuote(_ location: CSVLocation) -> CSVError {
    CSVError(
      code: "unterminated-quote", location: location, expected: "a closing quotation mark",
      found: "the end of the file",
      remedy: "close the quotation, and double every quotation mark inside a quoted field")
  }

  /// - Parameter rest: the bytes behind the quotation mark; some of its line are shown.
  static func textAfterQuote(_ location: CSVLocation, found rest: some Collection<UInt8>) -> CSVError {
    let text = String(
      decoding: rest.prefix(20).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    return CSVError(
      code: "text-after-quote", location: location,
      expected: "a delimiter or line end after the closing quotation mark",
      found: quoted(text), remedy: "double every quotation mark inside a quoted field")
  }

  static func loneCarriageReturn(_ location: CSVLocation) -> CSVError {
    CSVError(
      code: "lone-carriage-return", location: location, expected: "lines that end in LF or CRLF",
      found: "a carriage return without a line feed",
      remedy: "quote the field that contains it, or convert the line ends: tr '\\r' '\\n' < OLD > NEW")
  }

  static func invalidUTF8(_ location: CSVLocation, byte: UInt8) -> CSVError {
    let digits = String(byte, radix: 16, uppercase: true)
    return CSVError(
      code: "invalid-utf8", location: location, expected: "UTF-8 text",
      found: "the byte 0x\(digits.count == 1 ? "0" : "")\(digits)",
      remedy: "convert the file, for example: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW")
  }

  static func recordTooLong(_ location: CSVLocation, limit: Int) -> CSVError {
    CSVError(
      code: "record-too-long", location: location, expected: "a record of at most \(limit) bytes",
      found: "a longer one", remedy: "look for a quotation mark that is never closed")
  }
}

// MARK: - Files and compression

extension CSVError {
  static func system(_ file: String, doing action: String, errno number: Int32) -> CSVError {
    let location = CSVLocation(file: file)
    switch number {
    case SystemCall.noSuchFile:
      return CSVError(
        code: "missing-file", location: location, expected: nil, found: "no such file or directory",
        remedy: "check the path")
    case SystemCall.permissionDenied, SystemCall.readOnlyFileSystem:
      return CSVError(
        code: "permission-denied", location: location, expected: nil,
        found: "\(action) is not allowed: \(SystemCall.message(number))", remedy: "check the permissions of the path")
    default:
      return CSVError(
        code: "input-output", location: location, expected: nil,
        found: "\(action) failed: \(SystemCall.message(number))", remedy: nil)
    }
  }

  static func isDirectory(_ file: String) -> CSVError {
    CSVError(
      code: "is-directory", location: CSVLocation(file: file), expected: "a file", found: "a directory", remedy: nil)
  }

  static func truncatedGzip(_ file: String, offset: Int) -> CSVError {
    CSVError(
      code: "truncated-gzip", location: CSVLocation(file: file), expected: "the end of the gzip data",
      found: "the end of the file at byte \(offset)", remedy: "copy or download the file again; test it with gzip -t")
  }

  static func corruptGzip(_ file: String, offset: Int, reason: String) -> CSVError {
    CSVError(
      code: "corrupt-gzip", location: CSVLocation(file: file), expected: "sound gzip data",
      found: "\(reason) near byte \(offset)", remedy: "copy or download the file again; test it with gzip -t")
  }

  static func unsupportedFormat(_ file: String, found: String, remedy: String) -> CSVError {
    CSVError(
      code: "unsupported-format", location: CSVLocation(file: file), expected: "UTF-8 CSV, plain or gzip",
      found: found, remedy: remedy)
  }

  static func outOfMemory(_ file: String) -> CSVError {
    CSVError(
      code: "out-of-memory", location: CSVLocation(file: file), expected: nil,
      found: "zlib could not get the memory it needs", remedy: nil)
  }
}
