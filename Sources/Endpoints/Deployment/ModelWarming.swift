import ModelRegistry

/// The first use of a model, before anybody is answered with it.
enum ModelWarming {
  /// How far a prediction may be from the stored one, as a part of it (of 1 for a smaller one). Sums of many trees differ
  /// by about 1e-7 of their size where they are added in another order; a wrong model differs by more.
  static let tolerance = 1e-5

  /// Predicts for the row that was stored with the version, which must give the stored prediction, and for two rows more;
  /// checks the memory that the model takes.
  /// - Throws: ``EndpointError`` where the model is too large, gives no number, or says something else than when it was
  ///   registered.
  static func warm(_ model: ServedModel, of package: ModelPackage, settings: EndpointSettings) throws {
    let limit = settings.memorySizeMB << 20
    guard model.byteCount <= limit else {
      throw EndpointError(
        code: "memory-size", subject: "model package \(model.group) version \(model.version)",
        expected: "a model of at most \(settings.memorySizeMB) MB", found: "about \(model.byteCount >> 20) MB",
        remedy: "give the endpoint more memory with --memory-mb")
    }
    if let example = package.inputExample { try compare(model, with: example) }
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

  private static func compare(_ model: ServedModel, with example: InputExample) throws {
    let row = try model.schema.row(of: example, subject: "model package \(model.group) version \(model.version)")
    let found = Double(try model.predict(row)[0])
    let allowed = tolerance * max(1, abs(example.prediction))
    // Not a number is never near.
    guard abs(found - example.prediction) <= allowed else {
      throw EndpointError(
        code: "example-mismatch", subject: "model package \(model.group) version \(model.version)",
        expected: "\(example.prediction) for the stored input example, give or take \(allowed)", found: "\(found)",
        remedy: "the model is not the one that was registered: restore its artifact, or register it anew")
    }
  }
}

extension FeatureSchema {
  /// The row of an input example in the order of the model.
  fileprivate func row(of example: InputExample, subject: String) throws -> FeatureRows {
    let given = Dictionary(example.features.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    var values: [Float] = []
    for (feature, name) in names.enumerated() {
      guard let stored = given[name], let value = value(stored, in: feature) else {
        throw EndpointError(
          code: "input-example", subject: subject, expected: "a value for \(name) in the stored input example",
          found: given[name].map { "\($0)" } ?? "none", remedy: "register the model anew")
      }
      values.append(value)
    }
    return FeatureRows(values: values, count: 1)
  }
}
