import NIOCore
import NIOHTTPTypes

/// Closes connections that take too long: to send a request, header and body, from the moment that it was the client's turn;
/// to take an answer; to send another request.
///
/// The time for a request begins with its head; that for a head with the connection or the last answer. One byte now and
/// then does not extend it.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// The limits.
  struct Limits: Sendable {
    /// For the whole of a request.
    var request = TimeAmount.seconds(30)
    /// Between a request and a part of its answer.
    var answer = TimeAmount.seconds(300)
    /// Without a request.
    var idle = TimeAmount.seconds(75)
  }

  private let limits: Limits
  private var isReceiving = false
  private var unanswered = 0
  private var deadline = NIODeadline.distantFuture
  private var check: Scheduled<Void>?

  init(_ limits: Limits) { self.limits = limits }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { stop() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      isReceiving = true
      unanswered += 1
      deadline = .now() + limits.request
    case .body: break
    case .end:
      isReceiving = false
      deadline = .now() + limits.answer
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { unanswered = max(0, unanswered - 1) }
    if !isReceiving { deadline = .now() + (unanswered == 0 ? limits.idle : limits.answer) }
    context.write(data, promise: promise)
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard check == nil else { return }
    // A connection that says nothing at first is a client that is slow with its request.
    deadline = .now() + limits.request
    schedule(context)
  }

  private func stop() {
    check?.cancel()
    check = nil
    deadline = .distantFuture
  }

  private func schedule(_ context: ChannelHandlerContext) {
    // The deadline moves with every request; the task looks at it when the time it was made for has come.
    let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    check = context.eventLoop.scheduleTask(deadline: min(deadline, .now() + limits.request)) {
      let (handler, context) = loopBound.value
      guard handler.check != nil else { return }
      if handler.deadline <= .now() {
        handler.check = nil
        context.close(promise: nil)
      } else {
        handler.schedule(context)
      }
    }
  }
}
