/// The formats in which rows come and predictions go.
public enum InvocationFormat: String, Sendable, CaseIterable {
  /// Lines of fields, with or without a header.
  case csv = "text/csv"
  /// One JSON document.
  case json = "application/json"
  /// One JSON value a line.
  case jsonLines = "application/jsonlines"

  /// The format of a media type, whatever its parameters; `nil` where it is none of these.
  public init?(mediaType: String) {
    // As clients write it.
    if let format = InvocationFormat(rawValue: mediaType) {
      self = format
      return
    }
    let name = mediaType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    switch name {
    case "text/csv": self = .csv
    case "application/json": self = .json
    case "application/jsonlines", "application/x-jsonlines", "application/jsonl", "application/x-ndjson":
      self = .jsonLines
    default: return nil
    }
  }
}

/// How a request wants its rows to be read.
public struct ParsingOptions: Sendable, Equatable {
  /// What the first line of CSV is.
  public enum Header: Sendable, Equatable {
    /// A header where one of its fields is the name of a feature.
    case detected
    /// A header.
    case present
    /// A row.
    case absent
  }

  /// What the first line of CSV is.
  public var header = Header.detected
  /// Whether fields that the model does not know are passed over instead of refused.
  public var ignoresUnknown = false

  /// The options that hold where nothing is said.
  public init() {}

  /// Reads `header=present` and `header=absent` out of a media type (RFC 4180).
  public init(mediaType: String, ignoresUnknown: Bool) {
    self.ignoresUnknown = ignoresUnknown
    guard mediaType.utf8.contains(UInt8(ascii: ";")) else { return }
    for parameter in mediaType.split(separator: ";").dropFirst() {
      switch parameter.lowercased().filter({ $0 != " " && $0 != "\"" }) {
      case "header=present": header = .present
      case "header=absent": header = .absent
      default: break
      }
    }
  }
}

extension FeatureRows {
  /// Reads the rows of a request.
  /// - Throws: ``InvocationError`` that names the row and the feature.
  public init(
    parsing body: [UInt8], as format: InvocationFormat, schema: FeatureSchema,
    options: ParsingOptions = ParsingOptions()
  ) throws(InvocationError) {
    switch format {
    case .csv: self = try CSVRequest.rows(body, schema: schema, options: options)
    case .json: self = try JSONRequest.document(body, schema: schema, options: options)
    case .jsonLines: self = try JSONRequest.lines(body, schema: schema, options: options)
    }
    guard count > 0 else { throw .noRows() }
  }
}
