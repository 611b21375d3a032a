import Foundation
import GradientBoosting
import Testing

/// Models as XGBoost 1.7 saved them; `Truth/make_truth_1_7.py` wrote them.
@Suite("model files of XGBoost 1.7")
struct OlderModelFileTests {
  struct Answer: Decodable, Sendable {
    let names: [String]
    let types: [String]
    let predictions: [Float]
  }

  static let files = [
    "v1.7-squared.json", "v1.7-squared.ubj", "v1.7-poisson.ubj", "v1.7-tweedie.json", "v1.7-categories.json",
    "v1.7-categories.ubj",
  ]

  @Test("are read with names, types, categories and missing values, and predict the same", arguments: files)
  func predictions(_ file: String) throws {
    let answers = try JSONDecoder().decode([String: Answer].self, from: Data(Truth.bytes("v1.7.json")))
    let answer = try #require(answers[file])
    let model = try Booster(reading: Truth.bytes(file))
    #expect(model.featureNames == answer.names)
    #expect(model.features.map(\.isCategorical) == answer.types.map { $0 == "c" })
    for (found, expected) in zip(try model.predict(Truth.featureTable("test.csv")), answer.predictions) {
      #expect(isClose(found, expected, 1e-6))
    }
    #expect(try Booster(reading: model.json()) == model)
    #expect(try Booster(reading: model.ubjson()) == model)
  }
}
