import Foundation
import Yams

/// A feature group's definition in YAML.
///
/// ```yaml
/// feature_group: store_weather
/// description: The weather at each store
/// record_identifier: store_id
/// event_time: observed_at
/// ttl: 30d
/// tags: { team: demand }
/// source: SELECT store_id, observed_at, max_temp_c FROM weather.observations
/// features:
///   store_id: Integral
///   observed_at: String
///   max_temp_c: { type: Fractional, minimum: -60, maximum: 60, required: true, description: in the shade }
/// ```
public struct GroupFile {
  private static let keys: Set<String> = [
    "feature_group", "description", "record_identifier", "event_time", "ttl", "tags", "source", "features",
  ]
  private static let featureKeys: Set<String> = ["type", "description", "minimum", "maximum", "required"]

  private let origin: String
  private let root: Node

  /// The definition as it stands in the file.
  public let group: FeatureGroup

  /// Reads a file; a pipe such as `/dev/stdin` will do.
  /// - Throws: ``FeatureStoreError`` where it is missing, no YAML, or has a key that is wrong.
  public init(path: String) throws {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() ?? Data() else {
      throw FeatureStoreError(
        code: "missing-file", subject: path, expected: "a definition in YAML", found: "nothing that can be read",
        remedy: "check the path")
    }
    try self.init(text: String(decoding: data, as: UTF8.self), origin: path)
  }

  /// Reads text, with or without a mark of its byte order; `origin` is what messages call it.
  public init(text: String, origin: String) throws {
    self.origin = origin
    let yaml = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    do {
      guard let root = try Yams.compose(yaml: yaml), root.mapping != nil else {
        throw FeatureStoreError(
          code: "group-yaml", subject: origin, expected: "keys and values, as in `feature_group: sales`",
          found: "something else", remedy: "correct the file")
      }
      self.root = root
    } catch let error as YamlError {
      throw FeatureStoreError(code: "group-yaml", subject: origin, found: "\(error)", remedy: "correct the file")
    }
    let reading = Reading(root: root, origin: origin)
    try reading.checkKeys(root, Self.keys, at: "")
    let features = try reading.features(Self.featureKeys)
    let ttl = try reading.timeToLive()
    group = FeatureGroup(
      name: try reading.required("feature_group"), recordIdentifier: try reading.required("record_identifier"),
      eventTime: try reading.required("event_time"), features: features, summary: try reading.optional("description"),
      tags: try reading.tags(), timeToLive: ttl, source: try reading.optional("source"))
  }

  private struct Reading {
    let root: Node
    let origin: String

    func checkKeys(_ node: Node, _ allowed: Set<String>, at place: String) throws {
      for key in node.mapping?.keys.map({ $0.string ?? "" }) ?? [] where !allowed.contains(key) {
        throw wrong("\(place)\(key)", "one of \(allowed.sorted().joined(separator: ", "))", "an unknown key")
      }
    }

    func required(_ key: String) throws -> String {
      guard let text = try optional(key) else { throw wrong(key, "a value", "none") }
      return text
    }

    /// A text; an empty one and YAML's null, as in `ttl:` or `ttl: ~`, are none.
    func optional(_ key: String) throws -> String? {
      guard let node = root[key]?.given else { return nil }
      guard let text = node.scalar?.string else { throw wrong(key, "a text", "something else") }
      return text.isEmpty ? nil : text
    }

    func timeToLive() throws -> TimeToLive? {
      guard let text = try optional("ttl") else { return nil }
      guard let time = try? TimeToLive(parsing: text) else {
        throw wrong("ttl", "a number with d, h, m or s, such as 30d", "\"\(text)\"")
      }
      return time
    }

    func tags() throws -> [String: String] {
      guard let node = root["tags"]?.given, node.scalar?.string != "" else { return [:] }
      guard let mapping = node.mapping else { throw wrong("tags", "names and values", "something else") }
      var tags: [String: String] = [:]
      for (name, value) in mapping {
        guard let name = name.scalar?.string, let value = value.scalar?.string else {
          throw wrong("tags", "names and values", "something else")
        }
        tags[name] = value
      }
      return tags
    }

    func features(_ allowed: Set<String>) throws -> [Feature] {
      guard let mapping = root["features"]?.mapping, !mapping.isEmpty else {
        throw wrong("features", "names and types, as in `price: Fractional`", "none")
      }
      return try mapping.map { key, node in
        let name = key.scalar?.string ?? ""
        let place = "features.\(name)"
        let typeText = node.mapping == nil ? node.scalar?.string : node["type"]?.scalar?.string
        guard let type = typeText.flatMap(FeatureType.init(named:)) else {
          throw wrong("\(place).type", "Integral, Fractional or String", typeText.map { "\"\($0)\"" } ?? "none")
        }
        guard node.mapping != nil else { return Feature(name, type) }
        try checkKeys(node, allowed, at: "\(place).")
        func number(_ key: String) throws -> Double? {
          guard let value = node[key]?.given else { return nil }
          guard let number = value.float ?? value.int.map(Double.init), number.isFinite else {
            throw wrong("\(place).\(key)", "a number", value.scalar.map { "\"\($0.string)\"" } ?? "something else")
          }
          return number
        }
        if let value = node["required"]?.given, value.bool == nil {
          throw wrong("\(place).required", "true or false", value.scalar.map { "\"\($0.string)\"" } ?? "something else")
        }
        let meaning = node["description"]?.given?.scalar?.string
        return Feature(
          name, type, meaning: meaning == "" ? nil : meaning, minimum: try number("minimum"),
          maximum: try number("maximum"), isRequired: node["required"]?.given?.bool ?? false)
      }
    }

    private func wrong(_ key: String, _ expected: String, _ found: String) -> FeatureStoreError {
      FeatureStoreError(
        code: "group-yaml", subject: "\(origin), key \(key)", expected: expected, found: found,
        remedy: "correct the file")
    }
  }
}

extension Node {
  /// The node; `nil` for YAML's null: nothing, `~` or `null` without quotation marks.
  fileprivate var given: Node? { scalar?.style == .plain && null != nil ? nil : self }
}
