/// The records and event times of a batch whose state the group had already, so that a later row of the batch with another
/// state is seen as a conflict and not taken for a correction.
///
/// Records with a whole number for identifier are kept as they are. Of others 128 bits of hash are kept: with ten million of
/// them, two that differ are taken for one another once in 10^24.
struct RepeatedStates {
  private struct Key: Hashable {
    let record: Int
    let event: Int
  }

  private var keys: Set<Key> = []

  mutating func insert(_ record: StoredValue, _ event: EventTime) { keys.insert(Self.key(record, event)) }

  func contains(_ record: StoredValue, _ event: EventTime) -> Bool {
    !keys.isEmpty && keys.contains(Self.key(record, event))
  }

  private static func key(_ record: StoredValue, _ event: EventTime) -> Key {
    if case .integer(let identifier) = record { return Key(record: Int(identifier), event: Int(event.milliseconds)) }
    return Key(record: hash(record, event, with: 1), event: hash(record, event, with: 2))
  }

  private static func hash(_ record: StoredValue, _ event: EventTime, with prefix: UInt8) -> Int {
    var hasher = Hasher()
    hasher.combine(prefix)
    hasher.combine(event.milliseconds)
    if case .text(let bytes) = record { hasher.combine(bytes: bytes) }
    return hasher.finalize()
  }
}
