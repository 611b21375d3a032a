import Foundation

/// A lock between processes on a file of the warehouse. The kernel drops it when its owner ends, however that happens.
public final class FileLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, or returns `nil` at once where another process holds it.
  /// - Throws: ``WarehouseError`` where the lock file cannot be opened.
  public init?(_ name: String, in layout: WarehouseLayout) throws {
    descriptor = try Self.open(name, in: layout)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
  }

  /// Takes the lock, waiting while another process holds it: for work that takes milliseconds.
  /// - Throws: ``WarehouseError`` where the lock file cannot be opened.
  public init(waitingFor name: String, in layout: WarehouseLayout) throws {
    descriptor = try Self.open(name, in: layout)
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  deinit {
    // Closing alone would leave the lock to a child process that was forked meanwhile and has not closed its copy yet.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func open(_ name: String, in layout: WarehouseLayout) throws -> Int32 {
    try? FileManager.default.createDirectory(at: layout.locks, withIntermediateDirectories: true)
    let file = layout.locks.appending(path: "\(name).lock")
    let descriptor = Foundation.open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw WarehouseError(
        code: "read-only", subject: file.path, expected: "a warehouse that can be written to",
        found: String(cString: strerror(errno)), remedy: "check the permissions of \(layout.root.path)")
    }
    return descriptor
  }
}
