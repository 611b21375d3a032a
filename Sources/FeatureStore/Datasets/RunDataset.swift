import GRDB

extension FeatureStore {
  /// Whether a run has noted these very rows already, so that nothing is left to note.
  /// - Throws: ``FeatureStoreError`` where it has noted others: a run is trained on one dataset.
  public func isNoted(_ dataset: FeatureDataset, for run: String) throws -> Bool {
    let known = try noted("mlflow_run_id = ?", [run])
    guard !known.isEmpty else { return false }
    let hash = dataset.columns.contentHash
    if known.contains(where: { $0.contentHash == hash }) { return true }
    throw FeatureStoreError(
      code: "run-has-dataset", subject: "run \(run)",
      expected: "a run without a noted dataset, or the rows that it noted",
      found: "other rows than those of \(known.map { "dataset \($0.identifier)" }.joined(separator: ", "))",
      remedy:
        "leave --note-for out, or name another run; `stockroom features dataset --run \(run)` makes its rows again")
  }
}
