import Foundation
import SampleData
import Testing

@Suite("Random numbers and the exponential of the generator")
struct RandomStreamTests {
  @Test("the bits are those of the SplitMix64 reference for the state 1234567")
  func reference() {
    var stream = RandomStream(state: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in stream.bits() } == expected)
  }

  @Test("normal numbers have mean 0, standard deviation 1 and the tails of a normal distribution")
  func normal() {
    var stream = RandomStream(seed: 1, purpose: 2, number: 3)
    let numbers = (0..<200_000).map { _ in stream.normal() }
    let mean = numbers.reduce(0, +) / 200_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200_000
    #expect(abs(mean) < 0.01)
    #expect(abs(variance - 1) < 0.015)
    #expect(abs(Double(numbers.count { abs($0) > 1.96 }) / 200_000 - 0.05) < 0.004)
  }

  @Test("whole numbers below a bound are evenly spread, and streams of two purposes differ")
  func below() {
    var stream = RandomStream(seed: 7, purpose: 0, number: 0)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[stream.below(6)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    var other = RandomStream(seed: 7, purpose: 1, number: 0)
    var first = RandomStream(seed: 7, purpose: 0, number: 0)
    #expect(other.bits() != first.bits())
  }

  @Test("the exponential agrees with the mathematical library to 1e-14")
  func exponential() {
    for step in -4_000...4_000 {
      let x = Double(step) * 0.005_1
      #expect(abs(portableExponential(x) / exp(x) - 1) < 1e-14)
    }
    #expect(portableExponential(0) == 1)
    #expect(portableExponential(1e9).isFinite)
    #expect(portableExponential(-1e9) >= 0)
  }
}
