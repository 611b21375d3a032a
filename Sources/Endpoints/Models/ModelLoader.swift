import Foundation
import GradientBoosting
public import ModelRegistry
public import Warehouse

/// Brings a registered version into memory, checking everything on the way: a damaged artifact is never served.
public struct ModelLoader: Sendable {
  /// The most bytes that an artifact may unpack to, whatever the model may take.
  private static let unpackedLimit = 4 << 30
  /// An artifact holds a model twice, once as text: so many times its memory it may take unpacked.
  private static let unpackedShare = 16

  private let warehouse: Warehouse

  /// A loader of the models of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Loads a version: the artifact must have the registered checksum and hold a model whose features are the registered ones.
  /// - Parameter memoryLimit: the bytes that the model may take; an artifact that unpacks to far more is not unpacked.
  /// - Throws: ``EndpointError`` that says what is wrong with the artifact; `WarehouseError` where it is missing.
  public func load(_ package: ModelPackage, memoryLimit: Int = .max) throws -> ServedModel {
    let bytes = try warehouse.objects.bytes(of: package.artifact)
    let hash = ContentHash.of(bytes)
    guard hash == package.artifactHash else {
      throw EndpointError.damagedArtifact(
        package.artifact, expected: "the registered SHA-256 \(package.artifactHash)", found: hash)
    }
    let limit =
      memoryLimit < Self.unpackedLimit / Self.unpackedShare ? memoryLimit * Self.unpackedShare : Self.unpackedLimit
    guard let unpacked = Gunzip.bytes(bytes, limit: limit), let archive = TarArchive(unpacked) else {
      throw EndpointError.damagedArtifact(
        package.artifact, expected: "a gzip-compressed tar archive of at most \(limit >> 20) MB unpacked",
        found: "something else")
    }
    guard let model = archive.files["xgboost-model.bst"] ?? archive.files["xgboost-model.json"] else {
      throw EndpointError.damagedArtifact(
        package.artifact, expected: "xgboost-model.bst or xgboost-model.json in the archive",
        found: archive.files.keys.sorted().joined(separator: ", "))
    }
    let booster = try Booster(reading: model)
    try check(booster, against: package, listed: archive.files["feature_columns.json"])
    return ServedModel(
      group: package.group, version: package.version, artifactHash: hash, label: package.label, booster: booster,
      quantiles: try archive.files[QuantileModel.fileName].map { try quantiles($0, of: package) })
  }

  /// The model of quantiles, which must have the same features.
  private func quantiles(_ bytes: [UInt8], of package: ModelPackage) throws -> QuantileModel {
    guard let model = QuantileModel(try Booster(reading: bytes)), model.booster.featureNames == package.featureColumns
    else {
      throw EndpointError.damagedArtifact(
        package.artifact, expected: "a model of quantiles of the registered features in \(QuantileModel.fileName)",
        found: "another model")
    }
    return model
  }

  /// The features of the model, of the list beside it and of the registry must be the same in the same order.
  private func check(_ booster: Booster, against package: ModelPackage, listed: [UInt8]?) throws {
    guard booster.featureNames == package.featureColumns else {
      throw EndpointError.damagedArtifact(
        package.artifact, expected: "the features \(package.featureColumns.joined(separator: ", "))",
        found: booster.featureNames.joined(separator: ", "))
    }
    guard let listed else { return }
    let names = try? JSONDecoder().decode([String].self, from: Data(listed))
    guard names == package.featureColumns else {
      throw EndpointError.damagedArtifact(
        package.artifact, expected: "the registered features in feature_columns.json", found: "other ones")
    }
  }
}
