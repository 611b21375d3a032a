import Foundation

/// The turn of one process at a directory outside of the warehouse. It is taken with a lock on the directory itself, so that
/// no file is left in it; a file system that cannot lock directories gives everybody a turn.
final class DirectoryTurn: Sendable {
  private let descriptor: Int32

  /// Takes the turn, waiting while another process has it.
  init(waitingFor directory: URL) {
    descriptor = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  deinit {
    guard descriptor >= 0 else { return }
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
