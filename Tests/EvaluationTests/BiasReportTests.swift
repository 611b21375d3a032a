import Columns
import Evaluation
import Foundation
import Testing

@Suite("Bias report")
struct BiasReportTests {
  private func error(facet: Column, actual: [Double?] = [1, 2, 3], threshold: Double = 2) -> EvaluationError? {
    do {
      _ = try BiasReport(
        actual: Column("units_sold", numbers: actual), predicted: Column("prediction", numbers: [1, 2, 3]),
        facet: facet, threshold: threshold)
      return nil
    } catch { return error }
  }

  @Test("ten rows worked out by hand")
  func byHand() throws {
    // Weekdays (0): labels 5 15 20 8 12, predictions 11 16 9 7 13, threshold 10.
    // TP 2 (15, 12), FP 1 (5), FN 1 (20), TN 1 (8). Weekends (1): TP 2, FP 0, FN 0, TN 3.
    let report = try BiasReport(
      actual: Column("units_sold", .integer([5, 15, 20, 8, 12, 10, 30, 1, 2, 3])),
      predicted: Column("prediction", .real([11, 16, 9, 7, 13, 10, 25, 4, 5, 9.9])),
      facet: Column("is_weekend", .integer([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])), threshold: 10)
    #expect(report.groupA.facetValue == "0")
    #expect(report.groupA.n == 5)
    #expect(isClose(report.groupA.posRateTrue, 0.6))
    #expect(isClose(report.groupA.posRatePred, 0.6))
    #expect(isClose(report.groupA.recall, 2.0 / 3))
    #expect(isClose(report.groupA.precision, 2.0 / 3))
    #expect(isClose(report.groupA.accuracy, 0.6))
    #expect(report.groupD.recall == 1)
    #expect(report.groupD.precision == 1)
    #expect(isClose(report.dplLabels, 0.2))
    #expect(isClose(report.dpplPredicted, 0.2))
    #expect(isClose(report.rdRecallDifference, -1.0 / 3))
    #expect(isClose(report.adAccuracyDifference, -0.4))
  }

  @Test("500 rows agree with scikit-learn, whatever the type of the facet")
  func scikitLearn() throws {
    let facets = [
      Column("third", .integer((0..<500).map { $0 % 3 == 0 ? 1 : 0 })),
      Column("third", texts: (0..<500).map { $0 % 3 == 0 ? "yes" : "no" }),
    ]
    for facet in facets {
      let report = try BiasReport(
        actual: Column("label", .real(Fixture.actual)), predicted: Column("prediction", .real(Fixture.predicted)),
        facet: facet, threshold: 90)
      #expect(report.groupA.n == 333)
      #expect(report.groupD.n == 167)
      #expect(isClose(report.groupA.posRateTrue, 0.4144144144144144))
      #expect(isClose(report.groupA.posRatePred, 0.38738738738738737))
      #expect(isClose(report.groupA.recall, 0.4782608695652174))
      #expect(isClose(report.groupA.precision, 0.5116279069767442))
      #expect(isClose(report.groupA.accuracy, 0.5945945945945946))
      #expect(isClose(report.groupD.posRateTrue, 0.41317365269461076))
      #expect(isClose(report.groupD.posRatePred, 0.39520958083832336))
      #expect(isClose(report.groupD.precision, 0.5))
      #expect(isClose(report.groupD.accuracy, 0.5868263473053892))
    }
  }

  @Test("numbers are ordered by size, not by their digits")
  func numericOrder() throws {
    let report = try BiasReport(
      actual: Column("y", numbers: [1, 2]), predicted: Column("p", numbers: [1, 2]),
      facet: Column("store", .integer([10, 9])), threshold: 2)
    #expect(report.groupA.facetValue == "9")
    #expect(report.groupD.facetValue == "10")
  }

  @Test("with one facet value, and where a denominator is 0, figures are null in JSON")
  func oneValue() throws {
    let report = try BiasReport(
      actual: Column("y", numbers: [1, 2]), predicted: Column("p", numbers: [1, 2]),
      facet: Column("is_weekend", .integer([1, 1])), threshold: 5)
    #expect(report.groupA.facetValue == "1")
    #expect(report.groupA.recall == nil)
    #expect(report.groupA.precision == nil)
    #expect(report.groupA.accuracy == 1)
    #expect(report.groupD.n == 0)
    let json = try object(report)
    #expect(
      Set(json.keys) == [
        "facet", "threshold", "n_missing_facet", "group_a", "group_d", "DPL_labels", "DPPL_predicted",
        "RD_recall_diff", "AD_accuracy_diff",
      ])
    #expect(json["DPL_labels"] is NSNull)
    let group = try #require(json["group_a"] as? [String: Any])
    #expect(group["recall"] is NSNull)
    #expect(
      Set(group.keys) == ["facet_value", "n", "pos_rate_true", "pos_rate_pred", "recall", "precision", "accuracy"])
    #expect(try JSONDecoder().decode(BiasReport.self, from: JSONEncoder().encode(report)) == report)
  }

  @Test("the flat figures have stable names and an order")
  func flat() throws {
    let report = try BiasReport(
      actual: Column("y", numbers: [1, 2]), predicted: Column("p", numbers: [1, 2]),
      facet: Column("f", .integer([0, 1])), threshold: 2)
    #expect(
      report.numericFigures.map(\.0) == [
        "bias_threshold", "bias_n_missing_facet", "bias_group_a_n", "bias_group_a_pos_rate_true",
        "bias_group_a_pos_rate_pred", "bias_group_a_recall", "bias_group_a_precision", "bias_group_a_accuracy",
        "bias_group_d_n", "bias_group_d_pos_rate_true", "bias_group_d_pos_rate_pred", "bias_group_d_recall",
        "bias_group_d_precision", "bias_group_d_accuracy", "bias_DPL_labels", "bias_DPPL_predicted",
        "bias_RD_recall_diff", "bias_AD_accuracy_diff",
      ])
    let figures = Dictionary(report.numericFigures.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
    #expect(figures["bias_DPL_labels"] == -1)
    #expect(figures["bias_group_a_recall"] == .some(nil))
  }

  @Test("rows without a facet value are left out and counted")
  func missingFacet() throws {
    let facets = [Column("f", numbers: [0, nil, 1]), Column("f", texts: [nil, "a", "b"])]
    for facet in facets {
      let report = try BiasReport(
        actual: Column("y", numbers: [1, 2, 3]), predicted: Column("p", numbers: [1, 2, 3]), facet: facet,
        threshold: 2)
      #expect(report.missingFacetCount == 1)
      #expect(report.groupA.n == 1)
      #expect(report.groupD.n == 1)
    }
  }

  @Test("more than two facet values are refused by name")
  func threeValues() {
    let error = error(facet: Column("city", texts: ["Ayutthaya", "Chiang Mai", "Bangkok"]))
    #expect(error?.code == "facet-values")
    #expect(error?.found == "3: Ayutthaya, Bangkok, Chiang Mai")
  }

  @Test("unequal lengths, a missing label and a threshold that is no number are refused")
  func refused() {
    let facet = Column("f", numbers: [0, 1, 1])
    #expect(error(facet: Column("f", numbers: [0, 1]))?.code == "unequal-lengths")
    #expect(error(facet: facet, actual: [1, 2])?.code == "unequal-lengths")
    #expect(error(facet: facet, actual: [1, nil, 3])?.subject == "column units_sold, row 2")
    #expect(error(facet: facet, threshold: .nan)?.code == "invalid-threshold")
    #expect(error(facet: facet) == nil)
  }
}
