public import Foundation
import GradientBoosting
public import ModelRegistry
public import Warehouse

/// Registers a model that was trained elsewhere, from a file that XGBoost saved.
public struct ModelImport: Sendable {
  /// What is said about the model beside its file.
  public struct Description: Sendable {
    /// The model package group, made where it is new.
    public var group: String
    /// The column that is predicted.
    public var label: String
    /// The names of the features in the model's order, for a file that has none.
    public var features: [String]?
    /// The endpoint that serves the group's approved version.
    public var endpoint: String?
    /// A CSV file with a row of features, and perhaps the prediction for it, to keep as the version's input example.
    public var example: URL?

    /// Creates a description.
    public init(
      group: String, label: String, features: [String]? = nil, endpoint: String? = nil, example: URL? = nil
    ) {
      self.group = group
      self.label = label
      self.features = features
      self.endpoint = endpoint
      self.example = example
    }
  }

  private let warehouse: Warehouse

  /// Imports into a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// The largest file that is read, 1 GiB.
  private static let sizeLimit = 1 << 30

  /// Reads the file, stores it as an artifact of the registry's form and registers a version that waits for approval.
  /// - Throws: ``ForecastingError`` where the file cannot be read or says too little; `BoostingError` where it is no model,
  ///   or a damaged one. Nothing is written then.
  public func register(_ file: URL, as description: Description) throws -> ModelPackage {
    let booster = try model(in: file, names: description.features)
    guard booster.outputCount == 1 else {
      throw ForecastingError(
        code: "several-outputs", subject: "model \(file.path)", expected: "a model with one prediction a row",
        found: "\(booster.outputCount) (\(booster.objective.name))",
        remedy: "register a model of the expected value; quantiles go with it as prediction_intervals of a pipeline")
    }
    let imported = ImportedExample(booster: booster)
    let example = try description.example.map(imported.read) ?? imported.made()
    let objects = warehouse.objects
    let folder = "imported/\(warehouse.surroundings.identifier())/model"
    let columns = try JSONEncoder().encode(booster.featureNames)
    for (name, bytes) in zip(ModelArchive.fileNames, [booster.json(), booster.ubjson(), [UInt8](columns)]) {
      try objects.store(bytes, as: "\(folder)/\(name)")
    }
    let archive = try ModelArchive.pack(ModelArchive.fileNames, of: folder, as: "\(folder)/model.tar.gz", in: objects)
    return try ModelRegistry(warehouse).register(
      ModelPackageCandidate(
        group: description.group, artifact: archive, run: nil, execution: nil, pipeline: nil,
        endpoint: description.endpoint, label: description.label, featureColumns: booster.featureNames, metrics: [],
        regressionMetrics: "{}", biasMetrics: nil, dataProfile: nil, inputExample: example))
  }

  private func model(in file: URL, names: [String]?) throws -> Booster {
    let bytes = try contents(of: file)
    var booster: Booster
    do {
      booster = try Booster(reading: bytes)
    } catch {
      throw ForecastingError(
        code: error.code, subject: "\(file.path), \(error.subject)", expected: error.expected, found: error.found,
        remedy: error.remedy)
    }
    if let names {
      booster = try booster.namingFeatures(names)
    } else if !booster.hasOwnFeatureNames {
      throw ForecastingError(
        code: "no-feature-names", subject: "model \(file.path)", expected: "the names of its features",
        found: "\(booster.features.count) features without names",
        remedy: "give them in the model's order with --features a,b,c")
    }
    return booster
  }

  private func contents(of file: URL) throws -> [UInt8] {
    func refusal(_ found: String, _ remedy: String) -> ForecastingError {
      ForecastingError(
        code: "model-file", subject: "model \(file.path)", expected: "a file that XGBoost saved", found: found,
        remedy: remedy)
    }
    let values = try? file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
    guard let values, values.isRegularFile == true else { throw refusal("no such file", "check the path") }
    guard let size = values.fileSize, size <= Self.sizeLimit else {
      throw refusal("a file larger than 1 GiB", "check that it is the right file")
    }
    do { return [UInt8](try Data(contentsOf: file)) } catch {
      throw refusal(error.localizedDescription, "check its permissions")
    }
  }
}
