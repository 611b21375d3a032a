import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("What is left of a warehouse")
struct RestOfWarehouseTests {
  let temporary: TemporaryWarehouse
  var layout: WarehouseLayout { temporary.warehouse.layout }

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id\n1\n", into: "raw.t")
  }

  private func opening(_ open: (WarehouseLayout, SQLLibrary, Surroundings) throws -> Warehouse) throws -> Warehouse {
    try open(layout, SQLLibrary(project: nil), FixedSurroundings.make())
  }

  @Test(
    "a lost database is named, with a way on, and not made anew in silence",
    arguments: [[DatabaseName.mlops], [.featureStore], [.mlops, .featureStore]])
  func lost(names: [DatabaseName]) throws {
    for name in names { try FileManager.default.removeItem(at: layout.file(of: name)) }
    for open in [Warehouse.open, Warehouse.existing] {
      let error = #expect(throws: WarehouseError.self) { try opening(open) }
      #expect(error?.code == "missing-database")
      #expect(error?.subject == layout.file(of: names[0]).path)
      #expect(error?.remedy?.contains("backup") == true)
    }
    #expect(!FileManager.default.fileExists(atPath: layout.file(of: names[0]).path))
  }

  @Test("an empty file begins a lost database anew, and everything else is still there")
  func anew() throws {
    try FileManager.default.removeItem(at: layout.file(of: .mlops))
    try Data().write(to: layout.file(of: .mlops))
    let warehouse = try opening(Warehouse.open)
    #expect(try temporary.rows("SELECT count(*) FROM raw.t") == [[.integer(1)]])
    #expect(Checkup(warehouse).run().allSatisfy { $0.state == .ok })
  }

  @Test("a warehouse whose making was interrupted is made to the end, one that had feature groups is not")
  func beginning() throws {
    try FileManager.default.removeItem(at: layout.file(of: .mlops))
    try FileManager.default.removeItem(at: layout.file(of: DatabaseName("raw")))
    _ = try opening(Warehouse.open)
    try temporary.execute(
      """
      INSERT INTO feature_store.feature_groups (feature_group_name, record_identifier_name, event_time_name, created_at)
      VALUES ('prices', 'id', 'at', '2026-01-01T00:00:00.000Z')
      """, in: "feature_store")
    try FileManager.default.removeItem(at: layout.file(of: .mlops))
    let error = #expect(throws: WarehouseError.self) { try opening(Warehouse.open) }
    #expect(error?.code == "missing-database")
  }

  @Test("where a restoration was killed while it moved the warehouse aside, the next command tells how to finish")
  func killedRestoration() throws {
    let aside = temporary.directory.url.appending(path: "warehouse.before-restore-2026")
    try FileManager.default.moveItem(at: layout.root, to: aside)
    let error = #expect(throws: WarehouseError.self) { try opening(Warehouse.existing) }
    #expect(error?.code == "no-warehouse")
    #expect(error?.remedy?.hasSuffix("mv warehouse.before-restore-2026 warehouse") == true)
  }
}
