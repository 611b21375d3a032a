import Foundation
import ModelRegistry
import Synchronization
public import Warehouse

/// The endpoints of a warehouse as one process serves them: found through the tables, loaded on the first call, swapped when
/// the tables name another model, unloaded when idle or when memory is short.
public final class EndpointHost: Sendable {
  /// The warehouse.
  public let warehouse: Warehouse
  /// For durations.
  public let stopwatch: Stopwatch
  /// Where captured predictions go, or `nil` where nothing is captured.
  public let capture: CaptureQueue?
  private let memoryLimit: Int
  private let slots = Mutex<[String: EndpointSlot]>([:])
  private let log: @Sendable (String) -> Void
  /// Held while the tables are read and taken over, so that an old reading never follows a newer one.
  private let refreshing = Mutex(())

  /// Creates a host without endpoints; ``refresh()`` finds them.
  /// - Parameters:
  ///   - memoryLimit: bytes that all loaded models together may take.
  ///   - log: is told of what goes on: loads, swaps, failures.
  public init(
    _ warehouse: Warehouse, capture: CaptureQueue? = nil, memoryLimit: Int = 1 << 30, stopwatch: Stopwatch = .system,
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.warehouse = warehouse
    self.capture = capture
    self.memoryLimit = memoryLimit
    self.stopwatch = stopwatch
    self.log = log
  }

  /// The endpoint of that name, where it has a configuration that serves.
  public func slot(_ name: String) -> EndpointSlot? { slots.withLock { $0[name] } }

  /// All endpoints that serve, by name.
  public var all: [EndpointSlot] { slots.withLock { $0.values.sorted { $0.name < $1.name } } }

  /// Looks at the tables and takes over what they say: new endpoints, new configurations, endpoints that are gone. Models
  /// that are loaded are swapped here, in the caller's time.
  /// - Throws: `WarehouseError` where the tables cannot be read; then everything stays as it is.
  public func refresh() throws {
    try refreshing.withLock { _ in try takeOver() }
  }

  private func takeOver() throws {
    let records = try EndpointCatalog(warehouse).endpoints().filter { $0.config != nil }
    slots.withLock { slots in
      for name in slots.keys where !records.contains(where: { $0.name == name }) { slots[name] = nil }
    }
    for record in records {
      guard let config = record.config else { continue }
      guard let slot = slot(record.name) else {
        let slot = EndpointSlot(name: record.name, config: config, now: stopwatch.now)
        slots.withLock { $0[record.name] = slot }
        continue
      }
      do {
        if try slot.take(config, load: { try self.load($0, for: slot) }) {
          slot.figures.swapped()
          log("\(slot.name): now serves \(config.group) version \(config.modelVersion)")
        }
      } catch {
        log("\(slot.name): configuration \(config.version) cannot be loaded, the old model stays: \(error)")
        try? EndpointDeployment(warehouse).reportLoadFailure(of: slot.name, config: config, why: "\(error)")
      }
    }
  }

  /// The model of an endpoint, loaded if need be: blocks for as long as that takes.
  /// - Throws: ``InvocationError`` where it cannot be loaded.
  public func model(of slot: EndpointSlot) throws(InvocationError) -> ServedModel {
    do {
      return try slot.model(orLoading: { try load($0, for: slot) })
    } catch {
      log("\(slot.name): the model cannot be loaded: \(error)")
      throw InvocationError(
        .unavailable, code: "model-unavailable", expected: "a model that can be loaded", found: "\(error)",
        remedy: "deploy a sound version to \(slot.name)")
    }
  }

  /// Unloads the models that nobody has asked for during their idle time.
  public func unloadIdle() {
    let now = stopwatch.now
    for slot in all {
      let idle = slot.config.settings.idleSeconds
      guard idle > 0, now >= slot.lastUse + UInt64(idle) * 1_000_000_000, slot.unload() else { continue }
      slot.figures.unloaded()
      log("\(slot.name): unloaded after \(idle) s without a request")
    }
  }

  private func load(_ config: EndpointConfig, for slot: EndpointSlot) throws -> ServedModel {
    let package = try ModelRegistry(warehouse).package(config.group, version: config.modelVersion)
    let model = try ModelLoader(warehouse).load(package, memoryLimit: config.settings.memorySizeMB << 20)
    try ModelWarming.warm(model, of: package, settings: config.settings)
    if package.inputExample == nil {
      log("\(slot.name): \(config.group) version \(config.modelVersion) has no input example to compare it with")
    }
    try makeRoom(for: model, besides: slot)
    slot.figures.loaded()
    return model
  }

  /// Unloads the models that were not used for longest until the new one fits.
  private func makeRoom(for model: ServedModel, besides slot: EndpointSlot) throws {
    let others = all.filter { $0 !== slot && $0.model != nil }.sorted { $0.lastUse < $1.lastUse }
    var used = others.reduce(0) { $0 + ($1.model?.byteCount ?? 0) }
    for other in others where used + model.byteCount > memoryLimit {
      let size = other.model?.byteCount ?? 0
      guard other.unload() else { continue }
      other.figures.unloaded()
      used -= size
      log("\(other.name): unloaded to make room for \(slot.name)")
    }
    guard used + model.byteCount <= memoryLimit else {
      throw EndpointError(
        code: "memory-limit", subject: "endpoint \(slot.name)",
        expected: "models of at most \(memoryLimit >> 20) MB together",
        found: "\((used + model.byteCount) >> 20) MB", remedy: "raise the limit of the server, or remove an endpoint")
    }
  }
}
