import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers small requests for predictions right on the connection's event loop: they take microseconds, less than handing
/// them to another thread would. Everything else goes on to the router: other routes, large bodies, requests for
/// explanations or intervals, models that are not loaded, clients that do not take their answers, all requests where access is checked.
///
/// Answers keep the order of their requests: while the router is busy with one of this connection, all that follow take
/// the router's way too.
final class InvocationLane: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// Bodies above this take the router's way: some thousand rows keep an event loop for milliseconds.
  static let bodyLimit = 64 * 1024

  private struct Collected {
    let request: HTTPRequest
    let head: InvocationHead
    var body: ByteBuffer
  }

  private let service: InvocationService
  private let door: Door
  private var collected: Collected?
  /// Requests that the router has got and not answered to the end.
  private var outstanding = 0
  private var needsFlush = false
  /// The server is stopping; told on when the request that is coming in is answered.
  private var heldQuiescence: ChannelShouldQuiesceEvent?

  init(_ service: InvocationService, _ door: Door) {
    self.service = service
    self.door = door
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      if door.isOpen, outstanding == 0, context.channel.isWritable, let own = Self.own(head) {
        collected = Collected(request: head, head: own, body: ByteBuffer())
      } else {
        outstanding += 1
        context.fireChannelRead(data)
      }
    case .body(var buffer):
      guard collected != nil else { return context.fireChannelRead(data) }
      if collected?.body.readableBytes == 0 {
        collected?.body = buffer
      } else {
        collected?.body.writeBuffer(&buffer)
      }
    case .end(let trailers):
      guard let request = collected else { return context.fireChannelRead(data) }
      collected = nil
      answer(request, trailers, context)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if needsFlush {
      needsFlush = false
      context.flush()
    }
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { outstanding = max(0, outstanding - 1) }
    context.write(data, promise: promise)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? ChannelShouldQuiesceEvent, collected != nil {
      heldQuiescence = event
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  /// The header of a request that this lane takes.
  private static func own(_ request: HTTPRequest) -> InvocationHead? {
    guard let head = InvocationHead(request), !head.expectsContinue, let length = head.contentLength,
      length <= bodyLimit,
      head.query.isEmpty || !(head.query.contains("explain") || head.query.contains("intervals"))
    else { return nil }
    return head
  }

  private func answer(_ request: Collected, _ trailers: HTTPFields?, _ context: ChannelHandlerContext) {
    let answer = service.answer(request.head, body: request.body, mayLoad: false)
    guard var answer else {
      outstanding += 1
      context.fireChannelRead(wrapInboundOut(.head(request.request)))
      if request.body.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(.body(request.body))) }
      context.fireChannelRead(wrapInboundOut(.end(trailers)))
      return releaseQuiescence(context)
    }
    let isLast = heldQuiescence != nil || request.head.closes
    if isLast { answer.fields[.connection] = "close" }
    context.write(
      wrapOutboundOut(.head(HTTPResponse(status: answer.status, headerFields: answer.fields))), promise: nil)
    context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
    if isLast {
      let channel = context.channel
      context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    } else {
      context.write(wrapOutboundOut(.end(nil)), promise: nil)
      needsFlush = true
    }
    releaseQuiescence(context)
  }

  private func releaseQuiescence(_ context: ChannelHandlerContext) {
    // An answer with `Connection: close` closes the connection itself when it is written.
    if heldQuiescence != nil, outstanding > 0 {
      context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
    heldQuiescence = nil
  }
}
