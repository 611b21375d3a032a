import Events
import Foundation

/// A pipeline written in Swift: parameters, settings and steps as values, and the same definition as the `pipeline.yml` that
/// says the same.
///
/// ```swift
/// let limit = PipelineParameter.float("RMSEThreshold", default: 30)
/// let train = Pipeline.Step("Train", type: "Train")
/// let evaluate = Pipeline.Step("Evaluate", type: "Evaluate", after: train)
/// let pipeline = Pipeline("demand", scripts: ["source.sql": "SELECT …"]) {
///   limit
///   Pipeline.Setting("label", ["column": "units_sold"])
///   train
///   evaluate
///   Pipeline.Step("Check", after: evaluate, when: evaluate.json("evaluation_summary.json", "metrics.rmse") <= limit) {
///     Pipeline.Step("Register", type: "RegisterModel")
///   } else: {
///     Pipeline.Step("GiveUp", failing: "the error is too large")
///   }
/// }
/// try executor.run(pipeline.file, ExecutionRequest(), observer: observer)
/// ```
public struct Pipeline: Sendable {
  /// The name of the pipeline.
  public let name: String
  /// What it does, in a sentence.
  public let summary: String?
  /// The SQL of its steps by file name.
  public let scripts: [String: String]
  private let parts: [Part]

  /// Something that a pipeline is made of.
  public enum Part: Sendable {
    /// What an execution can be given.
    case parameter(PipelineParameter)
    /// A key that steps read.
    case setting(Setting)
    /// A step.
    case step(Step)
  }

  /// Creates a pipeline.
  /// - Parameters:
  ///   - scripts: the SQL of its steps by file name.
  ///   - parts: parameters, settings and steps; their order matters only between steps that could change places.
  public init(
    _ name: String, summary: String? = nil, scripts: [String: String] = [:], @PartsBuilder _ parts: () -> [Part]
  ) {
    self.name = name
    self.summary = summary
    self.scripts = scripts
    self.parts = parts()
  }

  /// The definition as JSON in the shape of SageMaker's, as it was built; ``PipelineFile/definitionJSON`` has the steps in the
  /// order in which they run.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "Version": "2020-12-01", "PipelineName": .string(name),
      "Parameters": .array(parts.compactMap { if case .parameter(let parameter) = $0 { parameter.json } else { nil } }),
      "Settings": .object(
        Dictionary(
          parts.compactMap { if case .setting(let setting) = $0 { (setting.key, setting.value.json) } else { nil } }
        ) { $1 }),
      "Steps": .array(parts.compactMap { if case .step(let step) = $0 { step.json } else { nil } }),
      "Scripts": .object(scripts.mapValues(JSONValue.string)),
    ]
    if let summary { members["PipelineDescription"] = .string(summary) }
    return .object(members)
  }

  /// The texts of its files by name: `pipeline.yml` and the scripts.
  /// - Throws: ``PipelineError`` where a part is not one that a pipeline can have.
  public var files: [String: String] {
    get throws {
      try DefinitionJSONReader(json.description, origin: "pipeline \(name), written in Swift").files(named: name)
    }
  }

  /// The pipeline as the executor takes it.
  /// - Throws: ``PipelineError`` for a part that is wrong or a script whose header is.
  public var file: PipelineFile {
    get throws {
      var scripts = try files
      let text = scripts.removeValue(forKey: "pipeline.yml") ?? ""
      return try PipelineFile(name, storedText: JSONText.of(["pipeline.yml": text, "scripts": JSONText.of(scripts)]))
    }
  }

  /// The definition, parameters at their defaults.
  /// - Throws: ``PipelineError`` where steps are unknown, appear twice or wait for each other.
  public var definition: PipelineDefinition { get throws { try file.definition() } }
}

extension Pipeline {
  /// Gathers the parts of a pipeline; `if` and `for` choose among them.
  @resultBuilder
  public enum PartsBuilder {
    /// A parameter.
    public static func buildExpression(_ parameter: PipelineParameter) -> [Part] { [.parameter(parameter)] }
    /// A setting.
    public static func buildExpression(_ setting: Setting) -> [Part] { [.setting(setting)] }
    /// A step.
    public static func buildExpression(_ step: Step) -> [Part] { [.step(step)] }
    /// Parts that were gathered elsewhere.
    public static func buildExpression(_ parts: [Part]) -> [Part] { parts }
    /// Parts one after another.
    public static func buildBlock(_ parts: [Part]...) -> [Part] { parts.flatMap(\.self) }
    /// `if` without `else`.
    public static func buildOptional(_ parts: [Part]?) -> [Part] { parts ?? [] }
    /// `if`.
    public static func buildEither(first parts: [Part]) -> [Part] { parts }
    /// `else`.
    public static func buildEither(second parts: [Part]) -> [Part] { parts }
    /// `for`.
    public static func buildArray(_ parts: [[Part]]) -> [Part] { parts.flatMap(\.self) }
  }

  /// Gathers the steps of a branch.
  @resultBuilder
  public enum StepsBuilder {
    /// A step.
    public static func buildExpression(_ step: Step) -> [Step] { [step] }
    /// Steps one after another.
    public static func buildBlock(_ steps: [Step]...) -> [Step] { steps.flatMap(\.self) }
    /// `if` without `else`.
    public static func buildOptional(_ steps: [Step]?) -> [Step] { steps ?? [] }
    /// `if`.
    public static func buildEither(first steps: [Step]) -> [Step] { steps }
    /// `else`.
    public static func buildEither(second steps: [Step]) -> [Step] { steps }
    /// `for`.
    public static func buildArray(_ steps: [[Step]]) -> [Step] { steps.flatMap(\.self) }
  }
}
