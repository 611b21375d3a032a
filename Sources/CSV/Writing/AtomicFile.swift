/// A file that is written beside its place and moved there when it is complete. Until then, and if it never is, what
/// was there before stays as it was.
final class AtomicFile {
  let descriptor: Int32
  private let name: String
  private let path: String
  /// The file that is written; `nil` if the path is no regular file (a pipe, a device) and is written to directly.
  private let temporaryPath: String?
  private var isOpen = true

  init(_ path: String) throws(CSVError) {
    name = path
    // A link stays a link: its target is replaced.
    let target = SystemCall.resolved(path) ?? path
    self.path = target
    let existing = SystemCall.status(at: target)
    if let existing, existing.isDirectory { throw .isDirectory(path) }
    if let existing, !existing.isRegular {
      do { descriptor = try SystemCall.openForWriting(target, existing: true) } catch {
        throw .system(path, doing: "writing", errno: error.number)
      }
      temporaryPath = nil
      return
    }
    let directory = AtomicFile.directory(of: target)
    let file = target.split(separator: "/").last.map(String.init) ?? "csv"
    var attempt = 0
    while true {
      let temporary = "\(directory)/.\(file).\(SystemCall.processIdentifier)-\(attempt).tmp"
      do {
        descriptor = try SystemCall.openForWriting(temporary, existing: false)
        temporaryPath = temporary
        if let existing { try? SystemCall.setPermissions(descriptor, existing.permissions) }
        return
      } catch {
        attempt += 1
        guard error.number == SystemCall.exists && attempt < 1000 else {
          throw .system(path, doing: "writing", errno: error.number)
        }
      }
    }
  }

  deinit { discard() }

  /// Makes the file durable and moves it to its place.
  func commit() throws(CSVError) {
    guard isOpen else { return }
    do throws(SystemCall.Failure) {
      if temporaryPath != nil { try SystemCall.synchronize(descriptor) }
      isOpen = false
      try SystemCall.close(descriptor)
      guard let temporaryPath else { return }
      try SystemCall.move(temporaryPath, to: path)
      SystemCall.synchronizeDirectory(AtomicFile.directory(of: path))
    } catch {
      discard()
      if let temporaryPath { SystemCall.remove(temporaryPath) }
      throw .system(name, doing: "writing", errno: error.number)
    }
  }

  /// Gives the file up.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    try? SystemCall.close(descriptor)
    if let temporaryPath { SystemCall.remove(temporaryPath) }
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
