import Warehouse

/// A table or an object with the hash of its content.
struct StepArtifact: Sendable, Equatable {
  enum Kind: String, Sendable { case table, object }

  let kind: Kind
  /// The table or the key of the object.
  let name: String
  /// Where it is a table: what of it counts.
  let selection: String?
  let rowCount: Int?
  let byteCount: Int?
  let sha256: String

  /// Looks at a table.
  /// - Returns: `nil` where there is none.
  static func table(_ selection: TableSelection, in memory: ContentMemory) throws -> StepArtifact? {
    guard let fingerprint = try memory.fingerprint(of: selection) else { return nil }
    return StepArtifact(
      kind: .table, name: selection.table.description, selection: selection.text, rowCount: fingerprint.rowCount,
      byteCount: nil, sha256: fingerprint.sha256)
  }

  /// Looks at an object.
  /// - Returns: `nil` where there is none.
  static func object(_ key: String, in memory: ContentMemory) throws -> StepArtifact? {
    guard let stored = try memory.object(key) else { return nil }
    return StepArtifact(
      kind: .object, name: key, selection: nil, rowCount: nil, byteCount: stored.byteCount, sha256: stored.sha256)
  }

  /// What is there now in its place.
  func current(in memory: ContentMemory) throws -> StepArtifact? {
    switch kind {
    case .table: try .table(TableSelection(parsing: selection ?? name), in: memory)
    case .object: try .object(name, in: memory)
    }
  }

  /// All that `products` names.
  /// - Throws: ``PipelineError`` where one of them is missing.
  static func all(of products: StepProducts, step: String, in memory: ContentMemory) throws -> [StepArtifact] {
    func missing(_ what: String) -> PipelineError {
      PipelineError(
        code: "missing-product", subject: "step \(step)", expected: what, found: "nothing there",
        remedy: "run the step again")
    }
    return try products.tables.map { selection in
      guard let artifact = try table(selection, in: memory) else { throw missing("the table \(selection.table)") }
      return artifact
    }
      + products.objects.map { key in
        guard let artifact = try object(key, in: memory) else { throw missing("the object \(key)") }
        return artifact
      }
  }
}
