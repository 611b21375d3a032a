import Synchronization

/// The place of one endpoint in a server: its configuration, and its model while it is loaded.
///
/// The model is one reference under a lock that is held for some nanoseconds: a swap replaces it, requests in flight keep
/// the one that they were given.
public final class EndpointSlot: Sendable {
  /// The endpoint's name.
  public let name: String
  /// What was counted here.
  public let figures = EndpointFigures()

  private struct State {
    var config: EndpointConfig
    var model: ServedModel?
    var running = 0
    var lastUse: UInt64
    /// The configuration whose model could not be loaded.
    var failedConfig: Int?
  }

  private let state: Mutex<State>
  /// Held while a model is loaded, so that many first requests load it once.
  private let loading = Mutex(())

  init(name: String, config: EndpointConfig, now: UInt64) {
    self.name = name
    state = Mutex(State(config: config, lastUse: now))
  }

  /// The configuration that serves.
  public var config: EndpointConfig { state.withLock { $0.config } }
  /// The model, where it is loaded.
  public var model: ServedModel? { state.withLock { $0.model } }
  /// How many requests are running.
  public var running: Int { state.withLock { $0.running } }
  /// When the last request began or ended.
  var lastUse: UInt64 { state.withLock { $0.lastUse } }

  /// Lets a request in; ``leave(now:)`` must follow.
  /// - Returns: the model, or `nil` where it has to be loaded first.
  /// - Throws: ``InvocationError`` where as many requests are running as the endpoint allows.
  public func enter(now: UInt64) throws(InvocationError) -> ServedModel? {
    let (limit, model): (Int?, ServedModel?) = state.withLock { state in
      guard state.running < state.config.settings.maxConcurrency else {
        return (state.config.settings.maxConcurrency, nil)
      }
      state.running += 1
      state.lastUse = now
      return (nil, state.model)
    }
    guard let limit else { return model }
    throw InvocationError(
      .busy, code: "too-many-requests", expected: "at most \(limit) requests at once", found: "more",
      remedy: "try again in a moment, or raise the endpoint's maximum concurrency")
  }

  /// Ends what ``enter(now:)`` began.
  public func leave(now: UInt64) {
    state.withLock { state in
      state.running -= 1
      state.lastUse = now
    }
  }

  /// The model; `load` is called where it is not there yet, once for all who wait.
  func model(orLoading load: (EndpointConfig) throws -> ServedModel) throws -> ServedModel {
    try loading.withLock { _ in
      while true {
        let (config, model) = state.withLock { ($0.config, $0.model) }
        if let model { return model }
        let loaded = try load(config)
        // A deployment may have come in between; what it put there counts.
        let isCurrent = state.withLock { state in
          guard state.config.version == config.version else { return false }
          state.model = loaded
          return true
        }
        if isCurrent { return loaded }
      }
    }
  }

  /// Takes a new configuration over. A loaded model is replaced by `load`'s; without one there is nothing to do until the
  /// next request.
  /// - Returns: whether a model was swapped.
  /// - Throws: what `load` throws, once per configuration; the old model and its configuration stay.
  func take(_ config: EndpointConfig, load: (EndpointConfig) throws -> ServedModel) throws -> Bool {
    try loading.withLock { _ in
      let (old, model, failed) = state.withLock { ($0.config, $0.model, $0.failedConfig) }
      guard config != old, config.version != failed else { return false }
      guard let model, model.group != config.group || model.version != config.modelVersion else {
        state.withLock { state in
          state.config = config
          state.failedConfig = nil
        }
        return false
      }
      do {
        let loaded = try load(config)
        state.withLock { state in
          state.config = config
          state.model = loaded
          state.failedConfig = nil
        }
        return true
      } catch {
        state.withLock { $0.failedConfig = config.version }
        throw error
      }
    }
  }

  /// Lets the model go where no request is running.
  /// - Returns: whether there was one.
  func unload() -> Bool {
    state.withLock { state in
      guard state.running == 0, state.model != nil else { return false }
      state.model = nil
      return true
    }
  }
}
