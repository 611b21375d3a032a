import Columns
import Evaluation
import Testing

@Suite("The drift of a column")
struct ColumnDriftTests {
  @Test("a column against itself has no drift")
  func itself() throws {
    let column = Column("x", numbers: (0..<500).map { Double($0 * 37 % 101) })
    let drift = try ColumnDrift(baseline: column, current: column)
    #expect(drift.populationStability == 0 && drift.jensenShannon == 0 && drift.kolmogorovSmirnov == 0)
    #expect(drift.wasserstein == 0 && drift.pValue == 1 && drift.outsideShare == 0)
  }

  @Test("a price in another unit drifts as far as a column can")
  func unit() throws {
    let prices = (0..<200).map { 50 + Double($0 * 37 % 101) / 10 }
    let drift = try ColumnDrift(
      baseline: Column("price", numbers: prices), current: Column("price", numbers: prices.map { $0 * 100 }))
    #expect(drift.kolmogorovSmirnov == 1 && drift.outsideShare == 1 && drift.pValue < 1e-12)
    #expect(drift.test == .kolmogorovSmirnov && drift.populationStability > 1)
  }

  @Test("numbers of few values and texts are compared with the chi-square test")
  func categories() throws {
    let flags = try ColumnDrift(
      baseline: Column("flag", numbers: (0..<400).map { $0 % 10 == 0 ? 1 : 0 }),
      current: Column("flag", numbers: (0..<400).map { $0 % 2 == 0 ? 1 : 0 }))
    #expect(flags.test == .chiSquare && flags.pValue < 1e-10 && flags.baselineMean == 0.1 && flags.currentMean == 0.5)
    let texts = try ColumnDrift(
      baseline: Column("type", texts: (0..<100).map { $0 % 2 == 0 ? "a" : "b" }),
      current: Column("type", texts: (0..<100).map { $0 % 4 == 0 ? "new" : "a" }))
    #expect(texts.test == .chiSquare && texts.outsideShare == 0.25 && texts.kolmogorovSmirnov == nil)
  }

  @Test("missing values are counted, not compared")
  func missing() throws {
    let drift = try ColumnDrift(
      baseline: Column("x", numbers: [1, 2, nil, 3]), current: Column("x", numbers: [1, nil, nil, 3]))
    #expect(drift.baselineMissingRate == 0.25 && drift.currentMissingRate == 0.5)
    #expect(drift.baselineCount == 3 && drift.currentCount == 2)
  }

  @Test("twenty stores that share the weather of a day count as one")
  func clusters() throws {
    let days = (0..<30).flatMap { day in Array(repeating: Double(day), count: 20) }
    let weather = days.map { 30 + Double(Int($0) * 7 % 11) }
    let size = EffectiveSampleSize(weather, clusters: days.map { Int32($0) })
    #expect(size.size == 30 && size.designEffect == 20)
    let noise = days.indices.map { Double($0 * 7919 % 601) }
    #expect(EffectiveSampleSize(noise, clusters: days.map { Int32($0) }).size > 400)
    let baseline = Column("temperature", numbers: weather)
    let warmer = Column("temperature", numbers: weather.map { $0 + 2 })
    let day = Column("date", numbers: days)
    let alone = try ColumnDrift(baseline: baseline, current: warmer)
    let grouped = try ColumnDrift(
      baseline: baseline, current: warmer, baselineClusters: [day], currentClusters: [day])
    #expect(alone.kolmogorovSmirnov == grouped.kolmogorovSmirnov)
    #expect(alone.pValue < 1e-6 && grouped.pValue > 0.01)
  }

  @Test("a text against numbers, and a column without values, are refused")
  func refused() {
    let (numbers, texts) = (Column("x", numbers: [1]), Column("x", texts: ["a"]))
    #expect(throws: EvaluationError.self) { try ColumnDrift(baseline: numbers, current: texts) }
    #expect(throws: EvaluationError.self) { try ColumnDrift(baseline: numbers, current: Column("x", numbers: [nil])) }
  }
}
