import Columns
import Evaluation
import Foundation
import Testing

@Suite("Data profile")
struct DataProfileTests {
  @Test("500 rows with missing values agree with pandas")
  func pandas() throws {
    let column = Column("units", numbers: Fixture.actual.enumerated().map { $0.offset % 7 == 3 ? nil : $0.element })
    let profile = try ColumnProfile(column, kind: .feature)
    #expect(profile.rowCount == 429)
    #expect(profile.missingCount == 71)
    #expect(isClose(profile.mean, 81.37470862470863))
    #expect(isClose(profile.standardDeviation, 34.40468079157994))
    #expect(profile.minimum == 0)
    #expect(profile.maximum == 159.75)
    #expect(profile.p25 == 55.375)
    #expect(profile.p50 == 81.375)
    #expect(profile.p75 == 107.125)
  }

  @Test("quartiles interpolate between ranks")
  func quartiles() throws {
    let profile = try ColumnProfile(Column("x", .integer([4, 1, 3, 2])), kind: .label)
    #expect(profile.p25 == 1.75)
    #expect(profile.p50 == 2.5)
    #expect(profile.p75 == 3.25)
    #expect(isClose(profile.standardDeviation, (5.0 / 3).squareRoot()))
  }

  @Test("the label comes first; an empty column and the spread of one value are null in JSON")
  func undefined() throws {
    let profile = try DataProfile(
      label: Column("units_sold", .integer([7])),
      features: [Column("rain", numbers: [nil]), Column("price", .real([2.5]))])
    #expect(profile.columns.map(\.featureName) == ["units_sold", "rain", "price"])
    #expect(profile.columns.map(\.kind) == [.label, .feature, .feature])
    #expect(profile.columns[1].rowCount == 0)
    #expect(profile.columns[1].mean == nil)
    #expect(profile.columns[2].standardDeviation == nil)
    let columns = try #require(try object(profile)["columns"] as? [[String: Any]])
    #expect(
      Set(columns[1].keys) == [
        "feature_name", "kind", "n_rows", "n_missing", "mean", "std", "min", "max", "p25", "p50", "p75",
      ])
    #expect(columns[1]["mean"] is NSNull)
    #expect(columns[0]["kind"] as? String == "label")
    #expect(try JSONDecoder().decode(DataProfile.self, from: JSONEncoder().encode(profile)) == profile)
  }

  @Test("text and infinite numbers are refused")
  func refused() {
    #expect {
      try ColumnProfile(Column("name", texts: ["a"]), kind: .feature)
    } throws: { error in
      (error as? EvaluationError)?.code == "not-numeric"
    }
    #expect {
      try ColumnProfile(Column("x", .real([1, .infinity])), kind: .feature)
    } throws: { error in
      (error as? EvaluationError)?.subject == "column x, row 2"
    }
  }
}
