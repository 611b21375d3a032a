extension Booster {
  /// Reads a model that XGBoost or this library wrote, as JSON or UBJSON, told apart by content.
  ///
  /// Everything that prediction relies on is checked: counts, children (a tree, each node reached once), features, categories
  /// and finite leaves.
  /// - Throws: ``BoostingError`` that names the place in the file.
  public init(reading bytes: [UInt8]) throws(BoostingError) {
    let document = try Self.document(bytes)
    let learner = try ModelFields(document, place: "").fields("learner")
    let parameters = try learner.fields("learner_model_param")
    let featureCount = try parameters.integer("num_feature", in: 1...1_000_000)
    let objective = try Objective(learner.fields("objective"))
    let booster = try learner.fields("gradient_booster")
    let name = try booster.string("name")
    guard name == "gbtree" else {
      throw .unusableModel("learner.gradient_booster.name", expected: "gbtree", found: name)
    }
    let model = try booster.fields("model")
    let forest = try model.fields("gbtree_model_param")
    if forest.has("num_parallel_tree") { _ = try forest.integer("num_parallel_tree", in: 0...1) }
    var trees: [RegressionTree] = []
    for (number, value) in try model.objects("trees").enumerated() {
      let fields = try ModelFields(value, place: "learner.gradient_booster.model.trees[\(number)]")
      trees.append(try RegressionTree(fields, featureCount: featureCount))
    }
    let outputs = try model.integers("tree_info")
    let outputCount = objective.outputCount
    guard outputs.count == trees.count, outputs.allSatisfy({ $0 >= 0 && $0 < outputCount }),
      trees.count % outputCount == 0, outputs.enumerated().allSatisfy({ Int($1) == $0 % outputCount })
    else {
      throw .unusableModel(
        "learner.gradient_booster.model.tree_info", expected: "one output in 0..<\(outputCount) per tree, in turn",
        found: "\(outputs.prefix(8))")
    }
    var attributes = try Self.attributes(learner)
    let features = Self.namingCategories(
      of: try Self.namingCategories(of: Self.features(learner, count: featureCount), encodedIn: model),
      from: &attributes)
    self.init(
      objective: objective, baseScores: try Self.baseScores(try parameters.string("base_score"), objective: objective),
      features: features, trees: trees, outputOfTree: outputs.map { Int($0) }, attributes: attributes)
  }

  private static func document(_ bytes: [UInt8]) throws(BoostingError) -> ModelValue {
    guard let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") else {
      throw .unusableModel(
        "byte 0", expected: "JSON or UBJSON, which begin with {",
        found: bytes.isEmpty ? "an empty file" : "something else")
    }
    // In JSON a quote or the end follows the brace, in UBJSON the type of a length.
    if bytes.count > 1,
      [UInt8(ascii: "L"), UInt8(ascii: "l"), UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "U")].contains(bytes[1])
    {
      return try UBJSONReader.read(bytes)
    }
    return try JSONReader.read(bytes)
  }

  private static func baseScores(_ text: String, objective: Objective) throws(BoostingError) -> [Float] {
    let scores = text.trimming("[] ").split(separator: ",").map { Float($0.trimming(" ")) ?? .nan }
    let count = objective.outputCount
    guard scores.count == count || scores.count == 1, scores.allSatisfy(\.isFinite),
      !objective.hasLogLink || scores.allSatisfy({ $0 > 0 })
    else {
      throw .unusableModel(
        "learner.learner_model_param.base_score", expected: "\(count) usable numbers", found: String(text.prefix(80)))
    }
    return scores.count == count ? scores : Array(repeating: scores[0], count: count)
  }

  private static func features(_ learner: ModelFields, count: Int) throws(BoostingError) -> [Feature] {
    var names = learner.has("feature_names") ? try learner.strings("feature_names") : []
    var types = learner.has("feature_types") ? try learner.strings("feature_types") : []
    if names.isEmpty { names = (0..<count).map { "f\($0)" } }
    if types.isEmpty { types = Array(repeating: "q", count: count) }
    guard names.count == count, types.count == count, Set(names).count == count else {
      throw .unusableModel(
        "learner.feature_names", expected: "\(count) distinct names and as many types",
        found: "\(names.count) names and \(types.count) types")
    }
    var features: [Feature] = []
    for (name, type) in zip(names, types) {
      guard let feature = Feature(name: name, typeName: type) else {
        throw .unusableModel("learner.feature_types", expected: "int, float, q, i or c", found: type)
      }
      features.append(feature)
    }
    return features
  }

  private static func attributes(_ learner: ModelFields) throws(BoostingError) -> [String: String] {
    guard learner.has("attributes"), case .object(let members) = try learner.value("attributes") else { return [:] }
    var attributes: [String: String] = [:]
    for (name, value) in members {
      guard case .string(let text) = value else {
        throw .unusableModel("learner.attributes.\(name)", expected: "text", found: "something else")
      }
      attributes[name] = text
    }
    return attributes
  }
}

extension Objective {
  init(_ fields: ModelFields) throws(BoostingError) {
    let name = try fields.string("name")
    guard let objective = Objective(name: name) else {
      throw .unusableModel(
        "learner.objective.name", expected: "one of \(Objective.names.joined(separator: ", "))", found: name)
    }
    self = objective
    func number(_ group: String, _ name: String) throws(BoostingError) -> Float {
      let text = try fields.fields(group).string(name)
      guard let number = Float(text), number.isFinite else {
        throw .unusableModel("learner.objective.\(group).\(name)", expected: "a number", found: text)
      }
      return number
    }
    switch objective {
    case .pseudoHuber: self = .pseudoHuber(slope: try number("pseudo_huber_param", "huber_slope"))
    case .tweedie: self = .tweedie(variancePower: try number("tweedie_regression_param", "tweedie_variance_power"))
    case .quantile:
      let text = try fields.fields("quantile_loss_param").string("quantile_alpha")
      let levels = text.trimming("[]() ").split(separator: ",").map { Float($0.trimming(" ")) ?? .nan }
      guard !levels.isEmpty, levels.count <= 4096, levels.allSatisfy({ $0 > 0 && $0 < 1 }) else {
        throw .unusableModel(
          "learner.objective.quantile_loss_param.quantile_alpha", expected: "numbers within 0 and 1", found: text)
      }
      self = .quantile(levels)
    default: break
    }
  }
}
