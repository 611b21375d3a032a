public import Warehouse

/// Posts an event to an address, signed where the target names a secret.
public struct WebhookTarget: EventTarget {
  private let warehouse: Warehouse
  private let environment: [String: String]

  /// Creates the target.
  /// - Parameter environment: where secrets are that targets name by `secret_env`.
  public init(_ warehouse: Warehouse, environment: [String: String]) {
    self.warehouse = warehouse
    self.environment = environment
  }

  /// Posts the event as EventBridge shapes it; with the setting format = slack a message that Slack shows, with message the
  /// subject, the text and the event.
  public func deliver(_ delivery: Delivery) throws -> DeliveryOutcome {
    let settings = delivery.settings
    let url = settings["url"]?.stringValue ?? ""
    let message = NotificationMessage(about: delivery.event)
    let body =
      switch settings["format"]?.stringValue {
      case "slack": message.slackJSON
      case "message": message.json(delivery.event)
      default: delivery.event.json
      }
    let post = SignedPost(body, delivery: delivery, now: Moment.date(warehouse.surroundings.now().description))
    try Transfer.post(
      post.body, to: url, headers: post.headers(secret: Secret(settings: settings)?.value(environment)), caFile: nil,
      seconds: settings["timeout_seconds"]?.numberValue ?? 30)
    return .delivered(url)
  }
}
