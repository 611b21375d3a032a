import Fixtures
import Forecasting
import Foundation
import Pipelines
import Testing
import Warehouse

@Suite("A new pipeline runs at once")
struct ScaffoldRunTests {
  /// Makes the pipeline `mine`, writes it and runs it.
  /// - Returns: whether the condition held.
  private func run(_ project: ScaffoldProject, _ scaffold: PipelineScaffold) throws -> Bool? {
    _ = try scaffold.write(to: project.project.url)
    let result = try RetailWarehouse.run(
      "mine", in: project.warehouse,
      parameters: [(name: "RMSEThreshold", value: "1000"), (name: "R2Threshold", value: "-10")])
    return result.conditions["CheckMetricsAndRegister"]
  }

  @Test("on rows in the columns of the store_item file")
  func storeItem() throws {
    let project = try ScaffoldProject()
    try project.temporary.load(PublicDataSamples.storeItem(), into: "shop.sales")
    #expect(try run(project, project.scaffold()) == true)
    #expect(
      try project.temporary.rows(
        "SELECT n_rows, seasonal_naive_n_rows, bias_facet FROM monitor_mine.evaluation_summary")
        == [[.integer(36), .integer(36), .text("is_weekend")]])
  }

  @Test("on rows in the columns of the store_inventory file, without the leaking column")
  func storeInventory() throws {
    let project = try ScaffoldProject()
    try project.temporary.load(PublicDataSamples.storeInventory(), into: "shop.sales")
    #expect(try run(project, project.scaffold()) == true)
    let features = try project.temporary.rows("SELECT feature FROM monitor_mine.shap_feature_importance").map { $0[0] }
    #expect(features.contains(.text("Inventory Level")) && features.contains(.text("Store ID_code")))
    #expect(!features.contains(.text("Demand Forecast")))
  }

  @Test("on the retail data, beside the pipeline that ships")
  func retail() throws {
    let project = try ScaffoldProject()
    let source = try RetailWarehouse.make()
    let rows = source.directory.url.appending(path: "demand_product.csv").path
    try CSVIngestion(project.warehouse).load(
      IngestSource(path: rows), into: TableName(parsing: "retail_demand.demand_product"))
    #expect(try run(project, project.scaffold(from: "retail_demand.demand_product")) == true)
    try RetailWarehouse.run(in: project.warehouse)
    #expect(try project.temporary.rows("SELECT count(*) FROM mine.test") == [[.integer(40)]])
  }

  @Test("where names hold spaces, quotes, other alphabets and words of the program's own")
  func oddNames() throws {
    let names = [
      "Der \"Tag\"", "filiale d'été; DROP TABLE x", "цена: {parameter: X}", "is_deleted", "prediction", "# -- @param y",
      "line\nend", "Units Sold",
    ]
    let project = try ScaffoldProject()
    var lines = [names.map(ScaffoldProject.quoted).joined(separator: ",")]
    for day in 0..<60 {
      for (number, shop) in ["l'île", "\"quoted\"", "東京"].enumerated() {
        lines.append(
          [
            PublicDataSamples.day(day), ScaffoldProject.quoted(shop), "\(day * 13 % 17)", "\(day % 2)",
            "\(day * 3 % 7)",
            "\(day * 5 % 19)", "\(day * 11 % 23)", "\(10 * number + day % 7)",
          ].joined(separator: ","))
      }
    }
    try project.temporary.load(lines.joined(separator: "\n") + "\n", into: "shop.sales")
    let scaffold = try project.scaffold()
    #expect(
      scaffold.guesses.map(\.role) == [.date, .series, .feature, .feature, .feature, .feature, .feature, .label])
    #expect(try run(project, scaffold) == true)
    let features = try project.temporary.rows("SELECT feature FROM monitor_mine.shap_feature_importance").map { $0[0] }
    for name in [
      "filiale d'été; DROP TABLE x_code", "цена: {parameter: X}", "is_deleted_raw", "prediction_raw", "line\nend",
    ] {
      #expect(features.contains(.text(name)))
    }
    #expect(try project.temporary.rows("SELECT count(*) FROM shop.sales") == [[.integer(180)]])
  }

  @Test("with the lines for earlier days turned on")
  func lags() throws {
    let project = try ScaffoldProject()
    try project.temporary.load(PublicDataSamples.storeItem(), into: "shop.sales")
    let scaffold = try project.scaffold()
    let folder = try scaffold.write(to: project.project.url)
    let features = project.text(scaffold, "features.sql").replacing("--, CAST", with: ", CAST")
      .replacing("--WINDOW", with: "WINDOW")
    try Data(features.utf8).write(to: folder.appending(path: "features.sql"))
    let document = project.text(scaffold, "pipeline.yml").replacing(
      "features:\n", with: "features:\n  - lag_7\n  - lag_28\n  - mean_7\n  - mean_28\n")
    try Data(document.utf8).write(to: folder.appending(path: "pipeline.yml"))
    try RetailWarehouse.run("mine", in: project.warehouse)
    #expect(
      try project.temporary.rows(
        """
        SELECT count(*), count(*) FILTER (
          WHERE lag_7 = (
            SELECT sales FROM shop.sales AS raw
            WHERE raw.store = test.store AND raw.item = test.item AND raw.date = date(test.date, '-7 days')))
        FROM mine.test
        """) == [[.integer(36), .integer(36)]])
  }

  @Test("on weeks, once source.sql makes dates of them; before that the run says what is missing")
  func weeks() throws {
    let project = try ScaffoldProject()
    var lines = ["store,brand,week,constant,price,deal,logmove"]
    for store in 1...3 {
      for brand in 1...2 {
        for week in 40..<100 where (week + store) % 9 > 0 {
          lines.append("\(store),\(brand),\(week),1,\(Double(week % 5) / 100),\(week % 2),\(8 + Double(week % 7) / 3)")
        }
      }
    }
    try project.temporary.load(lines.joined(separator: "\n") + "\n", into: "shop.sales")
    let scaffold = try project.scaffold(label: "logmove", date: "week")
    let error = #expect(throws: ForecastingError.self) { try run(project, scaffold) }
    #expect(error?.expected == "a date that exists, as YYYY-MM-DD")
    #expect(error?.found == "40")
    let source = project.text(scaffold, "source.sql").replacing(
      "\"week\" AS", with: "date('1989-09-14', '+' || (7 * (\"week\" - 1)) || ' days') AS")
    try project.project.write(source, to: "sql/pipelines/mine/source.sql")
    try RetailWarehouse.run("mine", in: project.warehouse)
    #expect(
      try project.temporary.rows(
        "SELECT min(date), max(date) FROM (SELECT date FROM mine.train UNION ALL SELECT date FROM mine.test)")
        == [[.text("1990-06-14"), .text("1991-08-01")]])
  }
}
