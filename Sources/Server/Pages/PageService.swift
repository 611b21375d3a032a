import Access
import Dashboard
import Diagnostics
import Endpoints
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Warehouse

/// Answers requests for pages: who may see what, sessions, forms.
struct PageService: Sendable {
  let host: EndpointHost
  let visitors: PageVisitors
  /// The address that the server listens on.
  let listeningOn: String
  let seconds: Double
  let queryRows: Int
  /// Pages, and questions of the SQL page, which may take long, on threads of their own.
  let work = PageWork(threads: 2, most: 64)
  let questions = PageWork(threads: 2, most: 16)
  private let stylePath = "/assets/style-\(ContentHash.of(SiteStyle.css.utf8).prefix(16)).css"

  init(host: EndpointHost, gate: AccessGate, listeningOn: String, seconds: Double, queryRows: Int) {
    self.host = host
    self.listeningOn = listeningOn
    self.seconds = seconds
    self.queryRows = queryRows
    visitors = PageVisitors(gate: gate)
  }

  /// Refuses what came here under a name that is not this machine's, where nobody is asked who they are. Requests for
  /// predictions, whose clients use names of all kinds and which tell nothing of the warehouse, go on.
  func demandLocalName(_ head: HTTPRequest) throws {
    guard visitors.gate.policy.isOpen, !PageProtection.isLocal(head.authority, listeningOn: listeningOn),
      let path = head.path, InvocationHead.target(path) == nil, !["/ping", "/metrics"].contains(path)
    else { return }
    throw AccessDenied(
      status: .misdirectedRequest, code: "host",
      message: "the request is for \"\(head.authority ?? "")\", which is not this machine; use localhost")
  }

  func get(_ route: PageRoute, _ address: PageAddress, _ head: HTTPRequest) async throws -> PageAnswer {
    try demandLocalName(head)
    switch route {
    case .icon: return .asset(SiteStyle.icon, type: "image/svg+xml")
    case .style(let name):
      guard stylePath.hasSuffix("/\(name)") else { return missing(nil) }
      return .asset(SiteStyle.css, type: "text/css; charset=utf-8")
    case .login:
      let next = PageProtection.localPath(address.value("next"))
      return visitors.gate.policy.principal == nil ? .redirect(next) : page(.login(next: next, failure: nil), nil)
    default: break
    }
    let isQuestion = route == .sql || route == .sqlFile
    return try await (isQuestion ? questions : work).run {
      guard let admitted = try visitors.admit(head) else { return try logIn(head) }
      let maker = maker(admitted)
      if isQuestion, PageProtection.isForeign(head), !address.query.isEmpty {
        return page(
          .problem(
            "SQL", "Another site asked this question.", remedy: "Type it on the SQL page if you want it answered."),
          admitted.visitor, .forbidden)
      }
      if route == .sqlFile { return try download(address, maker) }
      do {
        guard let made = try maker.page(route, address) else { return missing(admitted.visitor) }
        return page(made, admitted.visitor)
      } catch let error as any Diagnostic {
        return page(.problem("Not possible", error.description), admitted.visitor, .badRequest)
      }
    }
  }

  func post(_ route: PageRoute, _ head: HTTPRequest, body: String) async throws -> PageAnswer {
    try demandLocalName(head)
    guard PageProtection.isOwn(head) else { return forged }
    guard let form = PageForm(body) else {
      return problem(.badRequest, "Not possible", "The form cannot be read.")
    }
    return try await work.run {
      if route == .login { return try logIn(form) }
      guard let admitted = try visitors.admit(head) else { return try logIn(head) }
      if admitted.needsFormToken {
        guard let token = admitted.visitor.formToken, let given = form["form_token"],
          PageProtection.isSame(token, given)
        else { return forged }
      }
      switch route {
      case .logout:
        if let session = PageVisitors.session(head) { try visitors.access.endSession(session) }
        var answer = PageAnswer.redirect(visitors.gate.policy.isOpen ? "/" : "/login")
        answer.fields[.setCookie] = PageVisitors.setCookie(nil)
        return answer
      case .decision(let group, let version):
        guard let principal = admitted.principal else { throw AccessDenied.nameless }
        if let refusal = try maker(admitted).decide(group, version, form, by: principal) {
          return page(refusal, admitted.visitor, admitted.visitor.mayDecide ? .conflict : .forbidden)
        }
        return .redirect("\(SitePath.version(group, String(version)))?decided=1")
      default: return missing(admitted.visitor)
      }
    }
  }

  /// A page that says what is wrong, for a visitor that need not be known.
  func problem(
    _ status: HTTPResponse.Status, _ title: String, _ message: String, remedy: String? = nil
  ) -> PageAnswer {
    page(.problem(title, message, remedy: remedy), nil, status)
  }

  private func maker(_ admitted: PageVisitors.Admitted) -> PageMaker {
    PageMaker(
      host: host, visitor: admitted.visitor, principal: admitted.principal, seconds: seconds, queryRows: queryRows)
  }

  private func page(_ page: SitePage, _ visitor: Visitor?, _ status: HTTPResponse.Status = .ok) -> PageAnswer {
    .page(PageFrame(visitor: visitor, stylePath: stylePath).html(page), status: status)
  }

  private func missing(_ visitor: Visitor?) -> PageAnswer {
    page(.problem("Not found", "There is nothing under this address."), visitor, .notFound)
  }

  private var forged: PageAnswer {
    problem(
      .forbidden, "Not accepted", "The form did not come from a page of this server, or the page is too old.",
      remedy: "Open the page again and send the form from there.")
  }

  /// The way to the log-in page, from where it goes on to the page that was asked for.
  /// - Throws: `AccessDenied` for a program.
  private func logIn(_ head: HTTPRequest) throws -> PageAnswer {
    guard PageProtection.wantsPage(head) else { throw AccessDenied.anonymous }
    let next = head.method == .get ? PageProtection.localPath(head.path) : "/"
    return .redirect(next == "/" ? "/login" : "/login?next=\(SitePath.encoded(next))")
  }

  private func logIn(_ form: PageForm) throws -> PageAnswer {
    let next = PageProtection.localPath(form["next"])
    guard visitors.gate.policy.principal != nil else { return .redirect(next) }
    let token = (form["token"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    do {
      let session = try visitors.access.startSession(token: token)
      var answer = PageAnswer.redirect(next)
      answer.fields[.setCookie] = PageVisitors.setCookie(session)
      return answer
    } catch is AccessError {
      return page(
        .login(next: next, failure: "The token is unknown, expired or revoked."), nil, .unauthorized)
    }
  }

  private func download(_ address: PageAddress, _ maker: PageMaker) throws -> PageAnswer {
    let asking = try SQLAsking(address, in: maker.warehouse)
    guard asking.isAsked else { return .redirect("/sql") }
    let file = try CSVDownload()
    do {
      let bytes = try asking.write(to: file.path, seconds: seconds * 6, bytes: CSVDownload.limit)
      return .download(asking.fileName, bytes: bytes, body: file.body(bytes: bytes))
    } catch let error as any Diagnostic {
      return page(
        .problem("The query was not answered", SQLAsking.explain(error, seconds: seconds * 6)), maker.visitor,
        .badRequest)
    }
  }
}
