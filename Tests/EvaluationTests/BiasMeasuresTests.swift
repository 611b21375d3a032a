import Columns
import Evaluation
import Foundation
import Testing

@Suite("Clarify's bias metrics, worked by hand")
struct BiasMeasuresTests {
  // Group a: 6 rows, 4 positive labels, 3 positive predictions of which 2 right.
  // Group d: 4 rows, 1 positive label, 2 positive predictions of which 1 right.
  static let actual = Column("y", numbers: [1, 1, 1, 1, 0, 0, 1, 0, 0, 0])
  static let predicted = Column("p", numbers: [1, 1, 0, 0, 1, 0, 1, 1, 0, 0])
  static let facet = Column("f", numbers: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1])

  static let expected: [String: Double] = [
    "CI": 2.0 / 10, "DPL": 4.0 / 6 - 1.0 / 4,
    "KL": 2.0 / 6 * log((2.0 / 6) / (3.0 / 4)) + 4.0 / 6 * log((4.0 / 6) / (1.0 / 4)),
    "JS":
      (2.0 / 6 * log((2.0 / 6) / (13.0 / 24)) + 4.0 / 6 * log((4.0 / 6) / (11.0 / 24))
      + 3.0 / 4 * log((3.0 / 4) / (13.0 / 24)) + 1.0 / 4 * log((1.0 / 4) / (11.0 / 24))) / 2,
    "LP": 2.0.squareRoot() * (5.0 / 12), "TVD": 5.0 / 12, "KS": 5.0 / 12, "DPPL": 3.0 / 6 - 2.0 / 4,
    "DI": (2.0 / 4) / (3.0 / 6), "RD": 2.0 / 4 - 1.0 / 1, "AD": 3.0 / 6 - 3.0 / 4, "DCAcc": 4.0 / 3 - 1.0 / 2,
    "DAR": 2.0 / 3 - 1.0 / 2,
  ]

  @Test(
    "binary, a category against the rest, and a number by threshold divide the same rows alike",
    arguments: [
      (facet, BiasFacet.binary),
      (Column("f", texts: ["x", "y", "x", "z", "x", "y", "d", "d", "d", "d"]), .category("d")),
      (Column("f", numbers: [1, 2, 3, 4, 5, 5, 6, 7, 8, 9]), .above(5)),
    ])
  func facets(column: Column, kind: BiasFacet) throws {
    let measures = try BiasMeasures(
      actual: Self.actual, predicted: Self.predicted, facet: column, as: kind, threshold: 1)
    #expect(measures.countA == 6 && measures.countD == 4)
    #expect(measures.figures.map(\.name).sorted() == Self.expected.keys.sorted())
    for (name, value) in measures.figures {
      #expect(abs(try #require(value) - Self.expected[name]!) < 1e-12, "\(name)")
    }
  }

  @Test("without predictions there are only the metrics before training")
  func preTraining() throws {
    let measures = try BiasMeasures(
      actual: Self.actual, predicted: nil, facet: Self.facet, as: .binary, threshold: 1)
    let defined = measures.figures.filter { $0.value != nil }.map(\.name)
    #expect(defined == ["CI", "DPL", "KL", "JS", "LP", "TVD", "KS"])
  }

  @Test("what would be infinite or has no denominator is not defined; rows without a facet are left out")
  func undefined() throws {
    let measures = try BiasMeasures(
      actual: Column("y", numbers: [1, 0, 0, 1]), predicted: Column("p", numbers: [0, 0, 1, 1]),
      facet: Column("f", numbers: [0, 0, 1, nil]), as: .binary, threshold: 1)
    #expect(measures.countA == 2 && measures.countD == 1)
    #expect(measures.kullbackLeibler == nil && measures.disparateImpact == nil && measures.recallDifference == nil)
    #expect(measures.jensenShannon != nil)
  }

  @Test("a facet of three values needs to be told which of them is meant")
  func threeValues() {
    let facet = Column("f", texts: ["a", "b", "c", "a", "b", "c", "a", "b", "c", "a"])
    #expect(throws: EvaluationError.self) {
      try BiasMeasures(actual: Self.actual, predicted: nil, facet: facet, as: .binary, threshold: 1)
    }
  }
}
