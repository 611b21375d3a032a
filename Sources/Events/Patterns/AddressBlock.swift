import Foundation

/// A block of internet addresses, such as `10.0.0.0/24` or `2001:db8::/32`.
struct AddressBlock: Sendable, Equatable {
  private let network: [UInt8]
  private let bitCount: Int

  /// Reads a block; `nil` where it is none.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Self.bytes(of: String(parts[0])), let count = Int(parts[1]),
      (0...address.count * 8).contains(count)
    else { return nil }
    network = address
    bitCount = count
  }

  /// Whether the text is an address of the block.
  func contains(_ text: String) -> Bool {
    guard let address = Self.bytes(of: text), address.count == network.count else { return false }
    return zip(address, network).enumerated().allSatisfy { index, pair in
      let bits = min(max(bitCount - index * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
      return pair.0 & mask == pair.1 & mask
    }
  }

  private static func bytes(of text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four, Array.init) }
    var six = in6_addr()
    if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: &six, Array.init) }
    return nil
  }
}
