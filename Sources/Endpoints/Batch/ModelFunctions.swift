import Diagnostics
import Foundation
import ModelRegistry
public import Warehouse

/// `predict('endpoint', …)`, `predict_quantile('endpoint', 'p10', …)` and `explain('endpoint', …)` in SQL: what an
/// endpoint's model says of a row, between which values it lies, and why.
///
/// The features follow the endpoint's name in the model's order, or as one JSON text with the features by name, such as
/// `json_object('store_id', 7, …)`. A model is loaded at the first call and kept for the query.
public final class ModelFunctions {
  private let warehouse: Warehouse
  private var models: [String: ServedModel] = [:]
  private var last: (endpoint: String, model: ServedModel)?
  /// The row whose quantiles were asked for last: a query mostly wants several of each.
  private var lastQuantiles: (model: ServedModel, row: [Float], values: [Float])?

  private init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Adds the functions to a session.
  public static func install(on session: QuerySession, of warehouse: Warehouse) {
    let functions = ModelFunctions(warehouse)
    session.addFunction("predict") { arguments in try FunctionFailure.telling { try functions.predict(arguments) } }
    session.addFunction("predict_quantile") { arguments in
      try FunctionFailure.telling { try functions.predictQuantile(arguments) }
    }
    session.addFunction("explain") { arguments in try FunctionFailure.telling { try functions.explain(arguments) } }
  }

  private func predict(_ arguments: [SQLValue]) throws -> SQLValue {
    let (model, row) = try row("predict", arguments.first, arguments.dropFirst())
    let prediction = try model.predict(row)
    guard model.outputCount > 1 else { return .real(Double(prediction[0])) }
    var text = JSONText()
    text.list(prediction) { $0.append($1) }
    return .text(String(decoding: text.bytes, as: UTF8.self))
  }

  private func explain(_ arguments: [SQLValue]) throws -> SQLValue {
    let (model, row) = try row("explain", arguments.first, arguments.dropFirst())
    return .text(String(decoding: PredictionText.explanation(try model.explain(row)), as: UTF8.self))
  }

  private func predictQuantile(_ arguments: [SQLValue]) throws -> SQLValue {
    let (model, row) = try row("predict_quantile", arguments.first, arguments.dropFirst(2))
    guard let quantiles = model.quantileModel else {
      throw FunctionFailure(
        """
        predict_quantile: expected a model version with quantiles, found \(model.group) version \(model.version); \
        train with prediction_intervals in pipeline.yml
        """)
    }
    let place: Int? =
      switch arguments[1] {
      case .text(let name): quantiles.names.firstIndex(of: name)
      case .real(let level): quantiles.levels.firstIndex { abs($0 - level) < 1e-6 }
      default: nil
      }
    guard let place else {
      throw FunctionFailure(
        "predict_quantile: expected one of \(quantiles.names.joined(separator: ", ")), found \(arguments[1].shown)")
    }
    if let last = lastQuantiles, last.model === model,
      last.row.elementsEqual(row.values, by: { $0.bitPattern == $1.bitPattern })
    {
      return .real(Double(last.values[place]))
    }
    let values = try model.quantiles(row)?.values ?? []
    lastQuantiles = (model, row.values, values)
    return .real(Double(values[place]))
  }

  private func row(
    _ function: String, _ endpoint: SQLValue?, _ features: ArraySlice<SQLValue>
  ) throws -> (ServedModel, FeatureRows) {
    guard case .text(let endpoint)? = endpoint else {
      throw FunctionFailure("\(function): expected the name of an endpoint and the features of its model")
    }
    let model = try model(of: endpoint)
    if features.count == 1, let only = features.first, model.schema.count > 1 {
      guard case .text(let json) = only else {
        throw FunctionFailure(
          "\(function): expected \(model.schema.count) features (\(model.schema.names.joined(separator: ", "))) or one JSON text, found 1 value"
        )
      }
      return (model, try FeatureRows(parsing: Array(json.utf8), as: .json, schema: model.schema))
    }
    guard features.count == model.schema.count else {
      throw FunctionFailure(
        "\(function): expected \(model.schema.count) features (\(model.schema.names.joined(separator: ", "))), found \(features.count)"
      )
    }
    var rows = FeatureRows()
    rows.values.reserveCapacity(model.schema.count)
    for (feature, argument) in features.enumerated() {
      guard let value = model.schema.value(argument, in: feature) else {
        throw FunctionFailure("\(function), \(model.schema.names[feature]): expected a number, found \(argument.shown)")
      }
      rows.values.append(value)
    }
    rows.count = 1
    return (model, rows)
  }

  private func model(of endpoint: String) throws -> ServedModel {
    if let last, last.endpoint == endpoint { return last.model }
    let model: ServedModel
    if let known = models[endpoint] {
      model = known
    } else {
      let record = try EndpointCatalog(warehouse).endpoint(endpoint)
      guard let config = record.config else {
        throw FunctionFailure("endpoint \(endpoint): expected a model in service, found \(record.status.rawValue)")
      }
      model = try ModelLoader(warehouse).load(
        ModelRegistry(warehouse).package(config.group, version: config.modelVersion))
      models[endpoint] = model
    }
    last = (endpoint, model)
    return model
  }
}

extension SQLValue {
  /// A value in a message.
  fileprivate var shown: String {
    switch self {
    case .null: "NULL"
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .text(let text): "\"\(text.prefix(60))\""
    case .blob: "a blob"
    }
  }
}

/// Why a function cannot answer; SQLite makes it the error of the statement.
private struct FunctionFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }

  /// Runs the body of a function. SQLite's error has a remedy of its own, so that of an error of ours is left out.
  static func telling(_ body: () throws -> SQLValue) throws -> SQLValue {
    do { return try body() } catch let error as any Diagnostic {
      let expected = error.expected.map { "expected \($0), found " } ?? ""
      throw FunctionFailure("\(error.subject): \(expected)\(error.found)")
    }
  }
}
