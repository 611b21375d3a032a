public import Foundation

/// What a warehouse takes from the world around it: the time, fresh identifiers and the name of the user. Passed in, so that
/// a test decides all of it.
public struct Surroundings: Sendable {
  private let clock: @Sendable () -> Date
  private let randomBits: @Sendable () -> UInt64
  /// Who acts: the operating-system user on the command line.
  public let user: String

  /// Creates surroundings. `randomBits` gives 64 fresh bits at each call.
  public init(
    user: String, clock: @escaping @Sendable () -> Date, randomBits: @escaping @Sendable () -> UInt64
  ) {
    self.user = user
    self.clock = clock
    self.randomBits = randomBits
  }

  /// The system's clock and random numbers.
  public static func system(user: String) -> Surroundings {
    let random = SystemRandomBits()
    return Surroundings(user: user, clock: { Date() }, randomBits: { random.next() })
  }

  /// The same clock and random numbers for another user.
  func acting(as user: String) -> Surroundings { Surroundings(user: user, clock: clock, randomBits: randomBits) }

  /// The current time as a date, for arithmetic.
  public func moment() -> Date { clock() }

  /// The current time.
  public func now() -> UTCTimestamp { UTCTimestamp(clock()) }

  /// A fresh lower-case UUID of version 7 (RFC 9562, section 5.7): identifiers sort by the millisecond they were made in.
  public func identifier() -> String {
    let milliseconds = UInt64(max(0, clock().timeIntervalSince1970 * 1000))
    let high = milliseconds << 16 | 0x7000 | (randomBits() & 0x0FFF)
    let low = 0x8000_0000_0000_0000 | (randomBits() >> 2)
    // Every request of a server gets one, so no text is put together piece by piece.
    var digits: [UInt8] = []
    digits.reserveCapacity(36)
    for place in 0..<32 {
      if place == 8 || place == 12 || place == 16 || place == 20 { digits.append(UInt8(ascii: "-")) }
      let digit = UInt8((place < 16 ? high : low) >> UInt64((15 - place & 15) * 4) & 15)
      digits.append(digit < 10 ? 48 + digit : 87 + digit)
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// A fresh MLflow run id: 32 hex digits.
  public func runIdentifier() -> String { Self.hex(randomBits()) + Self.hex(randomBits()) }

  private static func hex(_ bits: UInt64) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
