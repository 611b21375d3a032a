import ArgumentParser
import Events
import Foundation
import ModelRegistry
import Operations
import Warehouse

struct ModelApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approve a model version; its endpoint then serves it.",
    discussion: "The artifact is checked first: a damaged one is never approved. Approving again changes nothing.")

  @OptionGroup var model: ModelArguments
  @OptionGroup var decision: DecisionOptions
  @OptionGroup var options: WarehouseOptions

  func run() throws { try decision.decide(.approved, model, in: options.existing()) }
}

struct ModelRejectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject",
    abstract: "Reject a model version; where it serves, the newest approved one takes its place.")

  @OptionGroup var model: ModelArguments
  @OptionGroup var decision: DecisionOptions
  @OptionGroup var options: WarehouseOptions

  func run() throws { try decision.decide(.rejected, model, in: options.existing()) }
}

struct ModelReopenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Take a decision back: the model version waits for one again.")

  @OptionGroup var model: ModelArguments
  @OptionGroup var decision: DecisionOptions
  @OptionGroup var options: WarehouseOptions

  func run() throws { try decision.decide(.pending, model, in: options.existing()) }
}

/// What every decision takes.
struct DecisionOptions: ParsableArguments {
  @Option(help: "Why; kept with the decision.")
  var reason: String?

  @Flag(help: "Leave the deployment and the messages to a server, or to a later pass of deliveries.")
  var noDeliver = false

  func decide(_ status: ApprovalStatus, _ model: ModelArguments, in stockroom: Stockroom) throws {
    let package = try model.package(in: stockroom)
    let result = try stockroom.models.decide(package.group, version: package.version, status, reason: reason)
    guard let event = result.event else {
      return Message.write("\(package.group) version \(package.version) is \(status.rawValue) already")
    }
    Message.write("\(package.group) version \(package.version): \(result.previous.rawValue) -> \(status.rawValue)")
    guard !noDeliver else { return }
    let pass = try stockroom.deliverer(environment: ProcessInfo.processInfo.environment).deliverDue(of: event) {
      delivery, ending in Message.write("\(delivery.rule): \(ending)")
    }
    if pass.failed + pass.deadLetters > 0 {
      Message.write("the decision stands; `stockroom events deliveries` shows what did not arrive")
      throw ExitCode.failure
    }
  }
}
