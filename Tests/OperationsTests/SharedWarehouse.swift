import Fixtures
import Synchronization

/// A warehouse for tests that only read: those that run at the same time share it, the last one removes it.
final class SharedWarehouse: Sendable {
  private struct Reference {
    weak var warehouse: TemporaryWarehouse?
  }

  private let make: @Sendable () throws -> TemporaryWarehouse
  private let current = Mutex(Reference())

  init(_ make: @escaping @Sendable () throws -> TemporaryWarehouse) { self.make = make }

  /// The warehouse that another test holds, or a new one.
  func get() throws -> TemporaryWarehouse {
    try current.withLock { reference in
      if let warehouse = reference.warehouse { return warehouse }
      let warehouse = try make()
      reference.warehouse = warehouse
      return warehouse
    }
  }
}
