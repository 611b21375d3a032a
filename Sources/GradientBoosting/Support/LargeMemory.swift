#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Memory that many rows are read from out of order.
enum LargeMemory {
  /// Allocates bytes; large blocks ask for large pages, which save address translations. `deallocate()` frees them.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let pageSize = 2 << 20
    guard byteCount >= 4 * pageSize else { return .allocate(byteCount: byteCount, alignment: 64) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: pageSize)
    #if os(Linux)
    // A hint: where it is refused, pages stay small.
    _ = madvise(memory, byteCount, Int32(MADV_HUGEPAGE))
    #endif
    return memory
  }
}
