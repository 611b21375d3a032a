import Diagnostics
import Endpoints
import GradientBoosting
import Testing

/// Rows of features as tests write them.
enum Rows {
  static let schema = FeatureSchema([
    Feature("a", kind: .integer), Feature("b", kind: .real), Feature("c", kind: .quantity),
  ])

  /// A feature with named categories between two numbers.
  static let mixed = FeatureSchema([
    Feature("a", kind: .integer), Feature("kind", kind: .category(["rain", "sun"])), Feature("c", kind: .real),
  ])

  static func parse(
    _ text: String, _ type: String, schema: FeatureSchema = schema, ignoresUnknown: Bool = false
  ) throws(InvocationError) -> FeatureRows {
    try FeatureRows(
      parsing: Array(text.utf8), as: InvocationFormat(mediaType: type) ?? .csv, schema: schema,
      options: ParsingOptions(mediaType: type, ignoresUnknown: ignoresUnknown))
  }

  /// The values as text, `-` for a missing one.
  static func text(_ rows: FeatureRows) -> String {
    rows.values.map { $0.isNaN ? "-" : "\($0)" }.joined(separator: " ") + " / \(rows.count)"
  }
}

@Suite("The rows of a request")
struct RequestParsingTests {
  @Test(
    "in CSV",
    arguments: [
      ("1,2.5,3", "1.0 2.5 3.0 / 1"), ("1,2.5,3\n", "1.0 2.5 3.0 / 1"),
      ("1,2.5,3\r\n4,5,6\r\n", "1.0 2.5 3.0 4.0 5.0 6.0 / 2"),
      ("\n1,2,3\n\n4,5,6\n\n", "1.0 2.0 3.0 4.0 5.0 6.0 / 2"), (" 1 ,\t2,3 ", "1.0 2.0 3.0 / 1"),
      (",,", "- - - / 1"), ("null,NaN,", "- - - / 1"), ("\"1\",\"2\",\"3\"", "1.0 2.0 3.0 / 1"),
      ("true,FALSE,1e2", "1.0 0.0 100.0 / 1"), ("a,b,c\n1,2,3", "1.0 2.0 3.0 / 1"),
      ("c,a,b\n1,2,3\n4,5,6", "2.0 3.0 1.0 5.0 6.0 4.0 / 2"), ("\"c\",\"a\",\"b\"\n1,2,3", "2.0 3.0 1.0 / 1"),
      ("\u{FEFF}1,2,3", "1.0 2.0 3.0 / 1"), ("-1,-0.5,.5", "-1.0 -0.5 0.5 / 1"),
    ])
  func csv(text: String, rows: String) throws {
    #expect(try Rows.text(Rows.parse(text, "text/csv")) == rows)
  }

  @Test(
    "in JSON",
    arguments: [
      ("[1, 2.5, 3]", "1.0 2.5 3.0 / 1"), ("[[1,2,3],[4,5,6]]", "1.0 2.0 3.0 4.0 5.0 6.0 / 2"),
      ("{\"c\":3,\"a\":1,\"b\":2}", "1.0 2.0 3.0 / 1"),
      ("[{\"a\":1,\"b\":2,\"c\":3},{\"c\":6,\"b\":5,\"a\":4}]", "1.0 2.0 3.0 4.0 5.0 6.0 / 2"),
      ("{\"instances\":[[1,2,3]]}", "1.0 2.0 3.0 / 1"), ("{\"inputs\":[{\"a\":1,\"b\":2,\"c\":3}]}", "1.0 2.0 3.0 / 1"),
      ("{\"instances\":[{\"features\":[1,2,3]},{\"features\":[4,5,6]}]}", "1.0 2.0 3.0 4.0 5.0 6.0 / 2"),
      ("{\"dataframe_records\":[{\"a\":1,\"b\":2,\"c\":3}]}", "1.0 2.0 3.0 / 1"),
      (" [ null , NaN , true ] ", "- - 1.0 / 1"), ("{\"\\u0061\":1,\"b\":-2e-1,\"c\":false}", "1.0 -0.2 0.0 / 1"),
      ("[[1,2,3],{\"a\":4,\"b\":5,\"c\":6}]", "1.0 2.0 3.0 4.0 5.0 6.0 / 2"),
    ])
  func json(text: String, rows: String) throws {
    #expect(try Rows.text(Rows.parse(text, "application/json")) == rows)
  }

