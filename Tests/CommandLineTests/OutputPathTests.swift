import Fixtures
import Foundation
import Testing

@Suite("Files that commands write")
struct OutputPathTests {
  @Test("the demonstration, which keeps its data among the objects of the warehouse, runs in an empty directory")
  func demo() throws {
    let empty = try Program()
    let run = try empty("demo")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try empty("model", "list", "--format", "csv").output.split(separator: "\n").count == 2)
  }

  @Test(
    "never take the place of a warehouse's own, whatever command writes them",
    arguments: [
      ["generate", "--days", "2", "--output", "warehouse/databases/mlops.sqlite"],
      ["export", "dashboard", "--to", "warehouse/objects"],
      ["pipeline", "graph", "retail_demand", "--to", "warehouse/objects/graph.txt"],
      ["pipeline", "graph", "retail_demand", "--to", "warehouse/attach.sql"],
      ["schedule", "install", "--cron", "--to", "warehouse/databases/crontab"],
      [
        "endpoint", "transform", "e", "--input", "shop.raw", "--output", "warehouse/databases/shop.csv", "--replace",
      ],
    ])
  func refused(arguments: [String]) throws {
    let stockroom = try Program()
    try stockroom.write("id\n1\n", to: "raw.csv")
    #expect(try stockroom("ingest", "raw.csv", "--table", "shop.raw").status == 0)
    let before = try WarehouseSnapshot(of: stockroom.warehouse)
    let run = try stockroom.run(arguments)
    #expect(run.status == 1)
    #expect(run.errors.contains("expected a place outside of the warehouse"), "\(run.errors)")
    #expect(try WarehouseSnapshot(of: stockroom.warehouse) == before)
  }
}
