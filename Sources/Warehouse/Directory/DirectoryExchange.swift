import Foundation

/// Lets two directories of one file system change their names in one step (Linux, `renameat2` with RENAME_EXCHANGE), so that
/// whoever is killed meanwhile leaves the one or the other, never none.
enum DirectoryExchange {
  /// `int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags)`, renameat2(2).
  /// Swift's module of the C library does not have it; the library does, since glibc 2.28.
  private typealias RenameAt2 =
    @convention(c) (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt) -> CInt
  private static let exchange: CUnsignedInt = 2

  /// Exchanges the names; says whether it did. File systems such as NFS cannot.
  static func run(_ first: URL, _ second: URL) -> Bool {
    guard let symbol = dlsym(nil, "renameat2") else { return false }
    let rename = unsafeBitCast(symbol, to: RenameAt2.self)
    return rename(AT_FDCWD, first.path, AT_FDCWD, second.path, exchange) == 0
  }
}
