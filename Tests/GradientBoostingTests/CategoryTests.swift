import Columns
import Foundation
import GradientBoosting
import Testing

@Suite("named categories")
struct CategoryTests {
  private struct Frame: Decodable {
    let colour: [String]
    let size: [Int64]
    let value: [Float]
    let predictions: [Float]
  }

  @Test("a model that XGBoost trained on a data frame finds categories by their names", arguments: ["json", "ubj"])
  func dataFrame(_ type: String) throws {
    let frame = try JSONDecoder().decode(Frame.self, from: Data(Truth.bytes("frame-predictions.json")))
    let model = try Booster(reading: Truth.bytes("frame.\(type)"))
    #expect(model.features[0].kind == .category(["blue", "green", "red", "x"]))
    #expect(model.features[1].kind == .category(["3", "4", "5", "6", "7", "8"]))
    let table = try ColumnTable([
      Column("colour", texts: frame.colour), Column("size", .integer(frame.size)),
      Column("value", .single(frame.value)),
    ])
    #expect(try model.predict(table) == frame.predictions)
    #expect(try Booster(reading: model.ubjson()).predict(table) == frame.predictions)
  }

  @Test("text that training never saw is missing")
  func unknownText() throws {
    let model = try Booster(reading: Truth.bytes("frame.json"))
    func predict(_ colour: String?) throws -> [Float] {
      try model.predict(
        ColumnTable([
          Column("colour", texts: [colour]), Column("size", .integer([4])), Column("value", .single([0.5])),
        ]))
    }
    #expect(try predict("purple") == predict(nil))
  }

  @Test("a validation set takes its codes from the training set")
  func reference() throws {
    func dataset(_ texts: [String?], reference: Dataset? = nil) throws -> Dataset {
      try Dataset(
        features: ColumnTable([Column("kind", texts: texts)]),
        label: Column("y", numbers: texts.map { $0 == "b" ? 9 : 1 }), categorical: ["kind"], reference: reference)
    }
    let training = try dataset(["a", "b", "c", "b", "a", nil])
    let parameters = try TrainingParameters(xgboost: ["min_child_weight": "0", "eta": "1", "lambda": "0"])
    let fitting = try dataset(["b", "new", "a"], reference: training)
    var last: Double?
    _ = try Booster.train(parameters, training: training, evaluations: [(name: "val", data: fitting)]) {
      last = $0.value("rmse", on: "val")
      return .goOn
    }
    #expect(isClose(last, 0))
    let other = try dataset(["b", "new", "a"])
    #expect(throws: BoostingError.self) {
      try Booster.train(parameters, training: training, evaluations: [(name: "val", data: other)])
    }
  }

  @Test("damaged names are an error")
  func damaged() throws {
    let text = String(decoding: try Truth.bytes("frame.json"), as: UTF8.self)
    try #require(text.contains("\"offsets\":[0,"))
    for bad in ["\"offsets\":[-5,", "\"offsets\":[900,"] {
      let damaged = text.replacing("\"offsets\":[0,", with: bad)
      #expect(throws: BoostingError.self) { try Booster(reading: Array(damaged.utf8)) }
    }
  }
}
