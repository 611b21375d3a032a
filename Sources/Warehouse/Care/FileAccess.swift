import Foundation

/// Who may read and write the files of a directory: the permissions of the directory itself, and those of files without the
/// right to run them.
struct FileAccess {
  private let mode: Int

  /// The owner and nobody else.
  static let ofOwner = FileAccess(mode: 0o700)

  /// What a directory has.
  init(of directory: URL) throws {
    mode = (try FileManager.default.attributesOfItem(atPath: directory.path)[.posixPermissions] as? Int) ?? 0o700
  }

  private init(mode: Int) { self.mode = mode }

  /// Gives it to one directory or file.
  func give(to item: URL) throws {
    let isFile =
      try FileManager.default.attributesOfItem(atPath: item.path)[.type] as? FileAttributeType == .typeRegular
    try FileManager.default.setAttributes(
      [.posixPermissions: isFile ? mode & 0o666 : mode], ofItemAtPath: item.path)
  }

  /// Gives it to everything below a directory.
  func give(toAllBelow directory: URL) throws {
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
      try give(to: directory.appending(path: path))
    }
  }
}
