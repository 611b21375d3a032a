import Warehouse

/// A request for predictions, whatever way it came.
public struct InvocationRequest: Sendable {
  /// The endpoint.
  public var endpoint: String
  /// The rows, in the format of `contentType`.
  public var body: [UInt8]
  /// The media type of the body; CSV where there is none.
  public var contentType: String?
  /// The media type that the client takes; that of the body where there is none.
  public var accept: String?
  /// Whether the features' contributions are wanted.
  public var explains = false
  /// Whether the quantiles beside each prediction are wanted.
  public var wantsIntervals = false
  /// Whether fields that the model does not know are passed over.
  public var ignoresUnknown = false
  /// The identity of the prediction, for actual values that come later.
  public var predictionID: String
  /// The identity of the request.
  public var requestID: String

  /// Creates a request.
  public init(
    endpoint: String, body: [UInt8], contentType: String? = nil, accept: String? = nil, predictionID: String,
    requestID: String
  ) {
    self.endpoint = endpoint
    self.body = body
    self.contentType = contentType
    self.accept = accept
    self.predictionID = predictionID
    self.requestID = requestID
  }
}

/// The answer to a request.
public struct InvocationAnswer: Sendable {
  /// The predictions.
  public let body: [UInt8]
  /// The format of the body.
  public let format: InvocationFormat
  /// The model that answered.
  public let model: ServedModel
}

extension EndpointHost {
  /// Answers a request.
  /// - Parameter mayLoad: whether to wait for a model that is not loaded.
  /// - Returns: `nil` where a model had to be loaded and `mayLoad` is false.
  /// - Throws: ``InvocationError`` with what is wrong.
  public func answer(
    _ request: InvocationRequest, mayLoad: Bool
  ) throws(InvocationError) -> InvocationAnswer? {
    let began = stopwatch.now
    guard let slot = slot(request.endpoint) else {
      throw InvocationError(
        .notFound, code: "unknown-endpoint", expected: "an endpoint in service", found: "\"\(request.endpoint)\"",
        remedy: "GET /endpoints lists them")
    }
    do throws(InvocationError) {
      let ready = try slot.enter(now: began)
      defer { slot.leave(now: stopwatch.now) }
      guard ready != nil || mayLoad else { return nil }
      let model = if let ready { ready } else { try model(of: slot) }
      return try answer(request, slot, model, began)
    } catch {
      slot.figures.refused(error.code)
      throw error
    }
  }

  private func answer(
    _ request: InvocationRequest, _ slot: EndpointSlot, _ model: ServedModel, _ began: UInt64
  ) throws(InvocationError) -> InvocationAnswer {
    let mediaType = request.contentType ?? InvocationFormat.csv.rawValue
    guard let format = InvocationFormat(mediaType: mediaType) else {
      throw InvocationError(
        .unsupportedFormat, code: "content-type",
        expected: InvocationFormat.allCases.map(\.rawValue).joined(separator: ", "), found: mediaType,
        remedy: "send one of these with its Content-Type")
    }
    let rows = try FeatureRows(
      parsing: request.body, as: format, schema: model.schema,
      options: ParsingOptions(mediaType: mediaType, ignoresUnknown: request.ignoresUnknown))
    guard !request.wantsIntervals || model.quantileModel != nil else {
      throw InvocationError(
        code: "no-intervals", expected: "a model version with quantiles",
        found: "\(model.group) version \(model.version)",
        remedy: "ask without intervals, or train with prediction_intervals in pipeline.yml")
    }
    do {
      let predictions = try model.predict(rows)
      let quantiles = request.wantsIntervals ? try model.quantiles(rows) : nil
      let contributions = request.explains ? try model.explain(rows) : nil
      let output = Self.format(accepting: request.accept, like: format)
      let body = PredictionText.bytes(
        predictions, outputs: model.outputCount, quantiles: quantiles, contributions: contributions, as: output)
      let nanoseconds = stopwatch.now - began
      slot.figures.answered(rows: rows.count, nanoseconds: nanoseconds)
      capture?.offer(
        percent: slot.config.settings.capturePercent,
        CapturedRequest(
          endpoint: slot.name, model: model, rows: rows, predictions: predictions, quantiles: quantiles,
          nanoseconds: nanoseconds,
          predictionID: request.predictionID, requestID: request.requestID, capturedAt: warehouse.surroundings.now()))
      return InvocationAnswer(body: body, format: output, model: model)
    } catch {
      throw InvocationError(
        .unavailable, code: "model-error", expected: "a prediction", found: "\(error)", remedy: "report this error")
    }
  }

  /// The first format that the client names and that there is; that of the request where none is.
  private static func format(accepting accept: String?, like format: InvocationFormat) -> InvocationFormat {
    guard let accept else { return format }
    for name in accept.split(separator: ",") {
      if let wanted = InvocationFormat(mediaType: String(name)) { return wanted }
    }
    return format
  }
}
