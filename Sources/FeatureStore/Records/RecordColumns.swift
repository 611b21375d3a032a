import CSV
import Warehouse

/// Where the features of a group stand among the columns of a source.
struct RecordColumns {
  let group: FeatureGroup
  /// For each feature the place of its column, or `nil` where the source has none.
  let places: [Int?]
  /// Columns that are no features, as the source spells them.
  let unknown: [String]
  /// A column that is there twice, in lower case.
  let twice: String?

  init(_ columns: [String], of group: FeatureGroup, besides ignored: [String] = []) {
    self.group = group
    let names = columns.map { $0.lowercased() }
    let known = Set(group.features.map { $0.name.lowercased() } + ignored)
    unknown = columns.filter { !known.contains($0.lowercased()) }
    twice = names.first { name in names.count { $0 == name } > 1 }
    places = group.features.map { feature in names.firstIndex(of: feature.name.lowercased()) }
  }

  /// The features that have no column.
  var missing: [String] { zip(group.features, places).filter { $1 == nil }.map(\.0.name) }

  /// Whether a feature is one that no record can be without.
  func isKey(_ feature: String) -> Bool { feature == group.recordIdentifier || feature == group.eventTime }

  /// The columns of rows that are to be written to the group.
  /// - Parameter allowsMissing: whether features may be absent, and so NULL: a single record may name what it has.
  /// - Throws: ``FeatureStoreError`` for columns that the group lacks, and for features that the source lacks.
  init(_ rows: any RecordRows, of group: FeatureGroup, allowsMissing: Bool) throws {
    self.init(rows.columns, of: group, besides: RejectedRows.columns)
    guard unknown.isEmpty else {
      throw Self.refusal(of: unknown, rows, group, isForeign: places.allSatisfy { $0 == nil })
    }
    if let twice {
      throw FeatureStoreError(
        code: "duplicate-column", subject: "\(rows.origin), column \(twice)", expected: "every feature once",
        found: "the name twice", remedy: "take one of the columns out")
    }
    let absent = group.features.filter { feature in
      missing.contains(feature.name) && (!allowsMissing || feature.isRequired || isKey(feature.name))
    }.map(\.name)
    guard absent.isEmpty else {
      throw FeatureStoreError(
        code: "missing-feature", subject: "\(rows.origin), feature \(absent.joined(separator: ", "))",
        expected: rows is ValueRows ? "a value" : "a column for every feature of \(group.name)", found: "none",
        remedy: isKey(absent[0])
          ? "every record needs its \(absent[0])\(rows is ValueRows ? "" : ": name the column that holds it so")"
          : rows.remedy(forMissing: absent[0]))
    }
  }

  private static func refusal(
    of unknown: [String], _ rows: any RecordRows, _ group: FeatureGroup, isForeign: Bool
  ) -> FeatureStoreError {
    let features = group.features.map(\.name).joined(separator: ", ")
    if isForeign {
      let shown = unknown.prefix(5).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
      return FeatureStoreError(
        code: "foreign-columns", subject: rows.origin, expected: "the features of \(group.name): \(features)",
        found: "none of them, but \(shown)\(unknown.count > 5 ? " and \(unknown.count - 5) more" : "")",
        remedy: """
          this does not look like records of \(group.name): check what is read and the group\
          \(rows is FileRows ? "; the first line of a file names the features" : "")
          """)
    }
    let kept = unknown.filter { FeatureGroupTable.bookkeeping.contains($0.lowercased()) }
    var remedy = "take \(unknown.count == 1 ? "it" : unknown.joined(separator: ", ")) out"
    if unknown.allSatisfy(isFitting) {
      let options = zip(unknown, TypeGuess(rows, columns: unknown).types).map { name, type in
        ShellWord.option("--add", "\(name):\(type.rawValue)")
      }
      remedy += """
        , or add \(unknown.count == 1 ? "it" : "them") with `stockroom features update \(group.name) \
        \(options.joined(separator: " "))` (or another type)
        """
    }
    let reason = kept.isEmpty ? "" : "; the store keeps \(kept.joined(separator: ", ")) itself"
    return FeatureStoreError(
      code: "unknown-feature", subject: "\(rows.origin), column \(unknown.joined(separator: ", "))",
      expected: "the features of \(group.name): \(features)",
      found: "\(unknown.count == 1 ? "a column" : "columns") that the group lacks\(reason)", remedy: remedy)
  }

  /// Whether somebody may have meant the text as the name of a feature.
  private static func isFitting(_ name: String) -> Bool {
    guard let first = name.first, first.isLetter || first == "_" else { return false }
    return name.utf8.count <= 128 && !FeatureGroupTable.bookkeeping.contains(name.lowercased())
      && name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
  }
}

/// The types that the first rows of a source show. The rows are read for it and are gone afterwards.
private struct TypeGuess {
  private static let limit = 1000
  let types: [FeatureType]

  init(_ rows: any RecordRows, columns: [String]) {
    let places = columns.compactMap { rows.columns.firstIndex(of: $0) }
    var types = [FeatureType?](repeating: nil, count: places.count)
    var count = 0
    while count < Self.limit, (try? rows.next()) == true {
      count += 1
      for (index, place) in places.enumerated() {
        guard let type = Self.type(of: rows.cell(place)), types[index] != .string else { continue }
        types[index] = types[index] == .fractional && type == .integral ? .fractional : type
      }
    }
    self.types = types.map { $0 ?? .fractional }
  }

  private static func type(of cell: Cell) -> FeatureType? {
    switch cell {
    case .null, .blob: nil
    case .integer: .integral
    case .real: .fractional
    case .text: .string
    case .field(let bytes):
      CSVNumber.integer(bytes) != nil ? .integral : CSVNumber.real(bytes) != nil ? .fractional : .string
    }
  }
}
