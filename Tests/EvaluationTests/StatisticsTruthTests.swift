import Evaluation
import Foundation
import Testing

/// Samples and what scipy says of them; `Truth/statistics_truth.py` wrote the file.
private struct StatisticsTruth: Decodable {
  struct Sample: Decodable {
    let name: String
    let first: [Double]
    let second: [Double]
    let ks: Double
    let ks_p: Double
    let wasserstein: Double
    let welch_t: Double?
    let welch_p: Double?
  }
  struct Table: Decodable {
    let first: [Double]
    let second: [Double]
    let chi2: Double
    let p: Double
    let dof: Int
    let cramers_v: Double
    let jensen_shannon: Double
    let psi: Double
  }
  struct Discovery: Decodable {
    let p: [Double]
    let adjusted: [Double]
  }
  struct Tails: Decodable {
    let chi2: [[Double]]
    let kolmogorov: [[Double]]
    let student: [[Double]]
  }
  let samples: [Sample]
  let tables: [Table]
  let false_discovery: [Discovery]
  let tails: Tails

  static func read() throws -> StatisticsTruth {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Truth/statistics.json")
    return try JSONDecoder().decode(StatisticsTruth.self, from: Data(contentsOf: file))
  }
}

private func close(_ value: Double, _ truth: Double, _ tolerance: Double = 1e-10) -> Bool {
  abs(value - truth) <= tolerance * abs(truth) || abs(value - truth) < 1e-300
}

@Suite("Statistics equal scipy's on the same columns")
struct StatisticsTruthTests {
  private let truth: StatisticsTruth

  init() throws { truth = try StatisticsTruth.read() }

  @Test("Kolmogorov-Smirnov: statistic and p value, exact for small samples and the limit for large ones")
  func smirnov() throws {
    for sample in truth.samples {
      let test = try KolmogorovSmirnovTest(sample.first, sample.second)
      #expect(close(test.statistic, sample.ks), "\(sample.name)")
      #expect(close(test.pValue, sample.ks_p, 1e-8), "\(sample.name): \(test.pValue), \(sample.ks_p)")
    }
  }

  @Test("the Wasserstein distance")
  func wasserstein() throws {
    for sample in truth.samples {
      let distance = try Distances.wasserstein(sample.first, sample.second)
      #expect(close(distance, sample.wasserstein), "\(sample.name)")
    }
  }

  @Test("Welch's one-sided t test")
  func welch() throws {
    for sample in truth.samples {
      let test = MeanIncreaseTest(sample.first, sample.second)
      guard let statistic = sample.welch_t, let pValue = sample.welch_p else {
        #expect(test == nil, "\(sample.name)")
        continue
      }
      #expect(close(try #require(test).statistic, statistic), "\(sample.name)")
      #expect(close(try #require(test).pValue, pValue, 1e-9), "\(sample.name)")
    }
  }

  @Test("chi-square, Cramér's V, Jensen-Shannon and the population stability index of counts")
  func tables() throws {
    for table in truth.tables {
      let test = try ChiSquareTest(table.first, table.second)
      #expect(close(test.statistic, table.chi2) && close(test.pValue, table.p) && test.degreesOfFreedom == table.dof)
      #expect(close(test.cramersV, table.cramers_v))
      #expect(close(try #require(Distances.jensenShannon(table.first, table.second)), table.jensen_shannon))
      #expect(close(try #require(Distances.populationStability(table.first, table.second)), table.psi))
    }
  }

  @Test("Benjamini and Hochberg's adjusted p values")
  func discoveries() {
    for discovery in truth.false_discovery {
      #expect(zip(FalseDiscovery.adjusted(discovery.p), discovery.adjusted).allSatisfy { close($0, $1) })
    }
    #expect(FalseDiscovery.adjusted([]) == [])
  }

  @Test("tails of the chi-square, Kolmogorov and Student distributions")
  func tails() {
    for row in truth.tails.chi2 {
      #expect(close(SpecialFunctions.chiSquareTail(row[0], degrees: Int(row[1])), row[2]), "\(row)")
    }
    for row in truth.tails.kolmogorov { #expect(close(SpecialFunctions.kolmogorovTail(row[0]), row[1]), "\(row)") }
    for row in truth.tails.student {
      #expect(close(SpecialFunctions.studentTail(row[0], degrees: row[1]), row[2]), "\(row)")
    }
  }
}
