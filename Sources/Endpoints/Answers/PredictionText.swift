import GradientBoosting

/// Predictions, with quantiles and the features' contributions where they were asked for, in the format that the client
/// takes.
///
/// - CSV: one prediction a line, several outputs separated by commas. With quantiles or contributions a header and the
///   columns `prediction`, one per quantile, `base_value` and one per feature.
/// - JSON: `{"predictions":[…]}`, beside it `intervals`, one object of quantiles per row, and `explanations`, one object per
///   row with `base_value` and `shap_values`.
/// - JSON Lines: `{"prediction":…}` per row, with `intervals`, `base_value` and `shap_values`.
enum PredictionText {
  static func bytes(
    _ predictions: [Float], outputs: Int, quantiles: Quantiles? = nil, contributions: Contributions?,
    as format: InvocationFormat
  ) -> [UInt8] {
    var text = JSONText()
    let rows = predictions.count / outputs
    switch format {
    case .csv: csv(&text, predictions, outputs, quantiles, contributions)
    case .json:
      text.append("{\"predictions\":")
      text.list(0..<rows) { text, row in prediction(&text, predictions, outputs, row) }
      if let quantiles {
        text.append(",\"intervals\":")
        text.list(0..<rows) { text, row in quantiles.write(row: row, to: &text) }
      }
      if let contributions {
        text.append(",\"explanations\":")
        text.list(0..<rows) { text, row in
          text.append("{")
          explanation(&text, contributions, row)
          text.append("}")
        }
      }
      text.append("}")
    case .jsonLines:
      for row in 0..<rows {
        text.append("{\"prediction\":")
        prediction(&text, predictions, outputs, row)
        if let quantiles {
          text.append(",\"intervals\":")
          quantiles.write(row: row, to: &text)
        }
        if let contributions {
          text.append(",")
          explanation(&text, contributions, row)
        }
        text.append("}\n")
      }
    }
    return text.bytes
  }

  /// The contributions of one row and its first output as a JSON object: `base_value` and `shap_values`.
  static func explanation(_ contributions: Contributions) -> [UInt8] {
    var text = JSONText()
    text.append("{")
    explanation(&text, contributions, 0)
    text.append("}")
    return text.bytes
  }

  private static func csv(
    _ text: inout JSONText, _ predictions: [Float], _ outputs: Int, _ quantiles: Quantiles?,
    _ contributions: Contributions?
  ) {
    if quantiles != nil || contributions != nil {
      text.append("prediction")
      let base = contributions == nil ? [] : ["base_value"]
      for name in (quantiles?.names ?? []) + base + (contributions?.featureNames ?? []) {
        text.append(",")
        text.append(raw: name.contains { "\",\r\n".contains($0) } ? "\"\(name.replacing("\"", with: "\"\""))\"" : name)
      }
      text.append("\n")
    }
    for row in 0..<predictions.count / outputs {
      for output in 0..<outputs {
        if output > 0 { text.append(",") }
        text.append(predictions[row * outputs + output])
      }
      for value in quantiles?.values(row: row) ?? [] {
        text.append(",")
        text.append(value)
      }
      if let contributions {
        let values = contributions.values(row: row)
        for value in [values.last ?? 0] + values.dropLast() {
          text.append(",")
          text.append(value)
        }
      }
      text.append("\n")
    }
  }

  private static func prediction(_ text: inout JSONText, _ predictions: [Float], _ outputs: Int, _ row: Int) {
    guard outputs > 1 else { return text.append(predictions[row]) }
    text.list(predictions[row * outputs..<(row + 1) * outputs]) { $0.append($1) }
  }

  private static func explanation(_ text: inout JSONText, _ contributions: Contributions, _ row: Int) {
    let values = contributions.values(row: row)
    text.append("\"base_value\":")
    text.append(values.last ?? 0)
    text.append(",\"shap_values\":")
    text.object(zip(contributions.featureNames, values)) { $0.append($1) }
  }
}
