import GRDB
public import Warehouse

extension PipelineFile {
  /// The pipeline as a JSON definition in the shape of SageMaker's, indented.
  public var definitionJSON: String {
    get throws { try DefinitionJSON(file: self).json().indented }
  }

  /// The files, `pipeline.yml` and scripts by name, that a JSON definition in the shape of SageMaker's stands for.
  /// - Parameters:
  ///   - json: the text of the definition, from `origin`.
  ///   - name: the name that the pipeline gets.
  /// - Throws: ``PipelineError`` naming the key that is wrong.
  public static func files(fromJSON json: String, origin: String, named name: String) throws -> [String: String] {
    try DefinitionJSONReader(json, origin: origin).files(named: name)
  }

  /// All texts by file name, `pipeline.yml` among them.
  public var texts: [String: String] { scripts.mapValues(\.sql).merging(["pipeline.yml": text]) { $1 } }
}

/// The stored versions of pipelines.
public struct StoredDefinitions: Sendable {
  private let warehouse: Warehouse

  /// The versions in a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Stores a pipeline as its newest version, unless this very text is a version already.
  /// - Returns: the version, and whether it is new.
  public func store(_ file: PipelineFile) throws -> (version: Int, isNew: Bool) {
    let text = try file.storedText
    return try warehouse.write(.mlops) { db in
      let before =
        try Int.fetchOne(
          db, sql: "SELECT count(*) FROM mlops.pipelines WHERE pipeline_name = ?", arguments: [file.name]) ?? 0
      let version = try DefinitionVersions(warehouse: warehouse).store(file.name, text, in: db)
      return (version, version > before)
    }
  }

  /// Whether a version of a pipeline of that name is stored; every execution has one.
  public func isKnown(_ pipeline: String) throws -> Bool {
    try warehouse.read([.mlops]) { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM mlops.pipelines WHERE pipeline_name = ?)", arguments: [pipeline])
    } ?? false
  }

  /// The pipeline as it stood at a version; the newest one where `nil`.
  /// - Throws: ``PipelineError`` where there is none.
  public func file(_ pipeline: String, version: Int?) throws -> PipelineFile {
    let newest = try warehouse.read([.mlops]) { db in
      try Int.fetchOne(
        db, sql: "SELECT max(version) FROM mlops.pipelines WHERE pipeline_name = ?", arguments: [pipeline])
    }
    guard let wanted = version ?? newest else {
      throw PipelineError(
        code: "unknown-version", subject: "pipeline \(pipeline)", expected: "a stored version", found: "none yet",
        remedy: "check the name; `stockroom pipeline upsert \(pipeline)` stores one, and so does each run")
    }
    return try DefinitionVersions(warehouse: warehouse).file(pipeline, version: wanted)
  }
}
