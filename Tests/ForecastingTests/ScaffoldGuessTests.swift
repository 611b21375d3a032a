import Fixtures
import Forecasting
import Foundation
import Testing
import Warehouse

@Suite("A new pipeline guesses what columns mean")
struct ScaffoldGuessTests {
  /// Two shops over 30 days: quantity and the other columns follow from the day and the shop.
  private static func shops(_ header: String, _ row: (_ day: Int, _ shop: Int) -> String) -> String {
    var lines = [header]
    for day in 0..<30 {
      for shop in 1...2 { lines.append(row(day, shop)) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("date, label, identifier, series, features, texts, constants and leaks are told apart")
  func roles() throws {
    let csv = Self.shops("row_id,day,shop,kind,always,price,promo,quantity,forecast,delivered") { day, shop in
      let quantity = 10 * shop + day * 7 % 11
      return [
        "\(day * 2 + shop)", PublicDataSamples.day(day), "\(shop)", ["a", "b", "c"][(day + shop) % 3], "7",
        "\(Double(day * 13 % 17) + 0.5)", "\(day % 3 == 0 ? 1 : 0)", "\(quantity)", "\(Double(quantity) + 0.25)",
        PublicDataSamples.day(day + 2),
      ].joined(separator: ",")
    }
    #expect(
      try ScaffoldProject().roles(csv) == [
        "row_id: identifier", "day: date", "shop: series", "kind: code", "always: unused", "price: feature",
        "promo: feature", "quantity: label", "forecast: suspect", "delivered: unused",
      ])
  }

  @Test("the leak is named with its correlation and is not among the features, and the flag is the bias facet")
  func leak() throws {
    let project = try ScaffoldProject()
    let csv = Self.shops("day,shop,promo,quantity,told") { day, shop in
      let quantity = 10 * shop + day * 7 % 11
      return "\(PublicDataSamples.day(day)),\(shop),\(day % 3 == 0 ? 1 : 0),\(quantity),\(2 * quantity)"
    }
    try project.temporary.load(csv, into: "shop.sales")
    let document = project.text(try project.scaffold(), "pipeline.yml")
    #expect(document.contains("  # - told   left out: correlation 1.000 with quantity"))
    #expect(!document.contains("\n  - told"))
    #expect(document.contains("\nbias_facet: promo\n"))
  }

  @Test(
    "the clearest name of what is sold is the label, whatever its writing",
    arguments: ["Units Sold", "units_sold", "unitsSold", "QUANTITY", "sales", "Demand"])
  func labels(name: String) throws {
    let csv = Self.shops("day,shop,units ordered,sales forecast,\(name)") { day, shop in
      "\(PublicDataSamples.day(day)),\(shop),\(day * 5 % 13),\(day * 3 % 19),\(shop + day * 7 % 11)"
    }
    #expect(try ScaffoldProject().roles(csv).last == "\(name): label")
  }

  @Test("options go before guesses, and their names are compared as SQL does")
  func options() throws {
    let csv = Self.shops("day,until,shop,number,sales") { day, shop in
      "\(PublicDataSamples.day(day)),\(PublicDataSamples.day(day + 1)),\(shop),\(day * 2 + shop),\(day * 7 % 11)"
    }
    #expect(
      try ScaffoldProject().roles(csv, label: "NUMBER", date: "until")
        == ["day: unused", "until: date", "shop: series", "number: label", "sales: feature"])
    #expect(
      try ScaffoldProject().roles(csv, identifier: "number")
        == ["day: date", "until: unused", "shop: series", "number: identifier", "sales: label"])
  }

