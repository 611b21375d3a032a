import Columns
import GradientBoosting
import Testing

@Suite("model files")
struct ModelFileTests {
  @Test("JSON and UBJSON read back as the same model", arguments: Truth.cases)
  func roundTrips(_ truth: TruthCase) throws {
    for model in [try truth.model(), try truth.trained()] {
      #expect(try Booster(reading: model.json()) == model)
      #expect(try Booster(reading: model.ubjson()) == model)
      #expect(try Booster(reading: model.json()).json() == model.json())
    }
  }

  @Test("names that need escapes survive")
  func names() throws {
    let table = try ColumnTable([Column("pri\"ce\\\n\u{1F34E}\u{01}", numbers: [1, 2, 3, 4])])
    let data = try Dataset(features: table, label: Column("y", numbers: [1, 2, 3, 4]))
    let model = try Booster.train(TrainingParameters(), training: data)
    #expect(try Booster(reading: model.json()).featureNames == table.names)
    #expect(try Booster(reading: model.ubjson()).featureNames == table.names)
  }

  @Test("the names of text categories survive")
  func categories() throws {
    let table = try ColumnTable([Column("kind", texts: ["x", "y", nil, "z", "x", "y"])])
    let data = try Dataset(
      features: table, label: Column("y", numbers: [1, 5, 3, 9, 1, 5]), categorical: ["kind"])
    let model = try Booster.train(TrainingParameters(xgboost: ["min_child_weight": "0"]), training: data)
    for copy in [try Booster(reading: model.json()), try Booster(reading: model.ubjson())] {
      #expect(copy == model)
      #expect(copy.features == [Feature("kind", kind: .category(["x", "y", "z"]))])
      #expect(copy.attributes.isEmpty)
      #expect(try copy.predict(table) == model.predict(table))
    }
  }

  @Test("a truncated file is an error", arguments: ["squared.json", "squared-ubj.ubj", "categories.json"])
  func truncated(_ file: String) throws {
    let bytes = try Truth.bytes(file)
    for length in stride(from: 0, to: bytes.count - 1, by: 37) {
      #expect(throws: BoostingError.self) { try Booster(reading: Array(bytes[..<length])) }
    }
  }

  @Test(
    "a file with damaged bytes is an error or a model that predicts", arguments: ["squared.json", "squared-ubj.ubj"])
  func fuzzed(_ file: String) throws {
    let bytes = try Truth.bytes(file)
    let table = try Truth.featureTable("test.csv")
    var noise = Noise(seed: 7)
    for _ in 0..<400 {
      var damaged = bytes
      for _ in 0...noise.below(3) { damaged[noise.below(damaged.count)] = UInt8(noise.below(256)) }
      guard let model = try? Booster(reading: damaged), model.featureNames == Truth.features else { continue }
      _ = try model.predict(table)
      _ = try model.contributions(table.selecting(model.featureNames))
    }
  }

  @Test("bytes without sense are an error", arguments: ["", "{", "[", "nonsense", "{}", "{\"learner\":{}}", "{L"])
  func nonsense(_ text: String) {
    #expect(throws: BoostingError.self) { try Booster(reading: Array(text.utf8)) }
  }

  @Test("deep nesting is an error")
  func deep() {
    let text = "{\"a\":" + String(repeating: "[", count: 100_000)
    #expect(throws: BoostingError.self) { try Booster(reading: Array(text.utf8)) }
    let binary = [UInt8](arrayLiteral: 0x7B, 0x69, 1, 0x61) + Array(repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: BoostingError.self) { try Booster(reading: binary) }
  }

  @Test("a count beyond the file's size is an error and reserves nothing")
  func hugeCount() {
    let head: [UInt8] = Array("{i".utf8) + [1] + Array("a[$d#L".utf8)
    #expect(throws: BoostingError.self) {
      try Booster(reading: head + [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    }
    #expect(throws: BoostingError.self) { try Booster(reading: head + Array(repeating: 0xFF, count: 8)) }
  }

  @Test(
    "a damaged tree is an error that names the place",
    arguments: [
      ("cyclic children", "\"left_children\":[1,", "\"left_children\":[0,"),
      ("a child outside", "\"left_children\":[1,", "\"left_children\":[5000,"),
      ("a child twice", "\"right_children\":[2,", "\"right_children\":[1,"),
      ("an unknown feature", "\"num_feature\":\"8\",\"num_target\"", "\"num_feature\":\"2\",\"num_target\""),
      ("a wrong count", "\"num_nodes\":\"31\"", "\"num_nodes\":\"32\""),
      ("a negative count", "\"num_nodes\":\"31\"", "\"num_nodes\":\"-31\""),
      ("text for numbers", "\"sum_hessian\":[", "\"sum_hessian\":[\"x\","),
      ("another booster", "\"name\":\"gbtree\"", "\"name\":\"dart\""),
      ("another objective", "\"name\":\"reg:squarederror\"", "\"name\":\"rank:ndcg\""),
      ("no base score", "\"base_score\":\"[", "\"base_score\":\"[x"),
    ])
  func hostile(_ what: String, _ old: String, _ new: String) throws {
    let text = String(decoding: try Truth.bytes("squared.json"), as: UTF8.self)
    try #require(text.contains(old), "the file has changed")
    let damaged = text.replacing(old, with: new)
    let error = #expect(throws: BoostingError.self) { try Booster(reading: Array(damaged.utf8)) }
    #expect(error?.subject.hasPrefix("model file") == true)
  }
}
