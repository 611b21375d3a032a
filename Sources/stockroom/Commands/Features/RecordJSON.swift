import CSV
import Diagnostics
import Events
import Warehouse

/// A record as a JSON object: names and numbers, texts, booleans (0 and 1) or null. Whole numbers are taken digit by digit.
enum RecordJSON {
  static func values(_ text: String) throws -> [(name: String, value: SQLValue)] {
    func wrong(_ found: String) -> WarehouseError {
      WarehouseError(
        code: "parameter-value", subject: "--json", expected: "an object of numbers, texts, true, false and null",
        found: found, remedy: "write for example '{\"id\": 1, \"price\": 2.5}'")
    }
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text, subject: "--json")
    } catch {
      throw wrong("\(error.found)\(error.expected.map { " instead of \($0)" } ?? "") (\(error.subject))")
    }
    guard case .object(let members) = value else { throw wrong(String(text.prefix(80))) }
    return try members.sorted { $0.key < $1.key }.map { name, value in
      switch value {
      case .null: (name, .null)
      case .boolean(let truth): (name, .integer(truth ? 1 : 0))
      case .string(let text): (name, .text(text))
      case .number(let digits):
        if let number = number(digits) { (name, number) } else { throw wrong("\(digits) for \(name)") }
      case .array, .object: throw wrong("\("\(value)".prefix(60)) for \(name)")
      }
    }
  }

  private static func number(_ digits: String) -> SQLValue? {
    var digits = digits
    let whole = digits.withUTF8 { bytes in
      CSVNumber.integer(UnsafeRawBufferPointer(bytes)) ?? CSVNumber.wholeNumber(UnsafeRawBufferPointer(bytes))
    }
    if let whole { return .integer(whole) }
    return Double(digits).flatMap { $0.isFinite ? .real($0) : nil }
  }
}
