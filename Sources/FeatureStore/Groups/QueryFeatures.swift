import GRDBSQLite
import Warehouse

extension FeatureStore {
  /// The features that a query's columns make, with the types of all its values.
  /// - Throws: `WarehouseError` where the query is wrong; ``FeatureStoreError`` for a column that mixes numbers and text or holds
  ///   nothing but NULL.
  public func features(ofQuery sql: String, origin: String = "query") throws -> [Feature] {
    let cursor = try QuerySession(warehouse, for: sql).prepare(sql, origin: origin)
    let names = cursor.columnNames
    var types = [FeatureType?](repeating: nil, count: names.count)
    var row = 0
    while try cursor.step() {
      row += 1
      for column in names.indices {
        let found: FeatureType
        switch cursor.kind(column) {
        case SQLITE_NULL: continue
        case SQLITE_INTEGER: found = .integral
        case SQLITE_FLOAT: found = .fractional
        case SQLITE_TEXT: found = .string
        default:
          throw FeatureStoreError(
            code: "feature-type", subject: "\(origin), row \(row), column \(names[column])",
            expected: "numbers or text", found: "a blob", remedy: "take the column out of the query")
        }
        switch (types[column], found) {
        case (nil, _): types[column] = found
        case (.integral, .fractional): types[column] = .fractional
        case (.fractional, .integral): break
        case (let known?, _) where known == found: break
        default:
          throw FeatureStoreError(
            code: "feature-type", subject: "\(origin), row \(row), column \(names[column])",
            expected: "values of one type", found: "numbers and text",
            remedy: "cast the column in the query, as in CAST(\(names[column]) AS TEXT)")
        }
      }
    }
    return try zip(names, types).map { name, type in
      guard let type else {
        throw FeatureStoreError(
          code: "feature-type", subject: "\(origin), column \(name)", expected: "a value that tells the type",
          found: row == 0 ? "no row" : "NULL in all \(row) rows",
          remedy: "create the group from a definition file, which names the types")
      }
      return Feature(name, type)
    }
  }
}
