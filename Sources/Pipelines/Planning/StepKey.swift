import Warehouse

/// All that decides what a step makes, part by part, and one hash over it.
struct StepKey: Sendable, Equatable {
  /// The parts by name: `setting split.seed`, `script features.sql`, `table retail_demand.demand_product`, ….
  let parts: [String: String]
  /// The tables and objects among them.
  let inputs: [StepArtifact]
  /// SHA-256 over the parts.
  let hash: String

  init(parts: [String: String], inputs: [StepArtifact]) throws {
    self.parts = parts
    self.inputs = inputs
    hash = ContentHash.of(try JSONText.of(parts).utf8)
  }

  /// Looks at everything that `inputs` names.
  /// - Throws: ``PipelineError`` where a table or an object is missing.
  init(_ inputs: StepInputs, step: PipelineStep, programVersion: String, in memory: ContentMemory) throws {
    var parts = ["program version": programVersion, "step type": step.type]
    for (name, value) in inputs.settings { parts["setting \(name)"] = value }
    for script in inputs.scripts {
      let name = script.name.split(separator: "/").last.map(String.init) ?? script.name
      parts["script \(name)"] = String(ContentHash.of(script.sql.utf8).prefix(16))
    }
    let artifacts = try StepArtifact.all(
      of: StepProducts(tables: inputs.tables, objects: inputs.objects.map(\.key)), step: step.name, in: memory)
    for (selection, artifact) in zip(inputs.tables, artifacts) {
      parts["table \(selection.shortText)"] = "\(artifact.rowCount ?? 0) rows, \(artifact.sha256.prefix(16))"
    }
    for (object, artifact) in zip(inputs.objects, artifacts.dropFirst(inputs.tables.count)) {
      parts["object \(object.name)"] = "\(artifact.byteCount ?? 0) bytes, \(artifact.sha256.prefix(16))"
    }
    try self.init(parts: parts, inputs: artifacts)
  }

  /// What is different from `older`, in words.
  func differences(from older: [String: String]) -> [String] {
    Set(parts.keys).union(older.keys).sorted().compactMap { name in
      switch (older[name], parts[name]) {
      case (let before?, let now?) where before != now:
        name.hasPrefix("script ") ? "\(name) changed" : "\(name) changed from \(before) to \(now)"
      case (nil, let now?): "\(name) is new: \(now)"
      case (let before?, nil): "\(name) is gone: it was \(before)"
      default: nil
      }
    }
  }
}
