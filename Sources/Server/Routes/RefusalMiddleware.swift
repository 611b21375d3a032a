import Diagnostics
import Hummingbird
import Logging
import NIOCore

/// Turns whatever a route throws into an answer in JSON with the identity of the request.
struct RefusalMiddleware: RouterMiddleware {
  typealias Context = ServerContext

  let service: InvocationService

  func handle(
    _ request: Request, context: ServerContext, next: @concurrent (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let denied as AccessDenied {
      var answer = Answer.error(
        denied.status, code: denied.code, message: denied.message, requestID: service.requestID(request.head))
      if denied.status == .unauthorized { answer.fields[.wwwAuthenticate] = "Bearer" }
      return answer.response
    } catch is NIOTooManyBytesError {
      return tooLarge(request)
    } catch let error as HTTPError {
      return Answer.error(
        error.status, code: error.status.code == 404 ? "not-found" : "request",
        message: error.body ?? error.status.reasonPhrase, requestID: service.requestID(request.head)
      ).response
    } catch let error as any HTTPResponseError {
      return try error.response(from: request, context: context)
    } catch let error as any Diagnostic where RefusalStatus.of(error) != nil {
      return Answer.error(
        RefusalStatus.of(error) ?? .badRequest, code: error.code, message: error.description,
        requestID: service.requestID(request.head)
      ).response
    } catch let error as CancellationError {
      throw error
    } catch {
      context.logger.error("a request failed: \(error)")
      return Answer.error(
        .internalServerError, code: "internal", message: "the request failed; the server's log says why",
        requestID: service.requestID(request.head)
      ).response
    }
  }

  func tooLarge(_ request: Request) -> Response {
    var answer = Answer.error(
      .contentTooLarge, code: "body-size",
      message:
        "request: expected at most \(service.maximumBodyBytes) bytes, found more\n  remedy: send fewer rows at once",
      requestID: service.requestID(request.head))
    // What is still to come is not read for ever.
    answer.fields[.connection] = "close"
    return answer.response
  }
}
