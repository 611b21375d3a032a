/// The pages of a server over the rows that a source gives it. Pages about one thing are in files of their own.
public struct Site {
  let reading: Reading
  let visitor: Visitor
  let now: String
  var sections: Sections { Sections(reading: reading) }

  /// Creates the pages.
  /// - Parameters:
  ///   - visitor: who looks.
  ///   - now: the time, for what is recent.
  public init(visitor: Visitor, now: String, _ source: @escaping RowSource) {
    reading = Reading(links: .site, source)
    self.visitor = visitor
    self.now = now
  }

  /// Errors over runs and days.
  public func trends() -> SitePage { SitePage(sections.trends(), place: "/trends") }
  /// The latest run's predictions against what happened.
  public func predictions() -> SitePage { SitePage(sections.predictions(), place: "/predictions") }
  /// What moves the forecast.
  public func importance() -> SitePage { SitePage(sections.importance(), place: "/importance") }
  /// Errors by store.
  public func stores() -> SitePage { SitePage(sections.stores(), place: "/stores") }
  /// Distances from the baseline.
  public func drift() -> SitePage { SitePage(sections.drift(), place: "/drift") }
  /// Checks that did not hold.
  public func quality() -> SitePage { SitePage(sections.quality(), place: "/quality") }
  /// What label and features look like.
  public func profile() -> SitePage { SitePage(sections.profile(), place: "/profile") }
  /// States and changes of alerts.
  public func alerts() -> SitePage { SitePage(sections.alerts(), place: "/alerts") }
  /// The executions of all pipelines.
  public func executions() -> SitePage { SitePage(sections.executions(200), place: "/executions") }
  /// The model versions of all groups.
  public func models() -> SitePage { SitePage(sections.versions(200), place: "/models") }
}
