import Fixtures
import Testing
import Warehouse

/// Records 1 to 40 on 20 days, two a day; `units_sold` is the record id. See ``HandMadeSales``.
@Suite("On rows that are worked out by hand")
struct HandWorkedTests {
  private func run(
    _ sales: HandMadeSales = HandMadeSales(), parameters: [(name: String, value: String)] = []
  ) throws -> TemporaryWarehouse {
    let temporary = try TemporaryWarehouse()
    try temporary.load(sales.csv, into: "retail_demand.demand_product")
    try RetailWarehouse.run(in: temporary.warehouse, parameters: parameters)
    return temporary
  }

  @Test("the chronological split gives the oldest days to training and the newest to testing, whole days each")
  func chronologicalSplit() throws {
    let temporary = try run()
    let rows = try ["train", "validation", "test"].map {
      try temporary.rows(
        "SELECT min(record_id), max(record_id), count(*), min(date), max(date) FROM retail_demand.\($0)")[0]
    }
    #expect(
      rows == [
        [.integer(1), .integer(36), .integer(36), .text("2026-01-01"), .text("2026-01-18")],
        [.integer(37), .integer(38), .integer(2), .text("2026-01-19"), .text("2026-01-19")],
        [.integer(39), .integer(40), .integer(2), .text("2026-01-20"), .text("2026-01-20")],
      ])
    #expect(
      try temporary.rows(
        "SELECT split_type, row_count, first_event_time FROM retail_demand.prepared_splits ORDER BY 2 DESC, 3") == [
          [.text("train"), .integer(36), .text("2026-01-01T00:00:00.000Z")],
          [.text("validation"), .integer(2), .text("2026-01-19T00:00:00.000Z")],
          [.text("test"), .integer(2), .text("2026-01-20T00:00:00.000Z")],
        ])
  }

  @Test("a day that lies across the limit stays whole")
  func wholeDays() throws {
    let temporary = try run(HandMadeSales(days: 33, stores: 3))
    #expect(
      try temporary.rows(
        """
        SELECT count(*) FROM (
          SELECT date FROM retail_demand.train INTERSECT SELECT date FROM retail_demand.validation
          UNION ALL SELECT date FROM retail_demand.validation INTERSECT SELECT date FROM retail_demand.test)
        """) == [[.integer(0)]])
    #expect(
      try temporary.rows("SELECT count(DISTINCT date), count(*) FROM retail_demand.train") == [
        [.integer(29), .integer(87)]
      ])
  }

  @Test("demand is high from the 75th percentile of the training rows on: 1 + 0.75 * 35 = 27.25")
  func highDemandThreshold() throws {
    let temporary = try run()
    #expect(
      try temporary.rows("SELECT DISTINCT high_demand_threshold FROM retail_demand.prepared_splits") == [[.real(27.25)]]
    )
    #expect(
      try temporary.rows("SELECT min(record_id), count(*) FROM retail_demand.train WHERE high_demand") == [
        [.integer(28), .integer(9)]
      ])
    #expect(try temporary.rows("SELECT sum(high_demand) FROM retail_demand.test") == [[.integer(2)]])
  }

  @Test("in the shuffled split it is the percentile of all rows: 1 + 0.75 * 39 = 30.25")
  func shuffledThreshold() throws {
    let temporary = try run(parameters: [("SplitMethod", "shuffled")])
    #expect(
      try temporary.rows("SELECT DISTINCT high_demand_threshold FROM retail_demand.prepared_splits") == [[.real(30.25)]]
    )
  }

  @Test("the seasonal-naive forecast is the value of the same store a week before: 25 for 39, 26 for 40, rmse 14")
  func seasonalNaive() throws {
    let temporary = try run()
    #expect(
      try temporary.rows("SELECT record_id, seasonal_naive FROM monitor_retail_demand.test_predictions ORDER BY 1") == [
        [.integer(39), .real(25)], [.integer(40), .real(26)],
      ])
    #expect(
      try temporary.rows(
        "SELECT seasonal_naive_rmse, seasonal_naive_mae, seasonal_naive_n_rows FROM monitor_retail_demand.evaluation_summary"
      ) == [
        [.real(14), .real(14), .integer(2)]
      ])
  }

  @Test("a test row without a value of a week before has no seasonal-naive forecast and stays out of its error")
  func missingSeason() throws {
    let temporary = try run(HandMadeSales().with("date", of: 25, "2026-01-12").with("store_id", of: 25, "3"))
    #expect(
      try temporary.rows("SELECT record_id, seasonal_naive FROM monitor_retail_demand.test_predictions ORDER BY 1") == [
        [.integer(39), .null], [.integer(40), .real(26)],
      ])
    #expect(
      try temporary.rows("SELECT seasonal_naive_n_rows FROM monitor_retail_demand.evaluation_summary") == [
        [.integer(1)]
      ])
  }

  @Test("the shuffled split has the sizes that its fractions ask for, and every row once")
  func shuffledSizes() throws {
    let temporary = try run(parameters: [("SplitMethod", "shuffled")])
    let counts = try ["train", "validation", "test"].map {
      try temporary.rows("SELECT count(*) FROM retail_demand.\($0)")[0]
    }
    #expect(counts == [[.integer(36)], [.integer(2)], [.integer(2)]])
    #expect(
      try temporary.rows(
        """
        SELECT count(DISTINCT record_id) FROM (
          SELECT record_id FROM retail_demand.train UNION ALL SELECT record_id FROM retail_demand.validation
          UNION ALL SELECT record_id FROM retail_demand.test)
        """) == [[.integer(40)]])
  }

  @Test("the shuffled split is the same for the same seed and another one for another seed")
  func shuffledSeeds() throws {
    func testRows(_ seed: String) throws -> [[SQLValue]] {
      let temporary = try run(
        HandMadeSales(days: 20, stores: 10), parameters: [("SplitMethod", "shuffled"), ("SplitSeed", seed)])
      return try temporary.rows("SELECT record_id FROM retail_demand.test ORDER BY record_id")
    }
    let first = try testRows("42")
    #expect(try testRows("42") == first)
    #expect(try testRows("43") != first)
    #expect(first != (191...200).map { [.integer($0)] })
  }

  @Test("rows that are equal in every column are one row")
  func equalRows() throws {
    var sales = HandMadeSales()
    sales.rows.append(sales.rows[4])
    #expect(try run(sales).rows("SELECT count(*) FROM retail_demand.train") == [[.integer(36)]])
  }
}
