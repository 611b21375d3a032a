import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Files that a killed process left half-written")
struct UnfinishedObjectTests {
  @Test("are no objects, and go when their execution is resumed")
  func unfinished() throws {
    let temporary = try TemporaryWarehouse()
    let objects = temporary.warehouse.objects
    for name in ["whole.csv", ".half.csv.12-0.tmp", "model.json.partial", "sub/.gitkeep"] {
      try objects.store("x".utf8, as: "p/e/\(name)")
    }
    #expect(try objects.keys(below: "p/e") == ["p/e/sub/.gitkeep", "p/e/whole.csv"])
    try objects.removeUnfinished(below: "p/e")
    let left = try FileManager.default.subpathsOfDirectory(atPath: objects.url(of: "p/e").path).sorted()
    #expect(left == ["sub", "sub/.gitkeep", "whole.csv"])
    try objects.removeUnfinished(below: "nowhere")
  }
}
