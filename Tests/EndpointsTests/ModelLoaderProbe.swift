import Endpoints
import Fixtures
import ModelRegistry

/// Loads a version of the made-up models.
enum ModelLoaderProbe {
  static func load(_ version: Int, in temporary: TemporaryWarehouse) throws -> ServedModel {
    try ModelLoader(temporary.warehouse).load(
      ModelRegistry(temporary.warehouse).package(ServedModels.group, version: version))
  }
}
