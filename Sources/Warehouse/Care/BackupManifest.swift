import Foundation

/// What a backup holds: `backup.json` in its directory. It is written last; a directory without it is no backup.
struct BackupManifest: Codable {
  struct File: Codable {
    /// The path below the directory.
    let path: String
    let byteCount: Int
    let sha256: String

    enum CodingKeys: String, CodingKey {
      case path, sha256
      case byteCount = "byte_count"
    }
  }

  static let name = "backup.json"
  static let currentFormat = 1

  let format: Int
  let createdAt: String
  let createdBy: String
  let files: [File]

  enum CodingKeys: String, CodingKey {
    case format, files
    case createdAt = "created_at"
    case createdBy = "created_by"
  }

  /// Reads the manifest of a backup and checks that its paths stay inside the directory.
  static func read(_ directory: URL) throws -> BackupManifest {
    guard let data = FileManager.default.contents(atPath: directory.appending(path: name).path) else {
      throw WarehouseError(
        code: "no-backup", subject: directory.path, expected: "a directory that `stockroom backup` wrote",
        found: FileManager.default.fileExists(atPath: directory.path) ? "no \(name) in it" : "no such directory",
        remedy: "check the path")
    }
    guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data), manifest.format == currentFormat,
      manifest.files.allSatisfy({ file in
        file.path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
      })
    else {
      throw WarehouseError(
        code: "backup-manifest", subject: directory.appending(path: name).path,
        expected: "a manifest that this version of stockroom knows", found: "another file",
        remedy: "update stockroom, or use another backup")
    }
    return manifest
  }

  func write(to directory: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let file = directory.appending(path: Self.name)
    try encoder.encode(self).write(to: file)
    try Warehouse.synchronize(file)
  }
}
