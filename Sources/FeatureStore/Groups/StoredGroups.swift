import GRDB

/// Reads group definitions from the tables `feature_groups`, `feature_definitions` and `feature_group_tags`.
enum StoredGroups {
  static func group(named name: String, _ db: Database) throws -> FeatureGroup? {
    guard
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT record_identifier_name, event_time_name, description, ttl_seconds, source_sql
          FROM feature_store.feature_groups WHERE feature_group_name = ?
          """, arguments: [name])
    else { return nil }
    let features = try Row.fetchAll(
      db,
      sql: """
        SELECT feature_name, feature_type, description, minimum, maximum, is_required
        FROM feature_store.feature_definitions WHERE feature_group_name = ? ORDER BY feature_number
        """, arguments: [name]
    ).map { row in
      Feature(
        row[0], FeatureType(rawValue: row[1]) ?? .string, meaning: row[2], minimum: row[3], maximum: row[4],
        isRequired: row[5])
    }
    let tags = try Row.fetchAll(
      db, sql: "SELECT tag_name, tag_value FROM feature_store.feature_group_tags WHERE feature_group_name = ?",
      arguments: [name]
    ).map { ($0[0] as String, $0[1] as String) }
    return FeatureGroup(
      name: name, recordIdentifier: row[0], eventTime: row[1], features: features, summary: row[2],
      tags: Dictionary(uniqueKeysWithValues: tags), timeToLive: (row[3] as Int64?).flatMap(TimeToLive.init(seconds:)),
      source: row[4])
  }

  static func add(_ features: [Feature], to group: String, from number: Int, at time: String, _ db: Database) throws {
    for (offset, feature) in features.enumerated() {
      try db.execute(
        sql: """
          INSERT INTO feature_store.feature_definitions
            (feature_group_name, feature_number, feature_name, feature_type, description, minimum, maximum, is_required,
             added_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          group, number + offset, feature.name, feature.type.rawValue, feature.meaning, feature.minimum,
          feature.maximum, feature.isRequired, time,
        ])
    }
  }

  static func set(_ tags: [String: String], of group: String, _ db: Database) throws {
    for (name, value) in tags {
      try db.execute(
        sql: """
          INSERT INTO feature_store.feature_group_tags VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET tag_value = excluded.tag_value
          """, arguments: [group, name, value])
    }
  }

  static func removeTag(_ tag: String, of group: String, _ db: Database) throws {
    try db.execute(
      sql: "DELETE FROM feature_store.feature_group_tags WHERE feature_group_name = ? AND tag_name = ?",
      arguments: [group, tag])
  }

  /// Writes the description and the range of a feature.
  static func setDetails(_ feature: Feature, of group: String, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE feature_store.feature_definitions SET description = ?, minimum = ?, maximum = ?, is_required = ?
        WHERE feature_group_name = ? AND feature_name = ?
        """,
      arguments: [feature.meaning, feature.minimum, feature.maximum, feature.isRequired, group, feature.name])
  }

  /// The pipeline that made the group.
  static func pipeline(of group: String, _ db: Database) throws -> String? {
    try String.fetchOne(
      db, sql: "SELECT pipeline_name FROM feature_store.feature_groups WHERE feature_group_name = ?", arguments: [group]
    )
  }

  /// The features, in lower case, that a pipeline need not give: those that somebody added to the pipeline's group, and all
  /// of a group that a user made. What the pipeline made itself it must go on giving.
  static func dispensable(in group: String, _ db: Database) throws -> Set<String> {
    try String.fetchSet(
      db,
      sql: """
        SELECT lower(d.feature_name)
        FROM feature_store.feature_definitions AS d JOIN feature_store.feature_groups AS g USING (feature_group_name)
        WHERE d.feature_group_name = ?
          AND d.feature_name NOT IN (g.record_identifier_name, g.event_time_name)
          AND (g.pipeline_name IS NULL OR d.added_at > g.created_at)
        """, arguments: [group])
  }

  /// `now`, or where the clock has not moved since the group was made, a moment after that: features that were added later
  /// are told from the first ones by it.
  static func timeAfterCreation(of group: String, now: String, _ db: Database) throws -> String {
    let made = try String.fetchOne(
      db, sql: "SELECT created_at FROM feature_store.feature_groups WHERE feature_group_name = ?", arguments: [group])
    guard let made, made >= now, let moment = try? TimeReader(rounding: .up).read(made) else { return now }
    return EventTime(milliseconds: moment.milliseconds + 1).text
  }
}
