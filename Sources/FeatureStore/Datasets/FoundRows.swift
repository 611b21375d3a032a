import Columns
import GRDBSQLite
import Warehouse

/// The states that were found, each once, and for every row of a stretch of the entity order the state that is its own.
struct FoundRows: Sendable {
  /// The values of one feature, one per state.
  enum Values: Sendable {
    case integral([Int64])
    case fractional([Double])
    case string([String])
  }

  /// One entry per row of the stretch: a place among the states, or -1.
  var match: [Int32]
  /// The event time of each state.
  private(set) var events: [Int64] = []
  /// One per feature.
  private(set) var values: [Values]
  /// Whether a feature of a state has a value: one per feature.
  private(set) var isValid: [[Bool]]

  init(rowCount: Int, features: [Feature]) {
    match = Array(repeating: -1, count: rowCount)
    values = features.map { feature in
      switch feature.type {
      case .integral: .integral([])
      case .fractional: .fractional([])
      case .string: .string([])
      }
    }
    isValid = features.map { _ in [] }
  }

  /// Takes the current row of a cursor for a state: its features begin at `first`.
  /// - Returns: its place.
  mutating func add(_ cursor: QueryCursor, from first: Int, event: Int64) -> Int32 {
    events.append(event)
    for index in values.indices {
      let column = first + index
      isValid[index].append(cursor.kind(column) != SQLITE_NULL)
      values[index].append(cursor, column)
    }
    return Int32(events.count - 1)
  }
}

extension FoundRows.Values {
  fileprivate mutating func append(_ cursor: QueryCursor, _ column: Int) {
    // Each array is taken out while it grows, so that it is not copied.
    switch self {
    case .integral(var array):
      self = .integral([])
      array.append(cursor.integer(column))
      self = .integral(array)
    case .fractional(var array):
      self = .fractional([])
      array.append(cursor.real(column))
      self = .fractional(array)
    case .string(var array):
      self = .string([])
      array.append(cursor.withText(column) { String(decoding: $0, as: UTF8.self) })
      self = .string(array)
    }
  }
}
