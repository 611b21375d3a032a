public import Access
public import Events
import Forecasting
import ModelRegistry
import Pipelines
import Warehouse

extension Stockroom {
  /// The event log.
  public var events: EventLog { EventLog(warehouse) }
  /// Rules over the event log.
  public var rules: EventRules { EventRules(warehouse) }
  /// Topics and subscriptions.
  public var topics: Topics { Topics(warehouse) }
  /// Deliveries that were given up.
  public var deadLetters: DeadLetters { DeadLetters(warehouse) }
  /// Users and tokens.
  public var access: AccessControl { AccessControl(warehouse) }

  /// A deliverer with everything that this program can start.
  /// - Parameters:
  ///   - environment: where secrets are that subscriptions and targets name; also what commands find.
  ///   - isStopRequested: is asked often whether a pipeline that an event started is to end early.
  public func deliverer(
    environment: [String: String], stopping isStopRequested: @escaping @Sendable () -> Bool = { false }
  ) -> Deliverer {
    Deliverer(warehouse, targets: deliveryTargets(environment: environment, stopping: isStopRequested))
  }

  package func deliveryTargets(
    environment: [String: String], stopping isStopRequested: @escaping @Sendable () -> Bool = { false }
  ) -> [TargetKind: any EventTarget] {
    [
      .notify: NotifyTarget(warehouse, composers: [ApprovalMessages(warehouse)], environment: environment),
      .webhook: WebhookTarget(warehouse, environment: environment),
      .command: CommandTarget(warehouse, environment: environment),
      .pipeline: PipelineTarget(executor: executor.stopping(where: isStopRequested), scripts: warehouse.scripts),
      .deploy: DeployTarget(warehouse, deployer: EndpointDeployer(deployment: deployment)),
    ]
  }
}
