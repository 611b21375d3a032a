import Crypto
public import Foundation

/// The object directory, S3's role: files under keys such as `retail_demand/EXECUTION/model.tar.gz`.
public struct ObjectDirectory: Sendable {
  /// A stored object: its key, size and content hash.
  public struct Stored: Sendable, Equatable {
    /// The path below the object directory, with `/` between its parts.
    public let key: String
    /// The size in bytes.
    public let byteCount: Int
    /// SHA-256 of the content, 64 hex digits.
    public let sha256: String
  }

  /// The directory itself.
  public let root: URL

  init(root: URL) { self.root = root }

  /// The file of a key.
  /// - Throws: ``WarehouseError`` where the key would leave the directory.
  public func url(of key: String) throws -> URL {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard !key.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\0") }) else {
      throw WarehouseError(
        code: "object-key", subject: "object \(key)", expected: "a relative path without . and ..", found: "\"\(key)\"",
        remedy: "choose a key inside the object directory")
    }
    return root.appending(path: key)
  }

  /// The file of a key, with the folders above it made.
  public func prepareFile(_ key: String) throws -> URL {
    let file = try url(of: key)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    return file
  }

  /// Stores bytes under a key. A reader sees the old object or the new one, never a part.
  @discardableResult
  public func store(_ bytes: some Sequence<UInt8>, as key: String) throws -> Stored {
    let file = try prepareFile(key)
    let data = Data(bytes)
    let partial = file.appendingPathExtension("partial")
    do {
      try data.write(to: partial)
      let handle = try FileHandle(forUpdating: partial)
      try handle.synchronize()
      try handle.close()
      guard rename(partial.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw WarehouseError(
        code: "object-write", subject: file.path,
        found: "the object could not be written (\(error.localizedDescription))",
        remedy: "check the free space and the permissions of \(root.path)")
    }
    return Stored(key: key, byteCount: data.count, sha256: SHA256.hash(data: data).hex)
  }

  /// The keys of the objects below a folder, sorted; none where there is no such folder.
  public func keys(below folder: String) throws -> [String] {
    let root = try url(of: folder)
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
    return paths.sorted().filter { path in
      var isDirectory: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isDirectory)
      return exists && !isDirectory.boolValue && !Self.isUnfinished(path)
    }.map { "\(folder)/\($0)" }
  }

  /// Removes the halves of files that a process left below a folder when it was killed. Nobody may be writing there.
  public func removeUnfinished(below folder: String) throws {
    let root = try url(of: folder)
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
    for path in paths where Self.isUnfinished(path) {
      try FileManager.default.removeItem(at: root.appending(path: path))
    }
  }

  /// Whether a file is one that is renamed when it is whole: `NAME.partial`, or `.NAME.….tmp` of the CSV writer.
  static func isUnfinished(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.hasSuffix(".partial") || name.hasPrefix(".") && name.hasSuffix(".tmp")
  }

  /// Whether there is an object of that key.
  public func contains(_ key: String) throws -> Bool {
    FileManager.default.fileExists(atPath: try url(of: key).path)
  }

  /// Describes an object that is already there.
  public func describe(_ key: String) throws -> Stored {
    let file = try url(of: key)
    let (count, hash) = try ContentHash.ofFile(file)
    return Stored(key: key, byteCount: count, sha256: hash)
  }

  /// The bytes of an object.
  /// - Throws: ``WarehouseError`` where there is none.
  public func bytes(of key: String) throws -> [UInt8] {
    let file = try url(of: key)
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw WarehouseError(
        code: "missing-object", subject: "object \(key)", expected: "a file at \(file.path)", found: "none",
        remedy: "run the step that makes it again")
    }
    return [UInt8](data)
  }
}
