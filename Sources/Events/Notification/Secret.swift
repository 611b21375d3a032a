import Foundation

/// Where a secret is: in an environment variable or a file. It is read when it is used and kept nowhere.
enum Secret: Sendable, Equatable {
  case environment(String)
  case file(String)

  /// Reads `env:NAME` or `file:PATH`.
  init?(reference: String) {
    if reference.hasPrefix("env:"), reference.utf8.count > 4 {
      self = .environment(String(reference.dropFirst(4)))
    } else if reference.hasPrefix("file:"), reference.utf8.count > 5 {
      self = .file(String(reference.dropFirst(5)))
    } else {
      return nil
    }
  }

  /// The secret that settings name by `secret_env` or `secret_file`.
  init?(settings: JSONValue) {
    if let name = settings["secret_env"]?.stringValue {
      self = .environment(name)
    } else if let path = settings["secret_file"]?.stringValue {
      self = .file(path)
    } else {
      return nil
    }
  }

  /// The secret itself, without the end of its line.
  func value(_ environment: [String: String]) throws(DeliveryFailure) -> String {
    switch self {
    case .environment(let name):
      guard let value = environment[name], !value.isEmpty else {
        throw DeliveryFailure("the environment variable \(name) with the secret is not set", isPermanent: false)
      }
      return value
    case .file(let path):
      guard let data = FileManager.default.contents(atPath: path) else {
        throw DeliveryFailure("the file \(path) with the secret cannot be read", isPermanent: false)
      }
      let value = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      guard !value.isEmpty else { throw DeliveryFailure("the file \(path) holds no secret", isPermanent: false) }
      return value
    }
  }
}
