import Access
import Dashboard
import Diagnostics
import Endpoints
import ModelRegistry
import Operations
import Pipelines
import Warehouse

/// Makes the pages, on threads where it may wait.
struct PageMaker: Sendable {
  let host: EndpointHost
  let visitor: Visitor
  let principal: Principal?
  /// How long the scripts of a page may take together.
  let seconds: Double
  /// How many rows the SQL page shows.
  let queryRows: Int

  /// The warehouse, in which the visitor acts.
  var warehouse: Warehouse { principal.map { host.warehouse.acting(as: $0.name) } ?? host.warehouse }

  /// The pages, whose time begins now.
  private var site: Site {
    let source = PageSource(warehouse, seconds: seconds)
    return Site(visitor: visitor, now: warehouse.surroundings.now().description) { source.rows($0, $1) }
  }

  /// The page of an address.
  /// - Returns: `nil` where there is no such thing.
  func page(_ route: PageRoute, _ address: PageAddress) throws -> SitePage? {
    let site = site
    switch route {
    case .overview: return site.overview()
    case .trends: return site.trends()
    case .predictions: return site.predictions()
    case .importance: return site.importance()
    case .stores: return site.stores()
    case .profile: return site.profile()
    case .drift: return site.drift()
    case .quality: return site.quality()
    case .alerts: return site.alerts()
    case .executions: return site.executions()
    case .models: return site.models()
    case .endpoints: return site.endpoints()
    case .execution(let identifier):
      guard let execution = try? Stockroom(warehouse).execution(identifier) else { return nil }
      return site.execution(execution, graph: try? PipelineGraph(execution: execution, in: warehouse).svg)
    case .version(let group, let version):
      let outcome: FormOutcome? =
        address.value("decided") == nil ? nil : decided(try? ModelRegistry(warehouse).package(group, version: version))
      return site.version(group, version, outcome: outcome)
    case .endpoint(let name): return site.endpoint(name, counts: counts(name))
    case .sql:
      let asking = try SQLAsking(address, in: warehouse)
      return site.sql(asking.page(rows: queryRows, seconds: seconds), names: try names, limits: limits)
    case .decision, .sqlFile, .login, .logout, .style, .icon: return nil
    }
  }

  /// Decides about a version as a form asks, with a reason, and only where its status is the one that the form showed.
  /// - Returns: the page with the refusal, or `nil` where it was decided.
  func decide(_ group: String, _ version: Int, _ form: PageForm, by principal: Principal) throws -> SitePage? {
    func refused(_ why: String) -> SitePage? { site.version(group, version, outcome: .refused(why)) }
    guard let status = form["decision"].flatMap(ApprovalStatus.init), status != .pending else {
      return refused("The form did not say whether to approve or to reject.")
    }
    let reason = (form["reason"] ?? "").split(whereSeparator: \.isNewline).joined(separator: "\n")
    guard reason.contains(where: { !$0.isWhitespace }), reason.utf8.count <= Site.longestReason else {
      return refused("A decision needs a reason of at most \(Site.longestReason) bytes.")
    }
    let registry = ModelRegistry(warehouse)
    do {
      try AccessControl(warehouse).demand(
        .decide, of: principal, action: status == .approved ? "model.approve" : "model.reject",
        subject: "\(group)/\(version)")
      let before = try registry.package(group, version: version)
      guard before.status.rawValue == form["seen"] else {
        let last = before.decisions.last
        return refused(
          "It was decided meanwhile: \(before.status.rawValue)\(last.map { ", by \($0.by)" } ?? ""). Look again before you decide."
        )
      }
      _ = try registry.decide(
        group, version: version, status, reason: reason, by: principal.name)
      return nil
    } catch let error as any Diagnostic {
      return refused(error.description)
    }
  }

  private func decided(_ package: ModelPackage?) -> FormOutcome? {
    guard let package, let last = package.decisions.last, package.status != .pending else { return nil }
    let what = package.status == .approved ? "Approved" : "Rejected"
    let endpoint = package.endpoint.map { " The endpoint \($0) follows in a moment." } ?? ""
    return .done("\(what) by \(last.by).\(endpoint)")
  }

  private func counts(_ name: String) -> EndpointCounts? {
    guard let slot = host.slot(name) else { return nil }
    let figures = slot.figures.current
    return EndpointCounts(
      requests: figures.requests.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { ($0.key, $0.value) },
      latencyBounds: EndpointFigures.latencyBounds, latencies: figures.latencies, rows: figures.rows,
      running: slot.running, isLoaded: slot.model != nil)
  }

  private var names: [(name: String, question: String)] {
    get throws {
      try Stockroom(warehouse).monitoringQueries().map { script in
        (script.name.split(separator: "/").last.map { String($0.dropLast(4)) } ?? script.name, script.question)
      }
    }
  }

  private var limits: String {
    "The page shows \(queryRows) rows at most, the CSV file has all; an answer may take \(Int(seconds)) seconds."
  }
}

/// The fields of a form.
struct PageForm: Sendable {
  /// The largest body of a form, in bytes.
  static let limit = 32 << 10

  private let fields: [(name: String, value: String)]

  /// - Returns: `nil` where the body is no form.
  init?(_ body: String) {
    guard let fields = PageAddress.pairs(body[...]) else { return nil }
    self.fields = fields
  }

  subscript(name: String) -> String? { fields.last { $0.name == name }?.value }
}
