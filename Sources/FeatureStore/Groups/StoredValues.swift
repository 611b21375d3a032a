import GRDB
import Warehouse

/// The records that are there, which a narrower definition must not contradict. Of the writes of a record for one event time
/// the newest counts, so that a correction mends it.
struct StoredValues {
  let group: FeatureGroup
  /// The pipeline that made the group.
  let pipeline: String?

  /// - Throws: ``FeatureStoreError`` for the first change that records contradict, with how many, one of them, and the remedy.
  func check(_ changes: [DefinitionChange], _ wanted: FeatureGroup, _ db: Database) throws {
    for change in changes {
      switch change {
      case .added(let feature) where feature.isRequired: try refuseRequired(feature, db)
      case .range(let feature, let old, let new) where !new.holds(old):
        try checkRange(feature, new, db)
      case .requirement(let feature, true):
        let name = Identifier.quoted(feature)
        let isNull = "\(name) IS NULL"
        try refuse(
          feature, expected: "a value in every record", Condition(sql: isNull, text: isNull, numbers: []), db,
          otherwise: "leave it optional")
      default: break
      }
    }
  }

  private func refuseRequired(_ feature: Feature, _ db: Database) throws {
    let hasRecords = try Row.fetchOne(db, sql: "SELECT 1 FROM \(FeatureGroupTable(group: group).table) LIMIT 1") != nil
    guard hasRecords || pipeline != nil else { return }
    let reason =
      hasRecords
      ? "a feature that may be NULL, as it is in the records that exist"
      : "a feature that may be NULL until pipeline \(pipeline ?? "") gives it"
    throw FeatureStoreError(
      code: "required-feature", subject: "feature group \(group.name), feature \(feature.name)", expected: reason,
      found: "a required one",
      remedy: """
        add it without `required`; once every record has a value, \
        `stockroom features update \(group.name) \(ShellWord.option("--require", feature.name))`
        """)
  }

  private func checkRange(_ feature: String, _ range: ValueRange, _ db: Database) throws {
    let name = Identifier.quoted(feature)
    let bounds = [("at least", "<", range.minimum), ("at most", ">", range.maximum)].compactMap { word, test, bound in
      bound.map { (word: word, test: test, number: $0) }
    }
    try refuse(
      feature,
      expected:
        "\(bounds.map { "\($0.word) \(ValueRange.text($0.number))" }.joined(separator: " and ")) in all records",
      Condition(
        sql: bounds.map { "\(name) \($0.test) ?" }.joined(separator: " OR "),
        text: bounds.map { "\(name) \($0.test) \(ValueRange.text($0.number))" }.joined(separator: " OR "),
        numbers: bounds.map(\.number)), db, otherwise: "choose a range that holds them")
  }

  /// What records must not be: with parameters, and as a person would write it.
  private struct Condition {
    let sql: String
    let text: String
    let numbers: [Double]
  }

  private func refuse(
    _ feature: String, expected: String, _ condition: Condition, _ db: Database, otherwise: String
  ) throws {
    let table = FeatureGroupTable(group: group)
    let states = table.states(where: condition.sql)
    let arguments = StatementArguments(condition.numbers)
    let count = try Int.fetchOne(db, sql: "SELECT count(*) \(states)", arguments: arguments) ?? 0
    guard count > 0,
      let example = try Row.fetchOne(
        db,
        sql: "SELECT \(table.record), \(table.event), \(Identifier.quoted(feature)) \(states) ORDER BY 1, 2 LIMIT 1",
        arguments: arguments)
    else { return }
    let rows = "SELECT state.* \(table.states(where: condition.text))"
    throw FeatureStoreError(
      code: "records-contradict", subject: "feature group \(group.name), feature \(feature)", expected: expected,
      found: """
        \(count) \(count == 1 ? "record" : "records") with another value, such as \(group.recordIdentifier) \
        \((example[0] as DatabaseValue).plainText) at \(example[1] as String): \((example[2] as DatabaseValue).plainText)
        """,
      remedy: """
        \(otherwise), or correct them: `stockroom query \(ShellWord.quoted(rows))` shows them, and a newer write of a record \
        at the same event time (`stockroom features put-record \(group.name) NAME=VALUE …`) takes the place of the older
        """)
  }
}

extension DatabaseValue {
  /// The value as a message shows it.
  fileprivate var plainText: String {
    switch storage {
    case .null: "NULL"
    case .int64(let value): String(value)
    case .double(let value): ValueRange.text(value)
    case .string(let value): value
    case .blob(let data): "[\(data.count) bytes]"
    }
  }
}
