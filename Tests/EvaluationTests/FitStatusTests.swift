import Evaluation
import Foundation
import Testing

@Suite("Fit status")
struct FitStatusTests {
  @Test(
    "the verdict follows ratio and gap",
    arguments: [
      (20.0, 30.0, FitStatus.Verdict.overfit), (20, 22, .goodFit), (20, 20.2, .underfit), (20, 18, .underfit),
      (2, 3, .goodFit), (100, 115, .goodFit), (0, 6, .overfit), (0, 4, .goodFit), (0, 0, .underfit),
    ])
  func verdict(train: Double, validation: Double, expected: FitStatus.Verdict) throws {
    let status = try FitStatus(trainRMSE: train, validationRMSE: validation)
    #expect(status.verdict == expected)
    #expect(status.generalizationGapRMSE == validation - train)
    #expect(status.validationTrainRMSERatio == (train > 0 ? validation / train : nil))
  }

  @Test("thresholds can be changed")
  func thresholds() throws {
    let strict = FitStatus.Thresholds(overfitRatio: 1.05, overfitGap: 1)
    #expect(try FitStatus(trainRMSE: 20, validationRMSE: 22, thresholds: strict).verdict == .overfit)
  }

  @Test("JSON has the contract's keys, with null for a ratio that is not defined")
  func json() throws {
    let json = try object(try FitStatus(trainRMSE: 0, validationRMSE: 6))
    #expect(
      Set(json.keys) == ["train_rmse", "val_rmse", "generalization_gap_rmse", "val_train_rmse_ratio", "fit_status"])
    #expect(json["val_train_rmse_ratio"] is NSNull)
    let good = try object(try FitStatus(trainRMSE: 20, validationRMSE: 22))
    #expect(good["fit_status"] as? String == "good_fit")
  }

  @Test("errors that are no errors are refused", arguments: [(Double.nan, 1.0), (1, .infinity), (-1, 1)])
  func refused(train: Double, validation: Double) {
    #expect(throws: EvaluationError.self) { try FitStatus(trainRMSE: train, validationRMSE: validation) }
  }
}
