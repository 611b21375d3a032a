public import Warehouse

/// A change of state as Amazon EventBridge shapes it.
public struct Event: Sendable, Equatable {
  /// The account of every event: a warehouse has but one.
  public static let account = "000000000000"
  /// The region of every event.
  public static let region = "local"

  /// Its identity: the same event appended twice stays one.
  public let id: String
  /// Who tells of it, `aws.sagemaker` where SageMaker would.
  public let source: String
  /// What kind of change it is, such as `SageMaker Model Package State Change`.
  public let detailType: String
  /// When it happened, UTC.
  public let time: String
  /// The names of what changed; see ``AmazonResourceName``.
  public let resources: [String]
  /// What is known about it; an object.
  public let detail: JSONValue

  /// Creates an event that happens now.
  /// - Parameters:
  ///   - detail: an object.
  ///   - surroundings: give the time and the identity.
  public init(
    _ detailType: String, source: String = "aws.sagemaker", resources: [String], detail: JSONValue,
    in surroundings: Surroundings
  ) {
    self.init(
      id: surroundings.identifier(), source: source, detailType: detailType, time: surroundings.now().description,
      resources: resources, detail: detail)
  }

  /// Creates an event from its parts.
  public init(
    id: String, source: String, detailType: String, time: String, resources: [String], detail: JSONValue
  ) {
    self.id = id
    self.source = source
    self.detailType = detailType
    self.time = time
    self.resources = resources
    self.detail = detail
  }

  /// The whole event: what patterns look at and receivers get.
  public var json: JSONValue {
    [
      "version": "0", "id": .string(id), "detail-type": .string(detailType), "source": .string(source),
      "account": .string(Self.account), "time": .string(time), "region": .string(Self.region),
      "resources": .array(resources.map(JSONValue.string)), "detail": detail,
    ]
  }
}
