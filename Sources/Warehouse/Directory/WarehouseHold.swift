import Foundation

/// What every process has of a warehouse while it uses it: a shared lock on one file. Who takes the warehouse's place needs
/// the lock alone. The kernel drops it when its owner ends, however that happens.
final class WarehouseHold: Sendable {
  private static let name = "warehouse.lock"
  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Takes a share, waiting for the moment in which the warehouse is replaced. `nil` where there is no lock file and none can
  /// be made: such a warehouse cannot be replaced either.
  static func shared(_ layout: WarehouseLayout) -> WarehouseHold? {
    let file = layout.locks.appending(path: name).path
    while true {
      // Each time: a warehouse that has just been restored has no such folder yet.
      try? FileManager.default.createDirectory(at: layout.locks, withIntermediateDirectories: true)
      var descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      if descriptor < 0 { descriptor = open(file, O_RDONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { return nil }
      while flock(descriptor, LOCK_SH) != 0, errno == EINTR {}
      if isStill(descriptor, at: file) { return WarehouseHold(descriptor) }
      // The warehouse was replaced while this waited: its lock is another file.
      close(descriptor)
    }
  }

  /// Takes the lock alone, or returns `nil` at once where somebody has a share.
  /// - Throws: ``WarehouseError`` where the lock file cannot be opened.
  static func alone(_ layout: WarehouseLayout) throws -> WarehouseHold? {
    try? FileManager.default.createDirectory(at: layout.locks, withIntermediateDirectories: true)
    let file = layout.locks.appending(path: name).path
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Warehouse.unwritable(layout.root, String(cString: strerror(errno))) }
    // Where the warehouse was replaced in between, the lock is that of the one that is aside.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(descriptor, at: file) else {
      close(descriptor)
      return nil
    }
    return WarehouseHold(descriptor)
  }

  private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
    var (held, there) = (stat(), stat())
    guard fstat(descriptor, &held) == 0, stat(path, &there) == 0 else { return false }
    return held.st_ino == there.st_ino && held.st_dev == there.st_dev
  }

  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
