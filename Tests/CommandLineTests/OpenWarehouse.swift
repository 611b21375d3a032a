import Fixtures
import Warehouse

/// The warehouse of a test, opened in the test's own process.
func openWarehouse(_ program: Program) throws -> Warehouse {
  try Warehouse.open(
    WarehouseLayout(root: program.warehouse), scripts: SQLLibrary(project: nil), surroundings: FixedSurroundings.make())
}
