/// Puts steps into an order in which each comes after those it depends on.
enum StepOrder {
  /// A condition step comes before the steps of its branches. Steps that could change places keep the order of the file.
  /// - Throws: ``PipelineError`` for a name that appears twice, is unknown, or depends on itself.
  static func sorted(_ steps: [PipelineStep], origin: String) throws -> [PipelineStep] {
    var prerequisites: [String: Set<String>] = [:]
    for step in steps {
      guard prerequisites.updateValue(Set(step.prerequisites), forKey: step.name) == nil else {
        throw PipelineError(
          code: "pipeline-steps", subject: "\(origin), step \(step.name)", expected: "distinct names of steps",
          found: "the name twice", remedy: "rename one of them")
      }
    }
    for step in steps {
      for branch in step.ifSteps + step.elseSteps { prerequisites[branch]?.insert(step.name) }
      if let unknown = (step.prerequisites + step.ifSteps + step.elseSteps).first(where: { prerequisites[$0] == nil }) {
        throw PipelineError(
          code: "pipeline-steps", subject: "\(origin), step \(step.name)", expected: "names of steps of this file",
          found: "\"\(unknown)\"", remedy: "correct the name")
      }
    }
    var ordered: [PipelineStep] = []
    var done: Set<String> = []
    while ordered.count < steps.count {
      guard
        let next = steps.first(where: { !done.contains($0.name) && prerequisites[$0.name]?.isSubset(of: done) == true })
      else {
        let rest = steps.map(\.name).filter { !done.contains($0) }
        throw PipelineError(
          code: "pipeline-steps", subject: origin, expected: "steps that do not wait for each other",
          found: "a circle among \(rest.joined(separator: ", "))", remedy: "remove one of the dependencies")
      }
      ordered.append(next)
      done.insert(next.name)
    }
    return ordered
  }
}
