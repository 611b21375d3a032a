/// How the error on validation rows compares with the error on training rows.
///
/// As JSON: `train_rmse`, `val_rmse`, `generalization_gap_rmse`, `val_train_rmse_ratio`, `fit_status`.
public struct FitStatus: Sendable, Equatable, Codable {
  /// The verdict.
  public enum Verdict: String, Sendable, Codable {
    /// The model knows its training rows much better than others.
    case overfit
    /// The model is no better on the rows it was trained on: it could take in more.
    case underfit
    /// Neither of the two.
    case goodFit = "good_fit"
  }

  /// Where the verdicts begin.
  public struct Thresholds: Sendable, Equatable {
    /// A ratio above this is overfit, if the gap is large as well.
    public var overfitRatio: Double
    /// The gap, in the unit of the label, above which a ratio counts as overfit.
    public var overfitGap: Double
    /// A ratio below this is underfit.
    public var underfitRatio: Double

    /// Creates thresholds; the defaults are 1.15, 5 and 1.02.
    public init(overfitRatio: Double = 1.15, overfitGap: Double = 5, underfitRatio: Double = 1.02) {
      self.overfitRatio = overfitRatio
      self.overfitGap = overfitGap
      self.underfitRatio = underfitRatio
    }
  }

  /// The error on the training rows, in the unit of the label.
  public let trainRMSE: Double
  /// The error on the validation rows, in the unit of the label.
  public let validationRMSE: Double
  /// Validation less training, in the unit of the label.
  public let generalizationGapRMSE: Double
  /// Validation divided by training; `nil` where the training error is 0.
  public let validationTrainRMSERatio: Double?
  /// The verdict.
  public let verdict: Verdict

  /// Compares two errors.
  /// - Throws: ``EvaluationError`` where one is negative or not finite.
  public init(trainRMSE: Double, validationRMSE: Double, thresholds: Thresholds = Thresholds()) throws(EvaluationError)
  {
    guard trainRMSE.isFinite, trainRMSE >= 0 else { throw .rmse("train_rmse", trainRMSE) }
    guard validationRMSE.isFinite, validationRMSE >= 0 else { throw .rmse("val_rmse", validationRMSE) }
    let gap = validationRMSE - trainRMSE
    // Without a training error any validation error is infinitely larger.
    let comparison = trainRMSE > 0 ? validationRMSE / trainRMSE : (validationRMSE > 0 ? .infinity : 1)
    self.trainRMSE = trainRMSE
    self.validationRMSE = validationRMSE
    generalizationGapRMSE = gap
    validationTrainRMSERatio = trainRMSE > 0 ? comparison : nil
    if comparison > thresholds.overfitRatio && gap > thresholds.overfitGap {
      verdict = .overfit
    } else if comparison < thresholds.underfitRatio {
      verdict = .underfit
    } else {
      verdict = .goodFit
    }
  }

  /// Writes every key, `null` for a ratio that is not defined.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(trainRMSE, forKey: .trainRMSE)
    try container.encode(validationRMSE, forKey: .validationRMSE)
    try container.encode(generalizationGapRMSE, forKey: .generalizationGapRMSE)
    try container.encode(validationTrainRMSERatio, forKey: .validationTrainRMSERatio)
    try container.encode(verdict, forKey: .verdict)
  }

  private enum CodingKeys: String, CodingKey {
    case trainRMSE = "train_rmse"
    case validationRMSE = "val_rmse"
    case generalizationGapRMSE = "generalization_gap_rmse"
    case validationTrainRMSERatio = "val_train_rmse_ratio"
    case verdict = "fit_status"
  }
}