  @Test(
    "in JSON Lines",
    arguments: [
      ("[1,2,3]\n[4,5,6]\n", "1.0 2.0 3.0 4.0 5.0 6.0 / 2"),
      ("{\"a\":1,\"b\":2,\"c\":3}\r\n\r\n{\"features\":[4,5,6]}", "1.0 2.0 3.0 4.0 5.0 6.0 / 2"),
    ])
  func jsonLines(text: String, rows: String) throws {
    #expect(try Rows.text(Rows.parse(text, "application/jsonlines")) == rows)
  }

  @Test(
    "take categories by their names; what the model does not know is missing",
    arguments: [
      ("1,sun,2", "text/csv", "1.0 1.0 2.0 / 1"), ("1,\"rain\",2", "text/csv", "1.0 0.0 2.0 / 1"),
      ("1,fog,2", "text/csv", "1.0 - 2.0 / 1"), ("[1,\"sun\",2]", "application/json", "1.0 1.0 2.0 / 1"),
      ("{\"kind\":\"fog\",\"a\":1,\"c\":2}", "application/json", "1.0 - 2.0 / 1"),
      ("[1,null,2]", "application/json", "1.0 - 2.0 / 1"),
    ])
  func categories(text: String, type: String, rows: String) throws {
    #expect(try Rows.text(Rows.parse(text, type, schema: Rows.mixed)) == rows)
  }

  @Test(
    "an error names the row and the feature",
    arguments: [
      ("1,2,3\n1,x,3", "text/csv", "mistyped-feature", 2, "b"), ("1,2", "text/csv", "feature-count", 1, ""),
      ("1,2,3,4", "text/csv", "feature-count", 1, ""), ("a,b\n1,2", "text/csv", "missing-feature", 1, "c"),
      ("a,b,c,d\n1,2,3,4", "text/csv", "unknown-feature", 1, "d"),
      ("a,b,c,a\n1,2,3,4", "text/csv", "repeated-feature", 1, "a"),
      ("a,b,c\n1,2,3\n1,2", "text/csv", "field-count", 2, ""), ("1,2,007", "text/csv", "mistyped-feature", 1, "c"),
      ("x,y,z\n1,2,3", "text/csv", "mistyped-feature", 1, "a"),
      ("x,y,z\n1,2,3", "text/csv; header=present", "unknown-feature", 1, "x"),
      ("a,b,c\n1,2,3", "text/csv; header=absent", "mistyped-feature", 1, "a"),
      ("1,2,\"3", "text/csv", "broken-csv", 1, ""),
      ("1,2,\"3\"4", "text/csv", "broken-csv", 1, ""), ("1,2,1e39", "text/csv", "mistyped-feature", 1, "c"),
      ("1,2,inf", "text/csv", "mistyped-feature", 1, "c"), ("", "text/csv", "no-rows", 0, ""),
      ("\n\n", "text/csv", "no-rows", 0, ""),
      ("[1,2,\"3\"]", "application/json", "mistyped-feature", 1, "c"),
      ("[[1,2,3],[1,2]]", "application/json", "feature-count", 2, ""),
      ("[[1,2,3],[1,2,3,4]]", "application/json", "feature-count", 2, ""),
      ("[[]]", "application/json", "feature-count", 1, ""),
      ("{\"a\":1,\"b\":2}", "application/json", "missing-feature", 1, "c"),
      ("[{\"a\":1,\"b\":2,\"c\":3},{\"a\":1,\"b\":2,\"c\":3,\"e\":4}]", "application/json", "unknown-feature", 2, "e"),
      ("{\"a\":1,\"b\":2,\"c\":3,\"a\":4}", "application/json", "repeated-feature", 1, "a"),
      ("{\"a\":[1],\"b\":2,\"c\":3}", "application/json", "mistyped-feature", 1, "a"),
      ("{\"a\":{\"x\":1},\"b\":2,\"c\":3}", "application/json", "mistyped-feature", 1, "a"),
      ("[[[1,2,3]]]", "application/json", "mistyped-feature", 1, "a"),
      ("[]", "application/json", "no-rows", 0, ""), ("{\"instances\":[]}", "application/json", "no-rows", 0, ""),
      ("{}", "application/json", "missing-feature", 1, "a"), ("3", "application/json", "broken-json", 0, ""),
      ("[1,2,3", "application/json", "broken-json", 1, ""), ("[1,2,3]]", "application/json", "broken-json", 0, ""),
      ("[1,2,3,]", "application/json", "broken-json", 1, ""), ("[1,2,03]", "application/json", "broken-json", 1, ""),
      ("[1,2,3.]", "application/json", "broken-json", 1, ""), ("[1,2,.5]", "application/json", "broken-json", 1, ""),
      ("[1,2,+3]", "application/json", "broken-json", 1, ""), ("[1,2,1e999]", "application/json", "broken-json", 1, ""),
      ("[1,2,nul]", "application/json", "broken-json", 1, ""), ("{a:1}", "application/json", "broken-json", 1, ""),
      ("{\"a\" 1}", "application/json", "broken-json", 1, ""),
      ("[1,2,Infinity]", "application/json", "broken-json", 1, ""),
      ("[1,2,3] [4,5,6]", "application/jsonlines", "broken-json", 1, ""),
      ("[1,2,3]\n[4,5]", "application/jsonlines", "feature-count", 2, ""),
      ("", "application/jsonlines", "no-rows", 0, ""),
    ])
  func errors(text: String, type: String, code: String, row: Int, field: String) throws {
    let error = #expect(throws: InvocationError.self) { try Rows.parse(text, type) }
    #expect(error?.code == code, "\(text): \(error?.description ?? "")")
    #expect(error?.row ?? 0 == row, "\(text): \(error?.description ?? "")")
    #expect(error?.field ?? "" == field, "\(text): \(error?.description ?? "")")
  }

