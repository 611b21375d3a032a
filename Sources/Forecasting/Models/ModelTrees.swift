import Foundation
import GRDB
public import GradientBoosting
public import Warehouse

/// A model as rows: one for every node of every tree, complete enough to predict from in SQL.
public struct ModelTrees: Sendable {
  private let booster: Booster

  /// The rows of a model.
  public init(_ booster: Booster) { self.booster = booster }

  private static let definitions: [(name: String, type: String)] = [
    ("tree", "INTEGER NOT NULL"), ("node", "INTEGER NOT NULL"), ("depth", "INTEGER NOT NULL"),
    ("boosting_round", "INTEGER NOT NULL"), ("output", "INTEGER NOT NULL"), ("is_used", "INTEGER NOT NULL"),
    ("feature", "TEXT"), ("threshold", "REAL"), ("left_below", "REAL"), ("right_categories", "TEXT"),
    ("default_direction", "TEXT"), ("left_child", "INTEGER"), ("right_child", "INTEGER"), ("gain", "REAL"),
    ("cover", "REAL NOT NULL"), ("leaf_value", "REAL"), ("base_margin", "REAL"),
  ]

  /// The names of the columns, in the order of the values of ``rows(of:)``.
  ///
  /// `threshold` is XGBoost's number in single precision; a value below `left_below` goes left, which says the same for
  /// values in double precision. `right_categories` is a JSON array. `is_used` is 0 for the rounds that early stopping left
  /// behind. `base_margin` stands at roots: the sum before the first tree.
  public static let columns = definitions.map(\.name)

  /// The number of trees.
  public var treeCount: Int { booster.trees.count }

  /// The rows of one tree, in the order of its nodes.
  public func rows(of tree: Int) -> [[SQLValue]] {
    let output = booster.outputOfTree[tree]
    let round = tree / booster.outputCount
    let baseMargin = Double(booster.baseMargins[output])
    let regression = booster.trees[tree]
    let head: [SQLValue] = [
      .integer(Int64(round)), .integer(Int64(output)), .integer(booster.defaultRounds.contains(round) ? 1 : 0),
    ]
    return zip(regression.nodes.indices, regression.depths).map { number, depth in
      let node = regression.nodes[number]
      let place: [SQLValue] = [.integer(Int64(tree)), .integer(Int64(number)), .integer(Int64(depth))]
      let base: SQLValue = number == 0 ? .real(baseMargin) : .null
      guard !node.isLeaf else {
        let nothing = Array(repeating: SQLValue.null, count: 8)
        return place + head + nothing + [.real(Double(node.cover)), .real(Double(node.condition)), base]
      }
      let threshold: [SQLValue] =
        node.isCategorical
        ? [.null, .null, .text(categories(of: node, in: regression))]
        : [.real(Double(node.condition)), .real(Self.leftBelow(node.condition)), .null]
      let ways: [SQLValue] = [
        .text(node.defaultLeft ? "left" : "right"), .integer(Int64(node.left)), .integer(Int64(node.right)),
        .real(Double(node.gain)), .real(Double(node.cover)), .null, base,
      ]
      return place + head + [.text(booster.features[Int(node.feature)].name)] + threshold + ways
    }
  }

  /// Writes all rows to a table, which is made or, where it holds the trees of a model already, replaced.
  /// - Returns: the number of rows.
  /// - Throws: ``ForecastingError`` where the table holds something else.
  @discardableResult
  public func write(to table: TableName, in warehouse: Warehouse) throws -> Int {
    try warehouse.prepare(table.database)
    return try warehouse.write(table.database) { db in
      let known = try Catalog.columns(of: table, in: db).map(\.name)
      guard known.isEmpty || known == Self.columns else {
        throw ForecastingError(
          code: "other-table", subject: "table \(table)", expected: "no table, or one with the trees of a model",
          found: "one with the columns \(known.joined(separator: ", "))", remedy: "choose another name for --to")
      }
      try db.execute(sql: "DROP TABLE IF EXISTS \(table.sql)")
      let columns = Self.definitions.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
      try db.execute(sql: "CREATE TABLE \(table.sql) (\(columns), PRIMARY KEY (tree, node)) STRICT, WITHOUT ROWID")
      let marks = Self.columns.map { _ in "?" }.joined(separator: ", ")
      let insertion = try db.makeStatement(sql: "INSERT INTO \(table.sql) VALUES (\(marks))")
      var count = 0
      for tree in 0..<treeCount {
        for row in rows(of: tree) {
          insertion.setUncheckedArguments(StatementArguments(row.map(\.databaseValue)))
          try insertion.execute()
          count += 1
        }
      }
      return count
    }
  }

  /// The smallest number in double precision that is not below `threshold` once it is rounded to single precision.
  ///
  /// Numbers halfway between two neighbours in single precision are rounded to the one whose last bit is 0.
  package static func leftBelow(_ threshold: Float) -> Double {
    let middle = (Double(threshold) + Double(threshold.nextDown)) / 2
    return threshold.bitPattern & 1 == 0 ? middle : middle.nextUp
  }

  private func categories(of node: RegressionTree.Node, in tree: RegressionTree) -> String {
    let codes = tree.categories(of: node)
    guard case .category(let names) = booster.features[Int(node.feature)].kind, !names.isEmpty else {
      return "[\(codes.map(String.init).joined(separator: ","))]"
    }
    let known = codes.compactMap { names.indices.contains(Int($0)) ? names[Int($0)] : nil }
    let encoded = (try? JSONEncoder().encode(known)) ?? Data("[]".utf8)
    return String(decoding: encoded, as: UTF8.self)
  }
}
