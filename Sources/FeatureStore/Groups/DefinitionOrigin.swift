/// Where a definition of a group comes from, which decides what mends it.
public enum DefinitionOrigin: Sendable, Equatable {
  /// A file in YAML, with the options that were laid over it as words of a shell.
  case file(String, options: [String] = [])
  /// The columns of a query, with the name and the keys from the command line.
  case query
  /// The options of `stockroom features update`.
  case options
  /// The first step of a pipeline.
  case pipeline(String)
  /// A program in Swift.
  case program

  /// What to do about a name that no group can have.
  var groupNameRemedy: String {
    switch self {
    case .file(let path, _):
      "change feature_group in \(path), or name the group in `stockroom features create NAME \(Self.option(path))`"
    case .pipeline: "choose another name for feature_group in pipeline.yml"
    case .query, .options, .program: "choose another name for the group"
    }
  }

  /// What to do about a name that no feature can have.
  var featureNameRemedy: String {
    switch self {
    case .file(let path, _): "rename the feature in \(path)"
    case .query: "rename the column with AS in the query"
    case .pipeline: "rename the column with AS in features.sql"
    case .options, .program: "choose another name for the feature"
    }
  }

  /// What to do about a record identifier or event time that is no feature.
  func keyRemedy(_ role: String, _ key: String) -> String {
    let word = role.replacing(" ", with: "_")
    return switch self {
    case .file(let path, _): "add \(key) under features in \(path), or name one of these as \(word)"
    case .query:
      "name one of these with --\(role.replacing(" ", with: "-")), or give the column with AS \(key) in the query"
    case .pipeline: "give the column in features.sql, or name one of these as \(word) in pipeline.yml"
    case .options, .program: "add the feature, or name one that the group has"
    }
  }

  /// What to do about a feature that has to have another type.
  func typeRemedy(_ feature: String, types: String, query: String) -> String {
    switch self {
    case .file(let path, _): "give it the type \(types) in \(path), or name another feature"
    case .query: "cast it in the query, as in \(query)"
    case .pipeline: "cast it in features.sql, as in \(query)"
    case .options, .program: "give it the type \(types), or name another feature"
    }
  }

  /// The command that changes a group into what this origin defines; `nil` where there is none.
  func migration(of group: String, _ changes: [DefinitionChange]) -> String? {
    if case .file(let path, let options) = self {
      return (["stockroom features update", group, Self.option(path)] + options).joined(separator: " ")
    }
    let options = changes.map(\.options)
    guard !options.contains(nil) else { return nil }
    return "stockroom features update \(group) \(options.compactMap(\.self).joined().joined(separator: " "))"
  }

  /// How the same definition gets a group of its own.
  var anotherName: String {
    switch self {
    case .file(let path, let options):
      "choose another name with `\((["stockroom features create NAME", Self.option(path)] + options).joined(separator: " "))`"
    case .pipeline: "choose another name (feature_group in pipeline.yml)"
    case .query, .options, .program: "choose another name"
    }
  }

  private static func option(_ path: String) -> String { ShellWord.option("--file", path) }
}
