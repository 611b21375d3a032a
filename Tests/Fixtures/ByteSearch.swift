import Foundation

/// Looks for text in the bytes of a file.
public enum ByteSearch {
  /// Whether the file has the text in it; `false` for a file that is not there.
  public static func file(_ path: String, contains text: String) -> Bool {
    guard let data = FileManager.default.contents(atPath: path) else { return false }
    return data.range(of: Data(text.utf8)) != nil
  }
}
