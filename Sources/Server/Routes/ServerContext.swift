public import Hummingbird

/// What a route knows of a request beside the request itself.
public struct ServerContext: RequestContext {
  /// Hummingbird's part.
  public var coreContext: CoreRequestContextStorage

  /// Creates the context of a request.
  public init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }
}
