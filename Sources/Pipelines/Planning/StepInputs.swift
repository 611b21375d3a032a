public import Warehouse

/// What a step reads: where all of it is as it was, an earlier outcome of the step can be used again.
public struct StepInputs: Sendable {
  /// An object under the name that stays the same from execution to execution.
  public struct Object: Sendable {
    let name: String
    let key: String

    /// Creates an input; `key` is its place in the object directory.
    public init(_ name: String, key: String) {
      self.name = name
      self.key = key
    }
  }

  /// Settings by name: parts of `pipeline.yml`, outputs of earlier steps.
  public var settings: [String: String]
  /// SQL that the step runs.
  public var scripts: [SQLScript]
  /// Tables that it reads.
  public var tables: [TableSelection]
  /// Objects that it reads.
  public var objects: [Object]

  /// Creates inputs.
  public init(
    settings: [String: String] = [:], scripts: [SQLScript] = [], tables: [TableSelection] = [], objects: [Object] = []
  ) {
    self.settings = settings
    self.scripts = scripts
    self.tables = tables
    self.objects = objects
  }
}

/// What a step made: tables and objects that can be looked at again later.
public struct StepProducts: Sendable {
  /// Tables, or the rows of them that belong to this outcome.
  public var tables: [TableSelection]
  /// Keys in the object directory.
  public var objects: [String]

  /// Creates products.
  public init(tables: [TableSelection] = [], objects: [String] = []) {
    self.tables = tables
    self.objects = objects
  }
}
