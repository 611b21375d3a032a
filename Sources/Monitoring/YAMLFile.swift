import Foundation
import Warehouse
import Yams

/// Reads a YAML file of the project or the program.
enum YAMLFile {
  /// - Throws: ``MonitoringError`` naming the key that is missing or wrong.
  static func decode<Settings: Decodable>(
    _ type: Settings.Type, _ path: String, in library: SQLLibrary
  ) throws -> Settings {
    let origin = library.origin(of: path)
    do {
      return try YAMLDecoder().decode(type, from: library.text(path))
    } catch let error as DecodingError {
      throw explained(error, origin)
    } catch let error as YamlError {
      throw wrong(origin, "\(error)")
    }
  }

  private static func wrong(_ subject: String, _ found: String) -> MonitoringError {
    MonitoringError(code: "monitor-yaml", subject: subject, found: found, remedy: "correct the file")
  }

  private static func explained(_ error: DecodingError, _ origin: String) -> MonitoringError {
    func path(_ context: DecodingError.Context, _ last: String? = nil) -> String {
      (context.codingPath.map(\.stringValue) + (last.map { [$0] } ?? [])).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return wrong("\(origin), key \(path(context, key.stringValue))", "nothing: the key is missing")
    case .typeMismatch(let type, let context):
      return wrong("\(origin), key \(path(context))", "a value that is not of type \(type)")
    case .valueNotFound(let type, let context):
      return wrong("\(origin), key \(path(context))", "no value of type \(type)")
    case .dataCorrupted(let context):
      let reason = context.underlyingError.map { "\($0)" } ?? context.debugDescription
      return wrong(context.codingPath.isEmpty ? origin : "\(origin), key \(path(context))", reason)
    @unknown default:
      return wrong(origin, "\(error)")
    }
  }
}

/// Days as text.
enum Day {
  /// Checks a day that a user gave.
  /// - Throws: ``MonitoringError`` where there is no such day.
  static func checked(_ text: String) throws -> String {
    guard number(text) != nil else {
      throw MonitoringError(
        code: "invalid-date", subject: "date", expected: "a day such as 2026-01-31", found: "\"\(text)\"",
        remedy: "correct the date")
    }
    return text
  }

  /// The day so many days later.
  static func adding(_ days: Int, to text: String) -> String {
    guard let number = number(text) else { return text }
    let moment = Date(timeIntervalSince1970: Double(number + days) * 86_400)
    return UTCTimestamp(moment).day
  }

  private static func number(_ text: String) -> Int? {
    guard text.utf8.count == 10,
      let date = try? Date(text + "T00:00:00Z", strategy: Date.ISO8601FormatStyle()),
      UTCTimestamp(date).day == text
    else { return nil }
    return Int((date.timeIntervalSince1970 / 86_400).rounded())
  }
}
