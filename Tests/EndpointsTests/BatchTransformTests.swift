import Endpoints
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("A batch transform")
struct BatchTransformTests {
  let temporary: TemporaryWarehouse

  /// 60,000 rows, more than one piece, with a column that the model does not know.
  private static let csv: String = {
    var text = "id,b,a,c,d\n"
    for row in 0..<60_000 {
      let b = row % 17 == 0 ? "" : "\(row * 37 % 101)"
      text += "row \(row),\(b),\(row % 12),\(row % 2),\(Double(row * 7 % 40) / 4)\n"
    }
    return text
  }()

  init() throws {
    temporary = try TemporaryWarehouse()
    try ServedModels.approved(level: 1, in: temporary.warehouse)
    try EndpointDeployment(temporary.warehouse).deploy(ServedModels.group, version: 1, to: "prod")
  }

  private func run(
    _ input: String, _ output: String, endpoint: String = "prod", intervals: Bool = false, replaces: Bool = false
  ) throws -> BatchTransform.Report {
    try BatchTransform(temporary.warehouse).run(
      endpoint: endpoint, input: TransformPlace(parsing: input), output: TransformPlace(parsing: output),
      intervals: intervals, replaces: replaces)
  }

  private func path(_ name: String) -> String { temporary.directory.url.appending(path: name).path }

  private func predictions(_ table: String) throws -> [[SQLValue]] {
    try temporary.rows("SELECT * FROM \(table) ORDER BY rowid")
  }

  @Test("of a table gives the rows of the input with the model's predictions")
  func tables() throws {
    try temporary.load(Self.csv, into: "sales.history")
    let report = try run("sales.history", "sales.forecast")
    #expect(report.rows == 60_000)
    #expect(!report.wasComplete)
    let rows = try predictions("sales.forecast")
    #expect(rows.count == 60_000)
    let model = try ModelLoaderProbe.load(1, in: temporary)
    for place in stride(from: 0, to: 60_000, by: 997) {
      func number(_ column: Int) -> Float {
        switch rows[place][column] {
        case .integer(let value): Float(value)
        case .real(let value): Float(value)
        default: .nan
        }
      }
      #expect(rows[place][0] == .text("row \(place)"))
      let features = FeatureRows(values: [number(2), number(1), number(3), number(4)], count: 1)
      #expect(try rows[place][5] == .real(Double(model.predict(features)[0])))
    }
  }

  @Test("gives the same for tables and files, in and out")
  func places() throws {
    try temporary.load(Self.csv, into: "sales.history")
    try temporary.directory.write(Self.csv, to: "in.csv")
    _ = try run("sales.history", "sales.a")
    _ = try run(path("in.csv"), "sales.b")
    _ = try run("sales.history", path("c.csv"))
    _ = try run(path("in.csv"), path("d.csv"))
    #expect(try predictions("sales.a") == predictions("sales.b"))
    let (c, d) = try (Data(contentsOf: URL(filePath: path("c.csv"))), Data(contentsOf: URL(filePath: path("d.csv"))))
    #expect(c == d)
    #expect(!FileManager.default.fileExists(atPath: path("c.csv.parts")))
    try CSVIngestion(temporary.warehouse).load(
      IngestSource(path: path("c.csv")), into: TableName(parsing: "sales.again"))
    #expect(try predictions("sales.again") == predictions("sales.a"))
  }

