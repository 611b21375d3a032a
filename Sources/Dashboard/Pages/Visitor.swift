/// Who looks at a page, as far as the page shows it.
public struct Visitor: Sendable {
  /// The user's name; `nil` for somebody without one, whom the server lets look.
  public let name: String?
  /// The user's role.
  public let role: String?
  /// Whether the user may decide about models.
  public let mayDecide: Bool
  /// What a form sends back, so that only our own pages can send it; `nil` for a visitor that cannot send forms.
  public let formToken: String?
  /// Whether there is a log-in page for somebody without a name.
  public let mayLogIn: Bool

  /// Creates a visitor.
  public init(name: String?, role: String?, mayDecide: Bool, formToken: String?, mayLogIn: Bool = false) {
    self.name = name
    self.role = role
    self.mayDecide = mayDecide
    self.formToken = formToken
    self.mayLogIn = mayLogIn
  }

  /// Somebody without a name.
  public static func anybody(mayLogIn: Bool) -> Visitor {
    Visitor(name: nil, role: nil, mayDecide: false, formToken: nil, mayLogIn: mayLogIn)
  }
}
