/// Where the cells of a table lead to.
public struct Links: Sendable {
  /// The path for a column, given the texts of its row by column; `nil` for a plain cell.
  let path: @Sendable (_ column: String, _ row: (String) -> String) -> String?

  /// Plain cells: a page that stands alone.
  public static let none = Links { _, _ in nil }

  /// The pages of a server.
  public static let site = Links { column, row in
    let text = row(column)
    guard !text.isEmpty else { return nil }
    switch column {
    case "execution_id", "reused_from": return SitePath.execution(text)
    case "endpoint_name": return SitePath.endpoint(text)
    case "model_package_version", "version":
      let group = row("model_package_group").isEmpty ? row("model_package_group_name") : row("model_package_group")
      return group.isEmpty ? nil : SitePath.version(group, text)
    default: return nil
    }
  }
}

/// The addresses of pages about one thing.
public enum SitePath {
  /// An execution.
  public static func execution(_ identifier: String) -> String { "/executions/\(encoded(identifier))" }
  /// An endpoint.
  public static func endpoint(_ name: String) -> String { "/endpoints/\(encoded(name))" }
  /// A version of a model package group.
  public static func version(_ group: String, _ version: String) -> String {
    "/models/\(encoded(group))/\(encoded(version))"
  }

  /// One part of a path or of a query, with everything but letters, digits and `-._~` percent-encoded.
  public static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 95, 126: encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = Array("0123456789ABCDEF")
        encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return encoded
  }
}