  @Test("that is interrupted goes on where it was, to the same rows", arguments: ["sales.forecast", "out.csv"])
  func resuming(output: String) throws {
    struct Interruption: Error {}
    try temporary.load(Self.csv, into: "sales.history")
    let target = output.hasSuffix(".csv") ? path(output) : output
    #expect(throws: Interruption.self) {
      try BatchTransform(temporary.warehouse).run(
        endpoint: "prod", input: TransformPlace(parsing: "sales.history"), output: TransformPlace(parsing: target)
      ) { _ in throw Interruption() }
    }
    let report = try run("sales.history", target)
    #expect(report.resumedAfter == 50_000)
    #expect(report.rows == 60_000)
    _ = try run("sales.history", "sales.whole")
    if output.hasSuffix(".csv") {
      _ = try run("sales.history", path("whole.csv"))
      let whole = try Data(contentsOf: URL(filePath: path("whole.csv")))
      #expect(try Data(contentsOf: URL(filePath: target)) == whole)
    } else {
      #expect(try predictions("sales.forecast") == predictions("sales.whole"))
    }
  }

  /// An endpoint `wide`, whose version has quantiles.
  private func deployWide() throws -> Int {
    let version = try ServedModels.approved(level: 2, in: temporary.warehouse, making: .withIntervals)
    try EndpointDeployment(temporary.warehouse).deploy(ServedModels.group, version: version, to: "wide")
    return version
  }

  @Test("with intervals adds the quantiles that the endpoint gives over HTTP, the same into tables and files")
  func intervals() throws {
    let version = try deployWide()
    try temporary.load(Self.csv, into: "sales.history")
    #expect(try run("sales.history", "sales.forecast", endpoint: "wide", intervals: true).rows == 60_000)
    let names = try temporary.rows("SELECT name FROM pragma_table_info('forecast', 'sales')").map { $0[0] }
    #expect(names == ["id", "b", "a", "c", "d", "prediction", "p10", "p90"].map(SQLValue.text))
    let model = try ModelLoaderProbe.load(version, in: temporary)
    let rows = try temporary.rows(
      "SELECT a, b, c, d, prediction, p10, p90 FROM sales.forecast WHERE rowid % 1009 = 0 ORDER BY rowid")
    #expect(rows.count == 59)
    for row in rows {
      let numbers: [Float] = row.map {
        switch $0 {
        case .integer(let value): Float(value)
        case .real(let value): Float(value)
        default: .nan
        }
      }
      let features = FeatureRows(values: Array(numbers[0..<4]), count: 1)
      #expect(try numbers[4] == model.predict(features)[0])
      #expect(try Array(numbers[5...]) == model.quantiles(features)?.values)
      #expect(numbers[5] <= numbers[6])
    }
    _ = try run("sales.history", path("out.csv"), endpoint: "wide", intervals: true)
    try CSVIngestion(temporary.warehouse).load(
      IngestSource(path: path("out.csv")), into: TableName(parsing: "sales.again"))
    #expect(try predictions("sales.again") == predictions("sales.forecast"))
  }

  @Test("with intervals that is interrupted goes on where it was, and never without them")
  func resumingIntervals() throws {
    struct Interruption: Error {}
    _ = try deployWide()
    try temporary.load(Self.csv, into: "sales.history")
    #expect(throws: Interruption.self) {
      try BatchTransform(temporary.warehouse).run(
        endpoint: "wide", input: TransformPlace(parsing: "sales.history"),
        output: TransformPlace(parsing: "sales.forecast"), intervals: true
      ) { _ in throw Interruption() }
    }
    let error = #expect(throws: EndpointError.self) { try run("sales.history", "sales.forecast", endpoint: "wide") }
    #expect(error?.code == "output-exists")
    #expect(try run("sales.history", "sales.forecast", endpoint: "wide", intervals: true).resumedAfter == 50_000)
    _ = try run("sales.history", "sales.whole", endpoint: "wide", intervals: true)
    #expect(try predictions("sales.forecast") == predictions("sales.whole"))
  }

  @Test("with intervals is refused where the version has none, or the input a column of the name of one")
  func noIntervals() throws {
    try temporary.load("a,b,c,d\n1,2,0,3\n", into: "sales.history")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let absent = #expect(throws: EndpointError.self) { try run("sales.history", "sales.forecast", intervals: true) }
    #expect(absent?.code == "no-intervals")
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
    _ = try deployWide()
    try temporary.load("a,b,c,d,P90\n1,2,0,3,4\n", into: "sales.other")
    let taken = #expect(throws: EndpointError.self) {
      try run("sales.other", "sales.forecast", endpoint: "wide", intervals: true)
    }
    #expect(taken?.code == "column-name")
    #expect(try run("sales.other", "sales.forecast", endpoint: "wide").rows == 1)
  }

  @Test("that is complete is not repeated; rows that came since are added")
  func complete() throws {
    try temporary.load("a,b,c,d\n1,2,0,3\n", into: "sales.history")
    #expect(try run("sales.history", "sales.forecast").rows == 1)
    #expect(try run("sales.history", "sales.forecast").wasComplete)
    try temporary.load("a,b,c,d\n4,5,1,6\n", into: "sales.history", file: "more.csv")
    let report = try run("sales.history", "sales.forecast")
    #expect(report.rows == 2)
    #expect(report.resumedAfter == 1)
    #expect(try predictions("sales.forecast").count == 2)
  }

  @Test("does not go on with another model, and overwrites nothing unless told to")
  func occupied() throws {
    try temporary.load("a,b,c,d\n1,2,0,3\n", into: "sales.history")
    _ = try run("sales.history", "sales.forecast")
    try ServedModels.approved(level: 2, in: temporary.warehouse)
    try EndpointDeployment(temporary.warehouse).deploy(ServedModels.group, version: 2, to: "prod")
    for output in ["sales.forecast", "sales.history"] {
      let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
      let error = #expect(throws: EndpointError.self) { try run("sales.history", output) }
      #expect(error?.code == "output-exists")
      #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
    }
    #expect(try run("sales.history", "sales.forecast", replaces: true).version == 2)
    let file = try temporary.directory.write("mine\n", to: "mine.csv")
    #expect(throws: EndpointError.self) { try run("sales.history", file) }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine\n")
  }

  @Test(
    "of an input that lacks a feature, has no rowids, or has a prediction already is refused",
    arguments: [
      ("a,b,c\n1,2,3\n", "missing-feature"), ("a,b,c,d,prediction\n1,2,3,4,5\n", "column-name"),
    ])
  func wrongInput(csv: String, code: String) throws {
    try temporary.load(csv, into: "sales.history")
    let error = #expect(throws: EndpointError.self) { try run("sales.history", "sales.forecast") }
    #expect(error?.code == code)
    try temporary.execute("CREATE VIEW v AS SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d", in: "sales")
    #expect(throws: (any Error).self) { try run("sales.v", "sales.forecast") }
  }

  @Test(
    "never writes into the system's own tables",
    arguments: ["mlops.endpoints", "feature_store.x", "sales.batch_transforms"])
  func systemTables(output: String) throws {
    try temporary.load("a,b,c,d\n1,2,0,3\n", into: "sales.history")
    #expect(throws: EndpointError.self) { try run("sales.history", output, replaces: true) }
  }
}
