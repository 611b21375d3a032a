import Foundation

/// Functions of text. Positions and lengths count code points, as Trino does.
enum TextFunctions {
  static let all: [ScalarFunction] = [
    ScalarFunction("split_part", 3) { row throws(FunctionError) in
      let index = try row.integer(2)
      guard index > 0 else { throw row.mismatch(2, "an index from 1") }
      let text = Array(row.text(0).unicodeScalars)
      let delimiter = Array(row.text(1).unicodeScalars)
      guard !delimiter.isEmpty else {
        return index <= text.count ? .text(string(text[(index - 1)..<index])) : .null
      }
      var start = 0
      var number = 1
      while let found = place(of: delimiter, in: text, from: start) {
        if number == index { return .text(string(text[start..<found])) }
        start = found + delimiter.count
        number += 1
      }
      return number == index ? .text(string(text[start...])) : .null
    },
    ScalarFunction("strpos", 2, 3) { row throws(FunctionError) in
      let instance = row.count == 3 ? try row.integer(2) : 1
      guard instance != 0 else { throw row.mismatch(2, "an instance other than 0") }
      let text = Array(row.text(0).unicodeScalars)
      let part = Array(row.text(1).unicodeScalars)
      guard !part.isEmpty else { return .integer(1) }
      var places: [Int] = []
      var start = 0
      while let found = place(of: part, in: text, from: start) {
        places.append(found + 1)
        if places.count == instance { break }
        start = found + 1
      }
      let wanted = instance > 0 ? instance - 1 : places.count &+ instance
      return .integer(Int64(places.indices.contains(wanted) ? places[wanted] : 0))
    },
    // Not Trino's: what SQLite's lower() does for ASCII, for the letters of all languages.
    ScalarFunction("casefold", 1) { row throws(FunctionError) in
      .text(row.text(0).precomposedStringWithCanonicalMapping.uppercased().lowercased())
    },
    ScalarFunction("lpad", 3) { row throws(FunctionError) in
      let (text, filling) = try padding(row)
      return .text(string(filling[...]) + string(text[...]))
    },
    ScalarFunction("rpad", 3) { row throws(FunctionError) in
      let (text, filling) = try padding(row)
      return .text(string(text[...]) + string(filling[...]))
    },
  ]

  /// The longest text that padding makes: enough for a line, and too short to fill the memory.
  private static let longest = 1_000_000

  private static func padding(
    _ row: FunctionArguments
  ) throws(FunctionError) -> (text: [Unicode.Scalar], filling: [Unicode.Scalar]) {
    let size = try row.integer(1)
    guard (0...longest).contains(size) else { throw row.mismatch(1, "a size from 0 to \(longest)") }
    let text = Array(row.text(0).unicodeScalars)
    let pad = Array(row.text(2).unicodeScalars)
    guard !pad.isEmpty else { throw row.mismatch(2, "at least one character") }
    guard size > text.count else { return (Array(text.prefix(size)), []) }
    return (text, (0..<(size - text.count)).map { pad[$0 % pad.count] })
  }

  private static func place(of part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int) -> Int? {
    guard text.count - start >= part.count else { return nil }
    return (start...(text.count - part.count)).first { text[$0..<($0 + part.count)].elementsEqual(part) }
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
