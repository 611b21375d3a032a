import Endpoints
import Events
import Foundation
import HTTPTypes
import NIOCore
import Operations
import Warehouse

extension Answer {
  /// A JSON text.
  static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Answer {
    Answer(status: status, contentType: "application/json", body: ByteBuffer(string: text))
  }

  /// The new state of a thing.
  static func state(_ kind: String, _ name: String, _ state: String) -> Answer {
    .json(JSONValue.object([kind: .string(name), "status": .string(state)]).description)
  }

  /// The rows of a script of `sql/operations` as an array of objects. Values that are `nil` leave the parameter at its
  /// default.
  static func rows(
    of script: String, _ parameters: [(String, String?)] = [], in stockroom: Stockroom
  ) throws -> Answer {
    let query = try Stockroom.Query(
      script: "operations/\(script).sql", in: stockroom.warehouse.scripts,
      parameters: parameters.compactMap { name, value in value.map { (name, $0) } })
    let bytes = try stockroom.ask(query, keepsHistory: false) { cursor in
      let names = cursor.columnNames
      let rows = try cursor.allRows()
      var text = JSONText()
      text.list(rows) { text, row in text.object(zip(names, row)) { $0.append($1) } }
      return (rows.count, text.bytes)
    }
    return Answer(status: .ok, contentType: "application/json", body: ByteBuffer(bytes: bytes))
  }
}

extension JSONText {
  fileprivate mutating func append(_ value: SQLValue) {
    switch value {
    case .null: append("null")
    case .integer(let integer): append(raw: String(integer))
    case .real(let number): append(number)
    case .text(let text): append(quoted: text)
    case .blob(let bytes): append(quoted: Data(bytes).base64EncodedString())
    }
  }
}