  @Test(
    "fields that the model does not know are passed over where that is asked for, whatever they hold",
    arguments: [
      ("id,a,b,c,note\n9,1,2,3,x\n8,4,5,6,\"y,z\"", "text/csv", "1.0 2.0 3.0 4.0 5.0 6.0 / 2"),
      ("{\"id\":[1,{\"x\":[]},{}],\"a\":1,\"b\":2,\"c\":3,\"z\":\"\\n\"}", "application/json", "1.0 2.0 3.0 / 1"),
    ])
  func ignoring(text: String, type: String, rows: String) throws {
    #expect(try Rows.text(Rows.parse(text, type, ignoresUnknown: true)) == rows)
  }

  @Test(
    "a value that is passed over may be nested, but not without end",
    arguments: [(60, true), (70, false), (1_000_000, false)])
  func depth(levels: Int, isFine: Bool) throws {
    let nested = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    let text = "{\"x\":\(nested),\"a\":1,\"b\":2,\"c\":3}"
    if isFine {
      #expect(try Rows.parse(text, "application/json", ignoresUnknown: true).count == 1)
    } else {
      let error = #expect(throws: InvocationError.self) {
        try Rows.parse(text, "application/json", ignoresUnknown: true)
      }
      #expect(error?.code == "too-deep")
    }
  }

  @Test("an empty line is a missing value where the model has one feature")
  func oneFeature() throws {
    let schema = FeatureSchema([Feature("a", kind: .real)])
    #expect(try Rows.text(Rows.parse("1\n\n2\n", "text/csv", schema: schema)) == "1.0 - 2.0 / 3")
  }

  @Test("numbers that stand for categories are found by their value")
  func numericCategories() throws {
    let schema = FeatureSchema([Feature("a", kind: .category(["3", "7"]))])
    #expect(try Rows.text(Rows.parse("7\n3\n3.0\n4", "text/csv", schema: schema)) == "1.0 0.0 0.0 - / 4")
  }
}
