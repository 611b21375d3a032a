import Foundation
import GRDBSQLite

/// Functions of regular expressions, in the syntax of Java's patterns as ICU reads them. `x REGEXP pattern` works too.
enum PatternFunctions {
  static let all: [ScalarFunction] = [
    ScalarFunction("regexp_like", 2) { row throws(FunctionError) in
      .integer(try matches(Pattern.of(row, 1), row.text(0), row, limit: 1).isEmpty ? 0 : 1)
    },
    ScalarFunction("regexp", 2) { row throws(FunctionError) in
      .integer(try matches(Pattern.of(row, 0), row.text(1), row, limit: 1).isEmpty ? 0 : 1)
    },
    ScalarFunction("regexp_extract", 2, 3) { row throws(FunctionError) in
      let expression = try Pattern.of(row, 1)
      let group = row.count == 3 ? try row.integer(2) : 0
      guard (0...expression.numberOfCaptureGroups).contains(group) else {
        throw row.mismatch(2, "a group from 0 to \(expression.numberOfCaptureGroups)")
      }
      let text = row.text(0)
      guard let match = try matches(expression, text, row, limit: 1).first else { return .null }
      return part(match.range(at: group), of: text).map { .text($0) } ?? .null
    },
    ScalarFunction("regexp_replace", 2, 3) { row throws(FunctionError) in
      let expression = try Pattern.of(row, 1)
      let text = row.text(0)
      let replacement = try Replacement(row.count == 3 ? row.text(2) : "", expression)
      var result = ""
      var end = 0
      for match in try matches(expression, text, row, limit: .max) {
        result += part(NSRange(location: end, length: match.range.location - end), of: text) ?? ""
        result += replacement.text(for: match, in: text)
        end = match.range.location + match.range.length
        guard result.utf8.count < 100_000_000 else { throw FunctionError("regexp_replace: the result is too long") }
      }
      return .text(result + (part(NSRange(location: end, length: text.utf16.count - end), of: text) ?? ""))
    },
  ]

  static func part(_ range: NSRange, of text: String) -> String? {
    guard range.location != NSNotFound else { return nil }
    let start = String.Index(utf16Offset: range.location, in: text)
    let end = String.Index(utf16Offset: range.location + range.length, in: text)
    return String(text[start..<end])
  }

  /// How often the engine may report on the way to one match (it does so every ten thousand steps) before the pattern
  /// counts as endless. ICU itself gives up after about twice as many and calls that no match.
  private static let patience = 2000

  private static func matches(
    _ expression: NSRegularExpression, _ text: String, _ row: FunctionArguments, limit: Int
  ) throws(FunctionError) -> [NSTextCheckingResult] {
    var found: [NSTextCheckingResult] = []
    var reports = 0
    var failed = false
    expression.enumerateMatches(
      in: text, options: [.reportProgress, .reportCompletion], range: NSRange(location: 0, length: text.utf16.count)
    ) { match, flags, stop in
      if let match {
        found.append(match)
        reports = 0
        if found.count >= limit { stop.pointee = true }
        return
      }
      if flags.contains(.internalError) { failed = true }
      reports += 1
      if reports > patience {
        failed = true
        stop.pointee = true
      }
    }
    guard !failed else {
      throw FunctionError("\(row.function): the pattern takes too long on '\(text.prefix(40))'")
    }
    return found
  }
}

/// A compiled pattern, kept with the statement as long as its text does not change.
enum Pattern {
  static func of(_ row: FunctionArguments, _ index: Int) throws(FunctionError) -> NSRegularExpression {
    if let kept = sqlite3_get_auxdata(row.context, CInt(index)) {
      return Unmanaged<NSRegularExpression>.fromOpaque(kept).takeUnretainedValue()
    }
    let text = row.text(index)
    guard let expression = try? NSRegularExpression(pattern: text) else {
      throw row.mismatch(index, "a regular expression")
    }
    sqlite3_set_auxdata(row.context, CInt(index), Unmanaged.passRetained(expression).toOpaque()) { kept in
      if let kept { Unmanaged<NSRegularExpression>.fromOpaque(kept).release() }
    }
    return expression
  }
}

/// What takes the place of a match: `$1` and `${name}` stand for groups, a backslash for the character behind it.
private struct Replacement {
  private enum Piece {
    case text(String)
    case group(Int)
    case named(String)
  }

  private var pieces: [Piece] = []

  init(_ template: String, _ expression: NSRegularExpression) throws(FunctionError) {
    var rest = template[...]
    var literal = ""
    while let character = rest.popFirst() {
      if character == "\\" {
        guard let next = rest.popFirst() else {
          throw FunctionError("regexp_replace: nothing after the last backslash")
        }
        literal.append(next)
      } else if character == "$" {
        pieces.append(.text(literal))
        literal = ""
        pieces.append(try Self.group(&rest, expression))
      } else {
        literal.append(character)
      }
    }
    pieces.append(.text(literal))
  }

  private static func group(
    _ rest: inout Substring, _ expression: NSRegularExpression
  ) throws(FunctionError) -> Piece {
    if rest.first == "{", let end = rest.firstIndex(of: "}") {
      let name = String(rest[rest.index(after: rest.startIndex)..<end])
      guard expression.pattern.contains("(?<\(name)>"), !name.isEmpty else {
        throw FunctionError("regexp_replace: the pattern has no group named '\(name)'")
      }
      rest = rest[rest.index(after: end)...]
      return .named(name)
    }
    // As many digits as name a group that there is.
    var number: Int?
    while let digit = rest.first?.wholeNumberValue, rest.first?.isASCII == true {
      let longer = (number ?? 0) * 10 + digit
      guard longer <= expression.numberOfCaptureGroups else { break }
      number = longer
      rest.removeFirst()
    }
    guard let number else { throw FunctionError("regexp_replace: expected the number or {name} of a group after $") }
    return .group(number)
  }

  func text(for match: NSTextCheckingResult, in text: String) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let literal): literal
      case .group(let number): PatternFunctions.part(match.range(at: number), of: text) ?? ""
      case .named(let name): PatternFunctions.part(match.range(withName: name), of: text) ?? ""
      }
    }.joined()
  }
}
