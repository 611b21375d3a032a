import ModelRegistry
public import Warehouse

/// Predicts for every row of a table or a CSV file with the model of an endpoint, many rows at once on all cores.
///
/// The output has the columns of the input and `prediction`. An interrupted transform that is started again goes on after
/// the last piece that was written whole. A completed one is not repeated; rows that a table has got since are added.
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
  ///   - replaces: whether an output that is there is made anew.
  ///   - progress: is told the rows written so far; by throwing it ends the transform, which can go on later.
  /// - Throws: ``EndpointError`` where there is no such endpoint, a feature is missing, or the output is there already.
  public func run(
    endpoint name: String, input: TransformPlace, output: TransformPlace, replaces: Bool = false,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> Report {
    guard
      let lock = try FileLock("transform-\(ContentHash.of(output.description.utf8).prefix(16))", in: warehouse.layout)
    else {
      throw EndpointError(
        code: "transform-running", subject: "output \(output)", expected: "no other transform into it",
        found: "one that is running", remedy: "wait for it to end")
    }
    return try withExtendedLifetime(lock) {
      let model = try model(of: name)
      switch (input, output) {
      case (.table(let source), .table(let target)):
        var sink = try TableTransformSink(target, in: warehouse)
        var source = try TableTransformSource(source, in: warehouse)
        return try run(name, model, &source, input, &sink, output, replaces, progress)
      case (.table(let source), .file(let target)):
        var sink = FileTransformSink(target)
        var source = try TableTransformSource(source, in: warehouse)
        return try run(name, model, &source, input, &sink, output, replaces, progress)
      case (.file(let source), .table(let target)):
        var source = try FileTransformSource(source)
        var sink = try TableTransformSink(target, in: warehouse)
        return try run(name, model, &source, input, &sink, output, replaces, progress)
      case (.file(let source), .file(let target)):
        var source = try FileTransformSource(source)
        var sink = FileTransformSink(target)
        return try run(name, model, &source, input, &sink, output, replaces, progress)
      }
    }
  }

  private func model(of name: String) throws -> ServedModel {
    let record = try EndpointCatalog(warehouse).endpoint(name)
    guard let config = record.config else {
      throw EndpointError(
        code: "no-model", subject: "endpoint \(name)", expected: "a model in service", found: record.status.rawValue,
        remedy: "deploy one with `stockroom endpoint deploy`")
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

  private func run(
    _ name: String, _ model: ServedModel, _ source: inout some TransformSource, _ input: TransformPlace,
    _ sink: inout some TransformSink, _ output: TransformPlace, _ replaces: Bool, _ progress: (Int) throws -> Void
  ) throws -> Report {
    let columns = source.columns
    try check(columns, of: input, for: model)
    let identity = ContentHash.of(
      [source.identity, name, model.group, String(model.version), model.artifactHash].joined(separator: "\n").utf8)
    let job = TransformJob(
      input: input.description, endpoint: name, group: model.group, version: model.version, identity: identity)

    var position = Int64.min
    var before = 0
    var isComplete = false
    switch try sink.progress() {
    case .begun(identity, let last, let rows, let complete) where !replaces:
      (position, before, isComplete) = (last, rows, complete)
    case .none: try sink.begin(columns, job)
    default:
      guard replaces else { throw occupied(output) }
      try sink.begin(columns, job)
    }
    var rows = before
    while let chunk = try source.next(after: position) {
      let predictions = try model.predict(chunk.table)
      try sink.append(chunk.table, predictions: predictions, lastPosition: chunk.lastPosition)
      position = chunk.lastPosition
      rows += predictions.count
      try progress(rows)
    }
    let wasComplete = isComplete && rows == before
    if !wasComplete { try sink.finish() }
    return Report(
      rows: rows, resumedAfter: before, wasComplete: wasComplete, group: model.group, version: model.version)
  }

  private func check(_ columns: [TransformColumn], of input: TransformPlace, for model: ServedModel) throws {
    let names = Set(columns.map(\.name))
    if let missing = model.schema.names.first(where: { !names.contains($0) }) {
      throw EndpointError(
        code: "missing-feature", subject: "input \(input)",
        expected: "the features \(model.schema.names.joined(separator: ", "))", found: "no column \(missing)",
        remedy: "add the column, for example with a query")
    }
    guard !names.contains(where: { $0.lowercased() == "prediction" }) else {
      throw EndpointError(
        code: "column-name", subject: "input \(input)", expected: "no column named prediction", found: "one",
        remedy: "leave it out or rename it: the output's own column has that name")
    }
  }

  private func occupied(_ output: TransformPlace) -> EndpointError {
    EndpointError(
      code: "output-exists", subject: "output \(output)", expected: "nothing there, or this transform interrupted",
      found: "something else", remedy: "choose another output, or make it anew with --replace")
  }
}
