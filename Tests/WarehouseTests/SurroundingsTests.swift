import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Times and identifiers")
struct SurroundingsTests {
  @Test(
    "a time is UTC text of 24 characters",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1_768_464_000.5, "2026-01-15T08:00:00.500Z"),
      (951_782_400, "2000-02-29T00:00:00.000Z"), (4_102_444_799.25, "2099-12-31T23:59:59.250Z"),
      (-1, "1969-12-31T23:59:59.000Z"),
    ])
  func format(seconds: Double, text: String) {
    let time = UTCTimestamp(Date(timeIntervalSince1970: seconds))
    #expect(time.description == text)
    #expect(time.description.utf8.count == 24)
    #expect(time.day == String(text.prefix(10)))
  }

  @Test("a time is the millisecond in which the moment falls, never the next one")
  func noRounding() {
    #expect(UTCTimestamp(Date(timeIntervalSince1970: 1_768_464_000.9997)).description == "2026-01-15T08:00:00.999Z")
    #expect(UTCTimestamp(Date(timeIntervalSince1970: 1_767_225_599.9996)).description == "2025-12-31T23:59:59.999Z")
  }

  @Test("times sort as text in the order in which they happened")
  func order() {
    let times = stride(from: 0.0, to: 4e9, by: 123_456_789.321).map { UTCTimestamp(Date(timeIntervalSince1970: $0)) }
    #expect(times == times.sorted())
  }

  @Test("SQLite takes a time for what it is")
  func acceptedByTheTables() throws {
    let temporary = try TemporaryWarehouse()
    let now = temporary.warehouse.surroundings.now()
    let rows = try temporary.rows("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', '\(now)') = '\(now)'")
    #expect(rows == [[.integer(1)]])
  }

  @Test("an identifier is a lower-case UUID of version 7 with the time in front")
  func identifier() throws {
    let milliseconds: UInt64 = 1_768_464_000_123
    let surroundings = Surroundings(
      user: "tester", clock: { Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 0.0001) }, randomBits: { .max }
    )
    let identifier = surroundings.identifier()
    #expect(identifier.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    let digits = identifier.replacing("-", with: "").prefix(12)
    #expect(UInt64(digits, radix: 16) == milliseconds)
  }

  @Test("few random bits do not change the form")
  func identifierOfZeros() {
    let surroundings = Surroundings(user: "tester", clock: { Date(timeIntervalSince1970: 0) }, randomBits: { 0 })
    #expect(surroundings.identifier() == "00000000-0000-7000-8000-000000000000")
    #expect(surroundings.runIdentifier() == "00000000000000000000000000000000")
  }

  @Test("identifiers sort by the millisecond they were made in and do not repeat")
  func identifierOrder() {
    let surroundings = FixedSurroundings.make()
    let identifiers = (0..<500).map { _ in surroundings.identifier() }
    #expect(identifiers == identifiers.sorted())
    #expect(Set(identifiers).count == 500)
  }

  @Test("a run id is 32 lower-case hex digits")
  func runIdentifier() {
    #expect(FixedSurroundings.make().runIdentifier().wholeMatch(of: /[0-9a-f]{32}/) != nil)
  }
}
