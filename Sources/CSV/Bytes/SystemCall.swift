#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The system calls on files that this room needs, repeated when a signal interrupts them.
///
/// Invariant: every pointer handed to the system is the base of a buffer that is valid for the count given with it.
enum SystemCall {
  static let noSuchFile = ENOENT
  static let permissionDenied = EACCES
  static let readOnlyFileSystem = EROFS
  static let exists = EEXIST

  struct Failure: Error { let number: Int32 }

  struct Status {
    var isRegular: Bool
    var isDirectory: Bool
    var size: Int
    var permissions: UInt32
  }

  static func message(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
  }

  static func openForReading(_ path: String) throws(Failure) -> Int32 {
    try checked { open(path, O_RDONLY | O_CLOEXEC) }
  }

  /// Creates a file that must not exist yet, or with `existing` opens one that does and empties nothing.
  static func openForWriting(_ path: String, existing: Bool) throws(Failure) -> Int32 {
    try checked { open(path, existing ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
  }

  static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    try checked {
      #if canImport(Glibc)
      Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
      Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
      Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
    }
  }

  static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let written = try checked { write(descriptor, part.baseAddress, part.count) }
      rest = rest.dropFirst(written)
    }
  }

  static func synchronize(_ descriptor: Int32) throws(Failure) { _ = try checked { fsync(descriptor) } }

  static func setPermissions(_ descriptor: Int32, _ permissions: UInt32) throws(Failure) {
    _ = try checked { fchmod(descriptor, mode_t(permissions)) }
  }

  /// Not repeated after a signal: the descriptor is gone either way.
  static func close(_ descriptor: Int32) throws(Failure) {
    #if canImport(Glibc)
    let result = Glibc.close(descriptor)
    #elseif canImport(Musl)
    let result = Musl.close(descriptor)
    #else
    let result = Darwin.close(descriptor)
    #endif
    if result != 0 && errno != EINTR { throw Failure(number: errno) }
  }

  static func move(_ old: String, to new: String) throws(Failure) { _ = try checked { rename(old, new) } }

  static func remove(_ path: String) { unlink(path) }

  /// Makes a rename in the directory last over a power cut. Some file systems refuse to synchronise a directory; then
  /// the rename is as lasting as they make it.
  static func synchronizeDirectory(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    try? close(descriptor)
  }

  static func status(of descriptor: Int32) throws(Failure) -> Status {
    var record = stat()
    _ = try checked { fstat(descriptor, &record) }
    return Status(record)
  }

  /// What is at the path, links followed; `nil` if nothing is.
  static func status(at path: String) -> Status? {
    var record = stat()
    return stat(path, &record) == 0 ? Status(record) : nil
  }

  /// The path with every symbolic link followed; `nil` if nothing is there.
  static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  static var processIdentifier: Int32 { getpid() }

  private static func checked<Number: FixedWidthInteger & SignedInteger>(
    _ call: () -> Number
  ) throws(Failure) -> Number {
    while true {
      let result = call()
      if result >= 0 { return result }
      if errno != EINTR { throw Failure(number: errno) }
    }
  }
}

extension SystemCall.Status {
  fileprivate init(_ record: stat) {
    let kind = record.st_mode & S_IFMT
    self.init(
      isRegular: kind == S_IFREG, isDirectory: kind == S_IFDIR, size: Int(record.st_size),
      permissions: UInt32(record.st_mode & 0o7777))
  }
}
