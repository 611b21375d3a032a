/// The first use of a model, before anybody is answered with it.
enum ModelWarming {
  /// Predicts once, which brings the model into the caches and shows that it can; checks the memory that it takes.
  /// - Throws: ``EndpointError`` where the model is too large or gives no number.
  static func warm(_ model: ServedModel, settings: EndpointSettings) throws {
    let limit = settings.memorySizeMB << 20
    guard model.byteCount <= limit else {
      throw EndpointError(
        code: "memory-size", subject: "model package \(model.group) version \(model.version)",
        expected: "a model of at most \(settings.memorySizeMB) MB", found: "about \(model.byteCount >> 20) MB",
        remedy: "give the endpoint more memory with --memory-mb")
    }
    for value: Float in [.nan, 0] {
      let row = FeatureRows(values: Array(repeating: value, count: model.schema.count), count: 1)
      let prediction = try model.predict(row)
      guard prediction.allSatisfy(\.isFinite) else {
        throw EndpointError(
          code: "senseless-model", subject: "model package \(model.group) version \(model.version)",
          expected: "a finite prediction", found: "\(prediction[0])", remedy: "train the model anew")
      }
    }
  }
}
