import Glibc

/// Asks the system to back large memory with pages of 2 MB: the first touch of a column then costs a few page faults
/// instead of thousands. Where the system has none to give, nothing changes.
enum LargePages {
  private static let smallPage = 4096
  private static let worthwhile = 4 << 20

  /// - Parameter byteCount: the bytes from `start` that belong to the caller, used or not.
  static func advise(_ start: UnsafeMutableRawPointer, byteCount: Int) {
    guard byteCount >= worthwhile else { return }
    let first = start.alignedUp(toMultipleOf: smallPage)
    // Only whole pages: what lies beside them belongs to somebody else.
    let whole = (byteCount - (first - start)) / smallPage * smallPage
    madvise(first, whole, MADV_HUGEPAGE)
  }
}
