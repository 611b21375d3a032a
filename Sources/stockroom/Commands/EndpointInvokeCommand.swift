import ArgumentParser
import Endpoints
import Foundation
import Operations
import Warehouse

struct EndpointInvokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invoke",
    abstract: "Ask an endpoint's model for predictions, in this process: no server is needed.",
    discussion: "The rows come from --row, from --file or from standard input, in the format of --content-type.")

  @Argument(help: "The endpoint.")
  var endpoint: String

  @Option(help: ArgumentHelp("A row of features as CSV. Can be given again.", valueName: "values"))
  var row: [String] = []

  @Option(help: ArgumentHelp("A file with rows.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("text/csv, application/json or application/jsonlines.", valueName: "media-type"))
  var contentType = InvocationFormat.csv.rawValue

  @Option(help: ArgumentHelp("The format of the answer. (default: that of the rows)", valueName: "media-type"))
  var accept: String?

  @Flag(help: "Add what every feature contributes to the prediction.")
  var explain = false

  @Flag(help: "Add the quantiles beside the prediction, such as p10 and p90, where the version has them.")
  var intervals = false

  @Flag(help: "Pass over fields that the model does not know.")
  var ignoreUnknown = false

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard row.isEmpty || file == nil else { throw ValidationError("Give --row or --file, not both.") }
    for type in [contentType, accept].compactMap(\.self) where InvocationFormat(mediaType: type) == nil {
      throw ValidationError(
        "\(type) is not one of \(InvocationFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }

  func run() throws {
    let stockroom = try options.existing()
    let identifier = stockroom.warehouse.surroundings.identifier()
    var request = InvocationRequest(
      endpoint: endpoint, body: try body(), contentType: row.isEmpty ? contentType : InvocationFormat.csv.rawValue,
      accept: accept, predictionID: identifier, requestID: identifier)
    request.explains = explain
    request.wantsIntervals = intervals
    request.ignoresUnknown = ignoreUnknown
    let text = String(decoding: try stockroom.invoke(request).body, as: UTF8.self)
    var output = OutputBuffer()
    try output.add(text.hasSuffix("\n") ? text : text + "\n")
    try output.flush()
  }

  private func body() throws -> [UInt8] {
    if !row.isEmpty { return Array(row.joined(separator: "\n").utf8) }
    guard let file else { return [UInt8](try FileHandle.standardInput.readToEnd() ?? Data()) }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw WarehouseError(
        code: "missing-file", subject: file, expected: "a file with rows", found: "nothing that can be read",
        remedy: "check the path")
    }
    return [UInt8](data)
  }
}
