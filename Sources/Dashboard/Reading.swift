import Warehouse

/// Why rows are missing.
public struct ReadFailure: Error {
  /// One line for the reader.
  public let reason: String

  /// Creates a failure.
  public init(_ reason: String) { self.reason = reason }

  /// The first line of what an error found.
  public init(_ error: any Error) {
    guard let error = error as? WarehouseError else {
      reason = "\(error)"
      return
    }
    reason = error.found.split(separator: "\n").first.map(String.init) ?? error.found
  }

  /// Whether the table that was asked for does not exist yet: nothing has been done that would fill it.
  var isBeforeTheFirstRun: Bool { reason.hasPrefix("no such table") || reason.hasPrefix("unknown database") }
}

/// The rows of a script of `sql/`, by its path without `.sql`; an error's text where it cannot run.
public typealias RowSource = (_ script: String, _ parameters: [(name: String, value: String)]) -> Result<
  Rows, ReadFailure
>

/// Reads rows and makes a part of a page of them, or says what is missing.
public struct Reading {
  private let source: RowSource
  /// Where the cells of tables lead to.
  let links: Links
  /// Whether cells lead anywhere.
  let isLinked: Bool

  /// Creates a reading.
  public init(links: Links? = nil, _ source: @escaping RowSource) {
    self.source = source
    self.links = links ?? .none
    isLinked = links != nil
  }

  /// The rows of a script; none where it cannot run.
  func rows(_ script: String, _ parameters: [(name: String, value: String)] = []) -> Rows {
    (try? source(script, parameters).get()) ?? .none
  }

  /// The part that `make` builds of a script's rows, or a sentence that says what is missing.
  /// - Parameters:
  ///   - what: what the rows are, for that sentence.
  ///   - empty: the sentence where there is no row; a general one where it is `nil`.
  func part(
    _ script: String, _ what: String, _ parameters: [(name: String, value: String)] = [], empty: String? = nil,
    _ make: (Rows) -> HTML
  ) -> HTML {
    switch source(script, parameters) {
    case .success(let rows):
      if rows.isEmpty { empty.map(Parts.note) ?? Parts.empty(what) } else { make(rows) }
    case .failure(let failure):
      failure.isBeforeTheFirstRun ? Parts.comesLater(what) : Parts.missing(what, failure.reason)
    }
  }

  /// A table of rows with this reading's links.
  func table(_ rows: Rows, caption: String) -> HTML { Parts.table(rows, caption: caption, links: links) }
}
