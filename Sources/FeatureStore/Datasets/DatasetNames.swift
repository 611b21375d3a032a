/// The names of the features in a dataset: their own, or `GROUP__FEATURE` where a name would be there twice or full names
/// are wanted. SQL names do not differ by case alone.
struct DatasetNames {
  /// For each group the names of its features.
  let columns: [[String]]

  init(entities: [String], groups: [(name: String, features: [String])], usesFullNames: Bool) {
    var uses: [String: Int] = [:]
    for name in entities + groups.flatMap(\.features) { uses[name.lowercased(), default: 0] += 1 }
    var taken = Set(entities.map { $0.lowercased() })
    columns = groups.map { group in
      group.features.map { feature in
        let isShort = !usesFullNames && uses[feature.lowercased()] == 1
        var name = isShort ? feature : "\(group.name)__\(feature)"
        // A group may be asked twice, and a row may have a column of such a name.
        while !taken.insert(name.lowercased()).inserted { name += "_2" }
        return name
      }
    }
  }
}
