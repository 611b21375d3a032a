extension TrainingParameters {
  /// Reads parameters under XGBoost's names and aliases (`eta` or `learning_rate`, `lambda` or `reg_lambda`, …).
  ///
  /// `monotone_constraints` is either `(1,0,-1)` in feature order or `{"price": -1}`; `interaction_constraints` is a
  /// JSON list of lists of feature names or positions. A position n is kept as the name `#n`.
  /// - Throws: ``BoostingError`` that names the parameter which is unknown, given twice or out of range.
  public init(xgboost values: [String: String]) throws {
    self.init()
    var given: [String: String] = [:]
    for (name, _) in values {
      guard let parameter = XGBoostParameter.all.first(where: { $0.names.contains(name) }) else {
        throw BoostingError.unknownParameter(name, known: XGBoostParameter.all.map { $0.names[0] })
      }
      if let other = given.updateValue(name, forKey: parameter.names[0]) {
        throw BoostingError.invalidParameter(name, expected: "one of \(name) and \(other)", found: "both")
      }
    }
    // In the order of the table: the objective comes before the settings that refine it.
    for parameter in XGBoostParameter.all {
      guard let name = given[parameter.names[0]], let value = values[name] else { continue }
      guard parameter.read(&self, value) else {
        throw BoostingError.invalidParameter(name, expected: parameter.expected, found: value)
      }
    }
    try checkRanges()
  }

  /// The parameters under XGBoost's names, as strings, in a fixed order: what experiment tracking records.
  public var xgboostParameters: [(name: String, value: String)] {
    XGBoostParameter.all.compactMap { parameter in
      parameter.write(self).map { (parameter.names[0], $0) }
    }
  }

  /// Checks that every setting is in its range.
  func checkRanges() throws {
    for parameter in XGBoostParameter.all {
      guard let text = parameter.write(self) else { continue }
      var copy = TrainingParameters()
      copy.objective = objective
      guard parameter.read(&copy, text) else {
        throw BoostingError.invalidParameter(parameter.names[0], expected: parameter.expected, found: text)
      }
    }
    if growPolicy == .lossguide && maxDepth == 0 && maxLeaves == 0 {
      throw BoostingError.invalidParameter(
        "max_leaves", expected: "a limit on depth or leaves with grow_policy lossguide", found: "neither")
    }
    if growPolicy == .depthwise && maxDepth == 0 && maxLeaves == 0 {
      throw BoostingError.invalidParameter("max_depth", expected: "at least 1, or max_leaves", found: "0")
    }
  }
}
