import Columns

/// The at most two groups into which a facet column splits its rows.
struct FacetGroups {
  /// The facet values as text: the lower one, then the higher one. Numbers are ordered by size, text by its characters'
  /// code points.
  let values: [String]
  /// 0 for the lower value, 1 for the higher one, `nil` where the row has none.
  let groupOfRow: [Int?]

  init(_ facet: Column) throws(EvaluationError) {
    if case .text(let text) = facet.values {
      try self.init(facet, keys: text.codes, isMissing: { !facet.holdsValue(at: $0) }) {
        text.values[Int($0)].unicodeScalars.lexicographicallyPrecedes(text.values[Int($1)].unicodeScalars)
      }
    } else {
      let numbers = facet.doubles ?? []
      try self.init(facet, keys: numbers, isMissing: { numbers[$0].isNaN }, precedes: <)
    }
  }

  private init<Key: Hashable>(
    _ facet: Column, keys: [Key], isMissing: (Int) -> Bool, precedes: (Key, Key) -> Bool
  ) throws(EvaluationError) {
    var rowOfKey: [Key: Int] = [:]
    for row in keys.indices where !isMissing(row) && rowOfKey[keys[row]] == nil { rowOfKey[keys[row]] = row }
    let ordered = rowOfKey.sorted { precedes($0.key, $1.key) }
    let texts = ordered.prefix(10).map { facet.text(at: $0.value) ?? "" }
    guard ordered.count <= 2 else { throw .facetValues(facet.name, values: texts, total: ordered.count) }
    values = texts
    let first = ordered.first?.key
    groupOfRow = keys.indices.map { isMissing($0) ? nil : (keys[$0] == first ? 0 : 1) }
  }
}
