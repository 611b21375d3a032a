import Access
import Dashboard
import HTTPTypes
import Hummingbird
import Logging
import Warehouse

/// Answers browsers with pages. Where programs get JSON under the same path, it is the browser's `Accept: text/html` that
/// decides.
struct PagesMiddleware: RouterMiddleware {
  typealias Context = ServerContext

  let pages: PageService

  func handle(
    _ request: Request, context: ServerContext, next: @concurrent (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let head = request.head
    let wantsPage = PageProtection.wantsPage(head)
    guard let target = head.path, let address = PageAddress(target), let route = PageRoute(address.parts) else {
      try pages.demandLocalName(head)
      do {
        return try await next(request, context)
      } catch let error as HTTPError where error.status == .notFound && wantsPage {
        return pages.problem(.notFound, "Not found", "There is nothing under this address.")
          .response(withoutBody: head.method == .head)
      }
    }
    if route.isShared, !wantsPage || !(head.method == .get || head.method == .head) {
      try pages.demandLocalName(head)
      do {
        return try await next(request, context)
      } catch let error as HTTPError where error.status == .notFound && head.method == .get {
        // No program's route: the page is for everybody.
      }
    }
    var answer: PageAnswer
    do {
      switch head.method {
      case .get,
        .head where !route.takesForm || route == .login:
        answer = try await pages.get(route, address, head)
      case .post where route.takesForm:
        let body = try await request.body.collect(upTo: PageForm.limit)
        answer = try await pages.post(route, head, body: String(buffer: body))
      default:
        answer = pages.problem(.methodNotAllowed, "Not possible", "This address does not take \(head.method.rawValue).")
      }
    } catch is PageWork.Busy {
      answer = pages.problem(
        .serviceUnavailable, "Busy", "Too many pages are being made.", remedy: "Try again in a moment.")
    } catch let denied as AccessDenied where !wantsPage {
      throw denied
    } catch let denied as AccessDenied {
      answer = pages.problem(denied.status, "No access", denied.message)
    } catch let error as CancellationError {
      throw error
    } catch {
      context.logger.error("a page failed: \(error)")
      answer = pages.problem(
        .internalServerError, "Something went wrong", "The page could not be made.",
        remedy: "The server's log says why.")
    }
    if route.isShared { answer.fields[.vary] = "Accept" }
    return answer.response(withoutBody: head.method == .head)
  }
}
