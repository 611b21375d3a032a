/// A CSV parser that goes from character to character with one state each: slow, and plainly right. The reader must
/// agree with it.
struct ReferenceParser {
  struct Field: Equatable {
    var bytes: [UInt8] = []
    var isQuoted = false
    var string: String? { bytes.isEmpty && !isQuoted ? nil : String(decoding: bytes, as: UTF8.self) }
  }

  struct Outcome: Equatable {
    var columns: [String] = []
    var rows: [[String?]] = []
    var lines: [Int] = []
    var errorCode: String?
    var errorLine: Int?
  }

  private enum State { case fieldStart, unquoted, quoted, quoteInQuoted, carriageReturn }

  private var outcome = Outcome()
  private var record: [Field] = []
  private var field = Field()
  private var line = 1
  private var recordLine = 1
  private var hasHeader = false

  static func parse(_ bytes: [UInt8]) -> Outcome {
    var parser = ReferenceParser()
    if let code = parser.run(bytes) {
      parser.outcome.errorCode = code
      parser.outcome.errorLine = parser.recordLine
    } else if !parser.hasHeader {
      parser.outcome.errorCode = "missing-header"
    }
    return parser.outcome
  }

  private mutating func run(_ bytes: [UInt8]) -> String? {
    var state = State.fieldStart
    var isRecordOpen = false
    for byte in bytes {
      let character = Character(Unicode.Scalar(byte))
      switch (state, character) {
      case (.carriageReturn, "\n"):
        if let code = endRecord() { return code }
        state = .fieldStart
        isRecordOpen = false
      case (.carriageReturn, _): return "lone-carriage-return"
      case (.quoted, "\""): state = .quoteInQuoted
      case (.quoted, _):
        if character == "\n" { line += 1 }
        field.bytes.append(byte)
      case (.quoteInQuoted, "\""):
        field.bytes.append(byte)
        state = .quoted
      case (.fieldStart, "\""):
        field.isQuoted = true
        isRecordOpen = true
        state = .quoted
      case (_, ","):
        endField()
        isRecordOpen = true
        state = .fieldStart
      case (_, "\n"):
        if let code = endRecord() { return code }
        state = .fieldStart
        isRecordOpen = false
      case (_, "\r"):
        isRecordOpen = true
        state = .carriageReturn
      case (.quoteInQuoted, _): return "text-after-quote"
      default:
        field.bytes.append(byte)
        isRecordOpen = true
        state = .unquoted
      }
    }
    switch state {
    case .quoted: return "unterminated-quote"
    case .carriageReturn: return "lone-carriage-return"
    default: return isRecordOpen ? endRecord() : nil
    }
  }

  private mutating func endField() {
    record.append(field)
    field = Field()
  }

  private mutating func endRecord() -> String? {
    endField()
    defer {
      record = []
      recordLine = line
    }
    let isBlank = record == [Field()]
    if !hasHeader {
      if isBlank {
        line += 1
        return nil
      }
      hasHeader = true
      outcome.columns = record.map { $0.string ?? "" }
      var seen: Set<String> = []
      for column in outcome.columns {
        if column.allSatisfy(\.isWhitespace) { return "empty-column-name" }
        if !seen.insert(column).inserted { return "duplicate-column-name" }
      }
    } else if record.count == outcome.columns.count {
      outcome.rows.append(record.map(\.string))
      outcome.lines.append(recordLine)
    } else if !isBlank {
      let code = "field-count"
      // The error names the line on which the record starts.
      line = recordLine
      return code
    }
    line += 1
    return nil
  }
}
