/// Which runs a search finds: an expression such as `metrics.val_rmse < 5 and params.max_depth = '6'`.
///
/// A field is `metrics.NAME`, `params.NAME`, `tags.NAME`, or one of `run_id`, `run_name`, `experiment`, `status`, `started_at`,
/// `ended_at`, `pipeline` and `execution`; a name with other characters than letters, digits and `_` stands in backticks. A
/// field is compared by `=`, `!=`, `<`, `<=`, `>`, `>=`, `like`, `ilike`, `in (…)` and `is null`; comparisons are joined by `and`, `or`
/// and `not`. A run without the field fulfils no comparison with it. A param that is compared with a number is one.
public struct RunFilter: Sendable, Equatable {
  /// What is compared.
  enum Field: Sendable, Equatable {
    case metric(String)
    case param(String)
    case tag(String)
    case attribute(String)
  }

  enum Value: Sendable, Equatable {
    case number(Double)
    case text(String)
  }

  indirect enum Node: Sendable, Equatable {
    case comparison(Field, String, Value)
    case membership(Field, [Value])
    case missing(Field)
    case and(Node, Node)
    case or(Node, Node)
    case not(Node)
  }

  let root: Node

  /// Reads an expression.
  /// - Throws: ``TrackingError`` with the place of what is wrong.
  public init(_ text: String) throws {
    var parser = FilterParser(text: text, tokens: try FilterToken.all(of: text))
    root = try parser.parse()
  }
}
