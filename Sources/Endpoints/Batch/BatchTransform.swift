import Columns
import ModelRegistry
public import Warehouse

/// Predicts for every row of a table or a CSV file with the model of an endpoint, many rows at once on all cores.
///
/// The output has the columns of the input and `prediction`, and one per quantile where they are asked for. An interrupted
/// transform that is started again goes on after the last piece that was written whole. A completed one is not repeated;
/// rows that a table has got since are added.
public struct BatchTransform: Sendable {
  private let warehouse: Warehouse

  /// Transforms in a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// What a transform came to.
  public struct Report: Sendable, Equatable {
    /// Rows of the output.
    public let rows: Int
    /// How many of them an earlier run had written.
    public let resumedAfter: Int
    /// Whether there was nothing left to do.
    public let wasComplete: Bool
    /// The model that predicted.
    public let group: String
    /// Its version.
    public let version: Int
  }

  /// Runs a transform to its end.
  /// - Parameters:
  ///   - intervals: whether the quantiles beside each prediction are wanted, in columns such as `p10` and `p90`.
  ///   - replaces: whether an output that is there is made anew.
  ///   - progress: is told the rows written so far; by throwing it ends the transform, which can go on later.
  /// - Throws: ``EndpointError`` where there is no such endpoint, a feature is missing, the version has no quantiles and
  ///   they are wanted, or the output is there already; `WarehouseError` where it would lie among a warehouse's own files.
  public func run(
    endpoint name: String, input: TransformPlace, output: TransformPlace, intervals: Bool = false,
    replaces: Bool = false,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> Report {
    if case .file(let path) = output { try OutputPath.check(path) }
    guard
      let lock = try FileLock("transform-\(ContentHash.of(output.description.utf8).prefix(16))", in: warehouse.layout)
    else {
      throw EndpointError(
        code: "transform-running", subject: "output \(output)", expected: "no other transform into it",
        found: "one that is running", remedy: "wait for it to end")
    }
    return try withExtendedLifetime(lock) {
      let asked = Asked(endpoint: name, model: try model(of: name), intervals: intervals, replaces: replaces)
      try asked.demandQuantiles()
      switch (input, output) {
      case (.table(let source), .table(let target)):
        var sink = try TableTransformSink(target, in: warehouse)
        var source = try TableTransformSource(source, in: warehouse)
        return try run(asked, &source, input, &sink, output, progress)
      case (.table(let source), .file(let target)):
        var sink = FileTransformSink(target)
        var source = try TableTransformSource(source, in: warehouse)
        return try run(asked, &source, input, &sink, output, progress)
      case (.file(let source), .table(let target)):
        var source = try FileTransformSource(source)
        var sink = try TableTransformSink(target, in: warehouse)
        return try run(asked, &source, input, &sink, output, progress)
      case (.file(let source), .file(let target)):
        var source = try FileTransformSource(source)
        var sink = FileTransformSink(target)
        return try run(asked, &source, input, &sink, output, progress)
      }
    }
  }

  private func model(of name: String) throws -> ServedModel {
    let record = try EndpointCatalog(warehouse).endpoint(name)
    guard let config = record.config else {
      throw EndpointError.noModel(name, status: record.status)
    }
    let model = try ModelLoader(warehouse).load(
      ModelRegistry(warehouse).package(config.group, version: config.modelVersion))
    guard model.outputCount == 1 else {
      throw EndpointError(
        code: "several-outputs", subject: "endpoint \(name)", expected: "a model with one prediction a row",
        found: "\(model.outputCount)", remedy: "ask the endpoint with `stockroom endpoint invoke`")
    }
    return model
  }

  /// What a transform is to do, apart from where it reads and writes.
  private struct Asked {
    let endpoint: String
    let model: ServedModel
    let intervals: Bool
    let replaces: Bool

    /// The columns that the model adds.
    var names: [String] { ["prediction"] + (intervals ? model.quantileModel?.names ?? [] : []) }

    /// What the model says of rows, in the order of the names.
    func columns(_ rows: ColumnTable) throws -> [[Float]] {
      [try model.predict(rows)] + (intervals ? try model.quantiles(rows)?.columns ?? [] : [])
    }

    func demandQuantiles() throws {
      guard intervals, model.quantileModel == nil else { return }
      throw EndpointError(
        code: "no-intervals", subject: "endpoint \(endpoint)", expected: "a model version with quantiles",
        found: "\(model.group) version \(model.version)",
        remedy: "leave --intervals out, or train with prediction_intervals in pipeline.yml")
    }
  }

  private func run(
    _ asked: Asked, _ source: inout some TransformSource, _ input: TransformPlace,
    _ sink: inout some TransformSink, _ output: TransformPlace, _ progress: (Int) throws -> Void
  ) throws -> Report {
    let columns = source.columns
    let model = asked.model
    try check(columns, of: input, for: asked)
    let identity = ContentHash.of(
      ([source.identity, asked.endpoint, model.group, String(model.version), model.artifactHash]
        + asked.names.dropFirst()).joined(separator: "\n").utf8)
    let job = TransformJob(
      input: input.description, endpoint: asked.endpoint, group: model.group, version: model.version,
      identity: identity)

    var position = Int64.min
    var before = 0
    var isComplete = false
    switch try sink.progress() {
    case .begun(identity, let last, let rows, let complete) where !asked.replaces:
      (position, before, isComplete) = (last, rows, complete)
    case .none: try sink.begin(columns, predicted: asked.names, job)
    default:
      guard asked.replaces else { throw occupied(output) }
      try sink.begin(columns, predicted: asked.names, job)
    }
    var rows = before
    while let chunk = try source.next(after: position) {
      try sink.append(chunk.table, predicted: asked.columns(chunk.table), lastPosition: chunk.lastPosition)
      position = chunk.lastPosition
      rows += chunk.table.rowCount
      try progress(rows)
    }
    let wasComplete = isComplete && rows == before
    if !wasComplete { try sink.finish() }
    return Report(
      rows: rows, resumedAfter: before, wasComplete: wasComplete, group: model.group, version: model.version)
  }

  private func check(_ columns: [TransformColumn], of input: TransformPlace, for asked: Asked) throws {
    let names = Set(columns.map(\.name))
    let model = asked.model
    if let missing = model.schema.names.first(where: { !names.contains($0) }) {
      throw EndpointError(
        code: "missing-feature", subject: "input \(input)",
        expected: "the features \(model.schema.names.joined(separator: ", "))", found: "no column \(missing)",
        remedy: "add the column, for example with a query")
    }
    let lower = Set(names.map { $0.lowercased() })
    if let taken = asked.names.first(where: { lower.contains($0.lowercased()) }) {
      throw EndpointError(
        code: "column-name", subject: "input \(input)", expected: "no column named \(taken)", found: "one",
        remedy: "leave it out or rename it: the output's own column has that name")
    }
  }

  private func occupied(_ output: TransformPlace) -> EndpointError {
    EndpointError(
      code: "output-exists", subject: "output \(output)", expected: "nothing there, or this transform interrupted",
      found: "something else", remedy: "choose another output, or make it anew with --replace")
  }
}