  @Test("without a column that names rows they are numbered by date and series")
  func numbered() throws {
    let project = try ScaffoldProject()
    try project.temporary.load(
      Self.shops("day,shop,sales") { day, shop in "\(PublicDataSamples.day(day)),\(shop),\(shop + day * 7 % 11)" },
      into: "shop.sales")
    #expect(
      project.text(try project.scaffold(), "source.sql").contains(
        "row_number() OVER (ORDER BY \"day\", \"shop\") AS \"record_id\""))
  }

  @Test("a table of one row per day is one series, and times count by their day")
  func oneSeries() throws {
    let project = try ScaffoldProject()
    let rows = (0..<40).map { "\(PublicDataSamples.day($0))T06:30:00,\($0 * 7 % 11),\($0 * 5 % 13)" }
    try project.temporary.load((["at,price,sales"] + rows).joined(separator: "\n") + "\n", into: "shop.sales")
    let scaffold = try project.scaffold()
    #expect(scaffold.guesses.map(\.role) == [.date, .feature, .label])
    #expect(project.text(scaffold, "source.sql").contains("substr(\"at\", 1, 10) AS \"at\""))
    #expect(project.text(scaffold, "pipeline.yml").contains("\nseries: []\n"))
  }

  @Test("a column that holds no dates is taken when it is given, with a note where to turn it into dates")
  func weeks() throws {
    let project = try ScaffoldProject()
    try project.temporary.load(
      Self.shops("week,shop,sales") { week, shop in "\(40 + week),\(shop),\(shop + week * 7 % 11)" }, into: "shop.sales"
    )
    let error = #expect(throws: ForecastingError.self) { try project.scaffold() }
    #expect(error?.code == "no-date")
    #expect(error?.remedy?.contains("--date COLUMN") == true)
    let scaffold = try project.scaffold(date: "week")
    #expect(scaffold.columnWithoutDates == "week")
    #expect(project.text(scaffold, "source.sql").contains("\"week\" AS \"date\""))
    #expect(project.text(scaffold, "source.sql").contains("-- EDIT THIS: week holds no dates"))
  }

  @Test("where nothing is named like a label the error lists the numbers and names the option")
  func noLabel() throws {
    let project = try ScaffoldProject()
    try project.temporary.load("day,shop,x\n2026-01-01,1,5\n2026-01-02,1,6\n", into: "shop.sales")
    let error = #expect(throws: ForecastingError.self) { try project.scaffold() }
    #expect(error?.code == "no-label")
    #expect(error?.found.contains("shop, x") == true)
    #expect(error?.remedy == "name the column to predict with --label COLUMN")
  }

  @Test(
    "wrong options and names are refused before anything is written",
    arguments: [
      ("mine", "nothing", nil, nil, "missing-column"), ("mine", "kind", nil, nil, "label"),
      ("mine", nil, "gone", nil, "missing-column"), ("mine", nil, nil, "shop", "identifier"),
      ("monitor_mine", nil, nil, nil, "pipeline-name"), ("retail_demand", nil, nil, nil, "pipeline-exists"),
    ] as [(String, String?, String?, String?, String)])
  func refused(name: String, label: String?, date: String?, identifier: String?, code: String) throws {
    let project = try ScaffoldProject()
    try project.temporary.load(
      Self.shops("day,shop,kind,sales") { day, shop in "\(PublicDataSamples.day(day)),\(shop),x\(day % 3),\(day % 9)" },
      into: "shop.sales")
    let error = #expect(throws: ForecastingError.self) {
      try project.scaffold(name, label: label, date: date, identifier: identifier)
    }
    #expect(error?.code == code)
  }

  @Test("files that are there stay, and no other file is written beside them")
  func overwriting() throws {
    let project = try ScaffoldProject()
    try project.temporary.load(
      Self.shops("day,shop,sales") { day, shop in "\(PublicDataSamples.day(day)),\(shop),\(day % 9)" },
      into: "shop.sales")
    let path = try project.project.write("-- mine\n", to: "sql/pipelines/mine/label.sql")
    let scaffold = try project.scaffold()
    let error = #expect(throws: ForecastingError.self) { try scaffold.write(to: project.project.url) }
    #expect(error?.code == "file-exists")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "-- mine\n")
    let folder = URL(filePath: path).deletingLastPathComponent().path
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["label.sql"])
  }
}
