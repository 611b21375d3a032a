import Foundation
import Warehouse

/// A record as a JSON object: names and numbers, texts, booleans (0 and 1) or null.
enum RecordJSON {
  static func values(_ text: String) throws -> [(name: String, value: SQLValue)] {
    guard let object = try? JSONDecoder().decode([String: Scalar].self, from: Data(text.utf8)) else {
      throw WarehouseError(
        code: "parameter-value", subject: "--json", expected: "an object of numbers, texts, true, false and null",
        found: String(text.prefix(80)), remedy: "write for example '{\"id\": 1, \"price\": 2.5}'")
    }
    return object.sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }
  }

  private struct Scalar: Decodable {
    let value: SQLValue

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        value = .null
      } else if let truth = try? container.decode(Bool.self) {
        value = .integer(truth ? 1 : 0)
      } else if let integer = try? container.decode(Int64.self) {
        value = .integer(integer)
      } else if let number = try? container.decode(Double.self) {
        value = .real(number)
      } else {
        value = .text(try container.decode(String.self))
      }
    }
  }
}
