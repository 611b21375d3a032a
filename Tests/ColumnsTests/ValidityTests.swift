import Columns
import Testing

@Suite("Which rows hold a value")
struct ValidityTests {
  /// Bits without a pattern of 64.
  private func bits(_ count: Int, from start: Int = 0) -> [Bool] { (start..<start + count).map { $0 * 7919 % 11 < 6 } }

  private func validity(_ bits: [Bool]) -> Validity {
    var validity = Validity()
    for bit in bits { validity.append(bit) }
    return validity
  }

  @Test(
    "what is appended is found again, around the limits of words", arguments: [0, 1, 63, 64, 65, 127, 128, 129, 1000])
  func append(count: Int) {
    let bits = bits(count)
    let validity = validity(bits)
    #expect(validity.count == count)
    #expect(validity.missingCount == bits.count { !$0 })
    #expect((0..<count).map { validity[$0] } == bits)
    #expect(validity.isComplete == bits.allSatisfy { $0 })
  }

  @Test(
    "appending another bitmap is appending its rows, wherever the seam lies", arguments: [0, 1, 63, 64, 65, 128],
    [0, 1, 64, 70])
  func appendContents(first: Int, second: Int) {
    var joined = validity(bits(first))
    joined.append(contentsOf: validity(bits(second, from: 500)))
    #expect(joined == validity(bits(first) + bits(second, from: 500)))
    joined.append(true)
    #expect(joined == validity(bits(first) + bits(second, from: 500) + [true]))
  }

  @Test("a bitmap of one value equals the one that was appended to", arguments: [true, false], [0, 1, 64, 65])
  func repeating(value: Bool, count: Int) {
    #expect(Validity(repeating: value, count: count) == validity(Array(repeating: value, count: count)))
    var grown = Validity(repeating: value, count: count)
    grown.append(!value)
    #expect(grown == validity(Array(repeating: value, count: count) + [!value]))
  }

  @Test("setting a row keeps the count of missing rows right")
  func set() {
    var validity = Validity(repeating: true, count: 70)
    validity[3] = false
    validity[69] = false
    validity[3] = false
    #expect(validity.missingCount == 2)
    validity[3] = true
    #expect(validity.missingCount == 1)
    #expect(validity[3] && !validity[69])
  }

  @Test("rows of another bitmap follow wherever the first one ends")
  func appending() {
    for first in [0, 1, 63, 64, 65, 130] {
      for second in [0, 1, 2, 62, 63, 64, 127, 200] {
        let bits = [(0..<first).map { $0 % 3 != 0 }, (0..<second).map { $0 % 5 != 1 }]
        var joined = validity(bits[0])
        joined.append(contentsOf: validity(bits[1]))
        #expect(joined == validity(bits[0] + bits[1]))
        joined.append(false)
        #expect(joined == validity(bits[0] + bits[1] + [false]))
      }
    }
  }
}
