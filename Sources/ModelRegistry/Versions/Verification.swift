public import Foundation
import Warehouse

/// Whether the artifact of a version is the one that was registered.
public struct ArtifactVerification: Sendable, Equatable {
  /// The version, `GROUP/VERSION`.
  public let name: String
  /// The key of the artifact in the object directory.
  public let artifact: String
  /// SHA-256 as it was registered.
  public let expectedHash: String
  /// SHA-256 as it is; `nil` where there is no file.
  public let foundHash: String?

  /// Whether it is.
  public var isIntact: Bool { foundHash == expectedHash }

  /// - Throws: ``ModelRegistryError`` with the code `damaged-artifact` where it is not.
  public func demandIntact() throws {
    guard !isIntact else { return }
    throw ModelRegistryError(
      code: "damaged-artifact", subject: "artifact of model package \(name), objects/\(artifact)",
      expected: "SHA-256 \(expectedHash)", found: foundHash ?? "no file",
      remedy: "restore the file from a backup, or train and register the model again")
  }
}

extension ModelRegistry {
  /// Reads the artifact of a version and compares its checksum with the registered one.
  public func verify(_ package: ModelPackage) throws -> ArtifactVerification {
    let file = try warehouse.objects.url(of: package.artifact)
    let isThere = FileManager.default.fileExists(atPath: file.path)
    return ArtifactVerification(
      name: package.name, artifact: package.artifact, expectedHash: package.artifactHash,
      foundHash: isThere ? try ContentHash.ofFile(file).sha256 : nil)
  }

  /// Copies the artifact of a version to a file, which appears whole or not at all.
  /// - Parameter path: the file, or a directory, which gets `GROUP-VERSION.tar.gz`.
  /// - Returns: the file.
  /// - Throws: ``ModelRegistryError`` where the artifact is damaged, the file exists or cannot be written.
  public func download(_ package: ModelPackage, to path: String) throws -> URL {
    try verify(package).demandIntact()
    var target = URL(filePath: path)
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      let plain = package.group.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }
      target = target.appending(path: "\(String(plain))-\(package.version).tar.gz")
    }
    let folder = target.deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw ModelRegistryError(
        code: "file-write", subject: target.path, expected: "a new file in a directory that is there",
        found: "no directory \(folder)", remedy: "make the directory, or choose another path with --to")
    }
    let partial = target.appendingPathExtension("partial")
    do {
      guard !FileManager.default.fileExists(atPath: target.path) else { throw CocoaError(.fileWriteFileExists) }
      try? FileManager.default.removeItem(at: partial)
      try FileManager.default.copyItem(at: warehouse.objects.url(of: package.artifact), to: partial)
      guard link(partial.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
      try FileManager.default.removeItem(at: partial)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw ModelRegistryError(
        code: "file-write", subject: target.path, expected: "a new file in a directory that can be written to",
        found: (error as? CocoaError)?.code == .fileWriteFileExists
          ? "a file that exists already" : error.localizedDescription,
        remedy: "choose another path with --to")
    }
    return target
  }
}
