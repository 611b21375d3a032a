/// What a person is told about an event.
public struct NotificationMessage: Sendable, Equatable {
  /// One line.
  public var subject: String
  /// The text, in lines.
  public var text: String
  /// The page to look at, where there is one.
  public var link: String?

  /// Creates a message.
  public init(subject: String, text: String, link: String? = nil) {
    self.subject = subject
    self.text = text
    self.link = link
  }

  /// The message that fits any event: what it says of itself.
  init(about event: Event) {
    let names = event.resources.map { $0.split(separator: ":", maxSplits: 5).last.map(String.init) ?? $0 }
    subject = ([event.detailType] + names).joined(separator: ": ")
    var lines = ["\(event.detailType) at \(event.time)", ""]
    lines += names.map { "  \($0)" }
    if case .object(let detail) = event.detail {
      for (name, value) in detail.sorted(by: { $0.key < $1.key }) where value != .null {
        lines.append("  \(name): \(value.stringValue ?? value.description)")
      }
    }
    lines += ["", "Event \(event.id)"]
    text = lines.joined(separator: "\n")
  }
}

/// Writes the messages about some kind of event.
public protocol MessageComposer: Sendable {
  /// The message about an event, or `nil` where it is not of that kind.
  /// - Parameter linkBase: where the pages are, without a slash at the end.
  func message(about event: Event, linkBase: String?) throws -> NotificationMessage?
}
