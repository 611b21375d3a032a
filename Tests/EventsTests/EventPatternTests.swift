import Diagnostics
import Events
import Testing

/// The semantics that the EventBridge user guide and the README of its matching engine give by example.
@Suite("Event patterns")
struct EventPatternTests {
  private static let instance = """
    {
      "version": "0", "id": "ddddd4-aaaa-7777-4444-345dd43cc333",
      "detail-type": "EC2 Instance State-change Notification", "source": "aws.ec2", "account": "012345679012",
      "time": "2017-10-02T16:24:49Z", "region": "us-east-1",
      "resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000"],
      "detail": {
        "c-count": 5, "d-count": 3, "x-limit": 301.8, "source-ip": "10.0.0.33", "instance-id": "i-000000aaaaaa00000",
        "state": "running", "file": "/data/lib/a.PNG", "empty": "", "nothing": null, "on": true,
        "tags": ["blue", "Green", 7], "none": [], "rows": [{"a": 1, "b": 2}, {"a": 3, "b": 4}], "object": {"c1": 100}
      }
    }
    """

  private func matches(_ pattern: String, _ event: String = instance) throws -> Bool {
    try EventPattern(parsing: pattern).matches(JSONValue(parsing: event))
  }

  @Test(
    "match what they say",
    arguments: [
      // exact values, and arrays in the event
      #"{"detail-type": ["EC2 Instance State-change Notification"], "detail": {"state": ["initializing", "running"]}}"#,
      #"{"resources": ["other", "arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000"]}"#,
      #"{"detail": {"c-count": [5]}}"#, #"{"detail": {"on": [true]}}"#, #"{"detail": {"nothing": [null]}}"#,
      #"{"detail": {"empty": [""]}}"#, #"{"detail": {"tags": [7]}}"#,
      // prefix, suffix, ignoring case
      #"{"time": [{"prefix": "2017-10-02"}]}"#, #"{"source": [{"suffix": "ec2"}]}"#,
      #"{"source": [{"equals-ignore-case": "AWS.EC2"}]}"#,
      #"{"detail": {"file": [{"suffix": {"equals-ignore-case": ".png"}}]}}"#,
      #"{"source": [{"prefix": {"equals-ignore-case": "AWS."}}]}"#, #"{"detail": {"tags": [{"prefix": "Gr"}]}}"#,
      // wildcards
      #"{"detail": {"file": [{"wildcard": "*/lib/*"}]}}"#, #"{"source": [{"wildcard": "aws*"}]}"#,
      #"{"source": [{"wildcard": "*"}]}"#, #"{"detail": {"empty": [{"wildcard": "*"}]}}"#,
      #"{"source": [{"wildcard": "a*s*2"}]}"#, #"{"source": [{"wildcard": "aws.ec2"}]}"#,
      // numbers
      #"{"detail": {"c-count": [{"numeric": [">", 0, "<=", 5]}], "d-count": [{"numeric": ["<", 10]}]}}"#,
      #"{"detail": {"x-limit": [{"numeric": ["=", 3.018e2]}]}}"#, #"{"detail": {"c-count": [{"numeric": [">=", 5]}]}}"#,
      // anything but
      #"{"detail": {"state": [{"anything-but": "initializing"}]}}"#,
      #"{"detail": {"x-limit": [{"anything-but": 123}]}}"#,
      #"{"detail": {"state": [{"anything-but": ["stopped", "overloaded"]}]}}"#,
      #"{"detail": {"x-limit": [{"anything-but": [100, 200, 300]}]}}"#,
      #"{"detail": {"state": [{"anything-but": {"prefix": "init"}}]}}"#,
      #"{"detail": {"state": [{"anything-but": {"prefix": ["init", "stop"]}}]}}"#,
      #"{"detail": {"file": [{"anything-but": {"suffix": ".png"}}]}}"#,
      #"{"detail": {"state": [{"anything-but": {"equals-ignore-case": ["INITIALIZING"]}}]}}"#,
      #"{"detail": {"file": [{"anything-but": {"wildcard": "*/bin/*"}}]}}"#,
      #"{"detail": {"c-count": [{"anything-but": "5"}]}}"#,
      // existence: only leaves exist
      #"{"detail": {"c-count": [{"exists": true}]}}"#, #"{"detail": {"missing": [{"exists": false}]}}"#,
      #"{"detail": {"object": [{"exists": false}]}}"#, #"{"missing": {"deeper": [{"exists": false}]}}"#,
      #"{"detail": {"none": [{"exists": false}]}}"#, #"{"detail": {"nothing": [{"exists": true}]}}"#,
      // addresses
      #"{"detail": {"source-ip": [{"cidr": "10.0.0.0/24"}]}}"#, #"{"detail": {"source-ip": [{"cidr": "0.0.0.0/0"}]}}"#,
      // or
      #"{"$or": [{"source": ["aws.s3"]}, {"detail": {"state": ["running"]}}]}"#,
      #"{"detail": {"$or": [{"c-count": [{"numeric": [">", 9]}]}, {"state": ["running"], "d-count": [3]}]}}"#,
      #"{"source": ["aws.ec2"], "$or": [{"x": [1]}, {"y": [1]}, {"region": [{"prefix": "us-"}]}]}"#,
      // objects in arrays: within one object
      #"{"detail": {"rows": {"a": [3], "b": [4]}}}"#,
    ])
  func matching(pattern: String) throws { #expect(try matches(pattern)) }

  @Test(
    "and nothing else",
    arguments: [
      #"{"source": ["aws.ec"]}"#, #"{"source": ["AWS.EC2"]}"#, #"{"missing": ["x"]}"#,
      #"{"detail": {"c-count": ["5"]}}"#,
      #"{"detail": {"on": ["true"]}}"#, #"{"detail": {"missing": [null]}}"#, #"{"detail": {"empty": [null]}}"#,
      // 300, 300.0 and 3.0e2 are not the same to an exact match
      #"{"detail": {"c-count": [5.0]}}"#, #"{"detail": {"x-limit": [3.018e2]}}"#,
      #"{"source": [{"prefix": "ec2"}]}"#, #"{"source": [{"suffix": "aws"}]}"#,
      #"{"detail": {"c-count": [{"prefix": "5"}]}}"#,
      #"{"detail": {"file": [{"wildcard": "*/bin/*"}]}}"#, #"{"source": [{"wildcard": "aws"}]}"#,
      #"{"source": [{"wildcard": "aws*aws.ec2"}]}"#, #"{"source": [{"wildcard": "*ec2*ec2"}]}"#,
      #"{"detail": {"c-count": [{"numeric": [">", 5]}]}}"#, #"{"detail": {"c-count": [{"numeric": ["<", 5]}]}}"#,
      #"{"detail": {"state": [{"numeric": [">", 0]}]}}"#,
      #"{"detail": {"state": [{"anything-but": "running"}]}}"#, #"{"detail": {"c-count": [{"anything-but": 5.0}]}}"#,
      #"{"detail": {"missing": [{"anything-but": "x"}]}}"#, #"{"detail": {"object": [{"anything-but": "x"}]}}"#,
      #"{"detail": {"state": [{"anything-but": {"prefix": "run"}}]}}"#,
      #"{"detail": {"file": [{"anything-but": {"suffix": ".PNG"}}]}}"#,
      #"{"detail": {"state": [{"anything-but": {"equals-ignore-case": "RUNNING"}}]}}"#,
      #"{"detail": {"file": [{"anything-but": {"wildcard": "*/lib/*"}}]}}"#,
      #"{"detail": {"c-count": [{"exists": false}]}}"#, #"{"detail": {"object": [{"exists": true}]}}"#,
      #"{"detail": {"none": [{"exists": true}]}}"#,
      #"{"detail": {"source-ip": [{"cidr": "10.0.1.0/24"}]}}"#, #"{"detail": {"source-ip": [{"cidr": "::/0"}]}}"#,
      #"{"$or": [{"source": ["aws.s3"]}, {"detail": {"state": ["stopped"]}}]}"#,
      #"{"source": ["aws.s3"], "$or": [{"region": ["us-east-1"]}, {"detail": {"state": ["running"]}}]}"#,
      #"{"detail": {"rows": {"a": [1], "b": [4]}}}"#, #"{"detail": {"state": {"deeper": ["running"]}}}"#,
    ])
  func notMatching(pattern: String) throws { #expect(try !matches(pattern)) }

  @Test("escaped asterisks and backslashes stand for themselves")
  func escapes() throws {
    #expect(try matches(#"{"a": [{"wildcard": "x\\*y\\\\*"}]}"#, #"{"a": "x*y\\z"}"#))
    #expect(try !matches(#"{"a": [{"wildcard": "x\\*y"}]}"#, #"{"a": "xzy"}"#))
  }

  @Test("$or with one alternative, or with an operator for a field, is an ordinary field")
  func ordinaryField() throws {
    #expect(try matches(#"{"$or": {"x": [1]}}"#, #"{"$or": {"x": 1}}"#))
    #expect(throws: EventError.self) { _ = try EventPattern(parsing: #"{"$or": [{"x": [1]}]}"#) }
    #expect(throws: EventError.self) {
      _ = try EventPattern(parsing: #"{"$or": [{"numeric": [1]}, {"prefix": ["a"]}]}"#)
    }
  }

  @Test(
    "an invalid one is refused, and the field is named",
    arguments: [
      (#"{}"#, "pattern"), (#"[1]"#, "pattern"), (#"{"a": 1}"#, "field a"), (#"{"a": {}}"#, "field a"),
      (#"{"a": []}"#, "field a"), (#"{"a": {"b": "x"}}"#, "field a.b"), (#"{"a": [["x"]]}"#, "field a"),
      (#"{"a": [{"prefix": "x", "suffix": "y"}]}"#, "field a"), (#"{"a": [{"contains": "x"}]}"#, "field a.contains"),
      (#"{"a": [{"prefix": 1}]}"#, "field a.prefix"), (#"{"a": [{"suffix": {"wildcard": "x"}}]}"#, "field a.suffix"),
      (#"{"a": [{"equals-ignore-case": ["x"]}]}"#, "field a.equals-ignore-case"),
      (#"{"a": [{"wildcard": "a**b"}]}"#, "field a.wildcard"), (#"{"a": [{"wildcard": "a\\b"}]}"#, "field a.wildcard"),
      (#"{"a": [{"exists": "yes"}]}"#, "field a.exists"), (#"{"a": [{"cidr": "10.0.0.0/33"}]}"#, "field a.cidr"),
      (#"{"a": [{"cidr": "10.0.0/8"}]}"#, "field a.cidr"), (#"{"a": [{"numeric": [">"]}]}"#, "field a.numeric"),
      (#"{"a": [{"numeric": ["!=", 1]}]}"#, "field a.numeric"),
      (#"{"a": [{"numeric": ["<", 1, ">", 0]}]}"#, "field a.numeric"),
      (#"{"a": [{"numeric": [">", 5, "<", 5]}]}"#, "field a.numeric"),
      (#"{"a": [{"numeric": ["=", 6e9]}]}"#, "field a.numeric"),
      (#"{"a": [{"numeric": ["=", "1"]}]}"#, "field a.numeric"),
      (#"{"a": [{"anything-but": []}]}"#, "field a.anything-but"),
      (#"{"a": [{"anything-but": ["x", 1]}]}"#, "field a.anything-but"),
      (#"{"a": [{"anything-but": {"prefix": ""}}]}"#, "field a.anything-but.prefix"),
      (#"{"a": [{"anything-but": {"numeric": ["=", 1]}}]}"#, "field a.anything-but"),
      (#"{"a": [{"anything-but": null}]}"#, "field a.anything-but"),
      (#"{"$or": [{"a": ["x"]}, {"b": {"c": "d"}}]}"#, "field $or.b.c"),
    ])
  func invalid(pattern: String, field: String) {
    let error = #expect(throws: EventError.self) { _ = try EventPattern(parsing: pattern) }
    #expect(error?.code == "invalid-pattern")
    #expect(error?.subject.hasSuffix(field) == true, "\(error?.subject ?? "")")
    #expect(error?.expected != nil && error?.remedy != nil)
  }
}
