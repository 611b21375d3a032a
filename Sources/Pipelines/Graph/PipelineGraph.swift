import GRDB
public import Warehouse

/// The steps of a pipeline and what leads from one to another; of an execution also their states and times.
public struct PipelineGraph: Sendable {
  /// A step.
  public struct Node: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its type.
    public let type: String
    /// Succeeded, Failed, …; `Reused` for a step whose outcome in another execution was used; `nil` without an execution.
    public var status: String?
    /// How long it took.
    public var seconds: Double?
    /// The length of the longest way that leads to it: its row in a picture.
    public let layer: Int
  }

  /// A way from one step to another.
  public struct Edge: Sendable, Equatable {
    /// Where it begins.
    public let from: String
    /// Where it ends.
    public let to: String
    /// `if` or `else` for a branch of a condition.
    public let label: String?
  }

  /// What it shows.
  public let title: String
  /// The steps in an order in which they can run.
  public private(set) var nodes: [Node]
  /// The ways, by the order of their steps.
  public let edges: [Edge]

  /// The graph of a definition.
  public init(_ definition: PipelineDefinition) {
    title = definition.name
    var edges: [Edge] = []
    for step in definition.steps {
      edges += step.prerequisites.map { Edge(from: $0, to: step.name, label: nil) }
      edges += step.ifSteps.map { Edge(from: step.name, to: $0, label: "if") }
      edges += step.elseSteps.map { Edge(from: step.name, to: $0, label: "else") }
    }
    var layers: [String: Int] = [:]
    for step in definition.steps {
      layers[step.name] = edges.filter { $0.to == step.name }.map { (layers[$0.from] ?? 0) + 1 }.max() ?? 0
    }
    nodes = definition.steps.map { Node(name: $0.name, type: $0.type, layer: layers[$0.name] ?? 0) }
    self.edges = edges
  }

  /// The graph of an execution, from the definition that it began with.
  /// - Throws: ``PipelineError`` where there is no such execution.
  public init(execution: String, in warehouse: Warehouse) throws {
    let (row, steps) = try warehouse.read([.mlops]) { db in
      (
        try Row.fetchOne(
          db,
          sql: """
            SELECT pipeline_name, pipeline_version, parameters, status FROM mlops.pipeline_executions
            WHERE execution_id = ?
            """, arguments: [execution]),
        try Row.fetchAll(
          db,
          sql: """
            SELECT step_name, iif(reused_from IS NULL, status, 'Reused'),
              iif(reused_from IS NULL, 86400 * (julianday(ended_at) - julianday(started_at)), NULL)
            FROM mlops.pipeline_execution_steps WHERE execution_id = ?
            """, arguments: [execution])
      )
    }
    guard let row else {
      throw PipelineError(
        code: "unknown-execution", subject: "execution \(execution)", expected: "the id of an execution", found: "none",
        remedy: "`stockroom pipeline executions` lists them")
    }
    let file = try DefinitionVersions(warehouse: warehouse).file(row[0], version: row[1])
    let texts = JSONText.texts(row[2])
    let values = try file.definition().values(overriddenBy: texts.map { ($0.key, $0.value) })
    let graph = PipelineGraph(try file.definition(values))
    title = "\(graph.title), execution \(execution.prefix(13)): \(row[3] as String)"
    edges = graph.edges
    nodes = graph.nodes.map { node in
      var node = node
      if let step = steps.first(where: { $0[0] == node.name }) {
        node.status = step[1]
        node.seconds = step[2]
      }
      return node
    }
  }
}

extension PipelineGraph.Node {
  /// State and time in a few characters, or nothing.
  var note: String? {
    guard let status else { return nil }
    guard let seconds else { return status }
    return "\(status) \((seconds * 100).rounded() / 100) s"
  }
}
