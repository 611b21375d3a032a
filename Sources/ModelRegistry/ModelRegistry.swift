public import Warehouse

/// Model package groups and their versions, as tables of `mlops`.
public struct ModelRegistry: Sendable {
  let warehouse: Warehouse

  /// The registry of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }
}
