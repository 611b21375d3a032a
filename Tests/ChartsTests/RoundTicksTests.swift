import Charts
import Testing

@Suite("Round ticks")
struct RoundTicksTests {
  @Test(
    "ticks enclose the data at multiples of 1, 2 or 5 times a power of ten",
    arguments: [
      (0.0, 1.0), (0, 97), (-3.7, 12.2), (1e-7, 3e-7), (12, 13), (-1_000_001, -999_999), (0, 123_456_789), (5, 5),
      (0, 0), (-2, -2), (1e9, 1_000_000_001), (-1e150, 1e150), (0, 1e-307), (0.1, 0.3), (3, 1),
    ] as [(Double, Double)])
  func properties(low: Double, high: Double) throws {
    for count in [1, 3, 5, 10, 50] {
      let ticks = RoundTicks(from: low, to: high, about: count)
      #expect(ticks.low <= min(low, high) + ticks.step * 1e-8)
      #expect(ticks.high >= max(low, high) - ticks.step * 1e-8)
      #expect(ticks.values.count >= 2 && ticks.values.count <= count + 3)
      #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy { $0 < $1 })
      #expect(ticks.labels.count == ticks.values.count)
      var mantissa = ticks.step
      while mantissa >= 9.99 { mantissa /= 10 }
      while mantissa < 0.999 { mantissa *= 10 }
      #expect([1.0, 2, 5].contains { abs($0 - mantissa) < 1e-9 })
    }
  }

  @Test("data that begin and end on ticks get no further ones")
  func exact() {
    #expect(RoundTicks(from: 0, to: 100).values == [0, 20, 40, 60, 80, 100])
    #expect(RoundTicks(from: 0.1, to: 0.3, about: 2).labels == ["0.1", "0.2", "0.3"])
  }

  @Test("counts are never halved")
  func counts() {
    #expect(RoundTicks(from: 0, to: 1, smallestStep: 1).labels == ["0", "1"])
    #expect(RoundTicks(from: 0, to: 3, smallestStep: 1).labels == ["0", "1", "2", "3"])
  }

  @Test("labels of one axis share a unit and decimals")
  func labels() {
    #expect(RoundTicks(from: -0.5, to: 0.5, about: 4).labels == ["-0.5", "0", "0.5"])
    #expect(RoundTicks(from: 0, to: 20_000, about: 4).labels == ["0", "5k", "10k", "15k", "20k"])
    #expect(RoundTicks(from: 0, to: 2_500_000).labels == ["0", "0.5M", "1.0M", "1.5M", "2.0M", "2.5M"])
    #expect(RoundTicks(from: 0, to: 2e-6, about: 2).labels == ["0", "1e-6", "2e-6"])
  }

  @Test(
    "numbers are short and never -0",
    arguments: [
      (0.0, "0"), (1234.5678, "1235"), (12.345, "12.35"), (0.5, "0.5"), (-0.25, "-0.25"), (0.012345, "0.01235"),
      (1e12, "1e12"), (-3.5e-7, "-3.5e-7"), (999_999.6, "1000000"), (-0.0, "0"), (100, "100"),
    ] as [(Double, String)])
  func short(number: Double, text: String) {
    #expect(NumberText.short(number) == text)
  }

  @Test("fixed decimals round, pad and group")
  func fixed() {
    #expect(NumberText.fixed(-0.04, decimals: 1) == "0.0")
    #expect(NumberText.fixed(2.675, decimals: 1) == "2.7")
    #expect(NumberText.fixed(0.05, decimals: 3) == "0.050")
    #expect(NumberText.fixed(.nan, decimals: 1) == "–")
    #expect(NumberText.fixed(-.infinity, decimals: 1) == "-∞")
    #expect(NumberText.grouped(1_234_567) == "1,234,567")
    #expect(NumberText.grouped(-999) == "-999")
  }
}
