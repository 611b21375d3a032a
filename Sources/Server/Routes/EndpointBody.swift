import Endpoints

/// An endpoint as `GET /endpoints/NAME` shows it.
struct EndpointBody: Encodable, Sendable {
  struct Model: Encodable, Sendable {
    let group: String
    let version: Int
    let config_version: Int
    let max_concurrency: Int
    let memory_size_mb: Int
    let idle_seconds: Int
    let capture_percent: Double
  }

  struct Loaded: Encodable, Sendable {
    let group: String
    let version: Int
    let features: [String]
    let label: String
    let bytes: Int
  }

  let endpoint_name: String
  let endpoint_status: String
  let created_at: String
  let updated_at: String
  let failure_reason: String?
  let model: Model?
  let loaded: Loaded?

  init(_ record: EndpointRecord, slot: EndpointSlot?) {
    endpoint_name = record.name
    endpoint_status = record.status.rawValue
    created_at = record.createdAt
    updated_at = record.updatedAt
    failure_reason = record.failureReason
    model = record.config.map { config in
      Model(
        group: config.group, version: config.modelVersion, config_version: config.version,
        max_concurrency: config.settings.maxConcurrency, memory_size_mb: config.settings.memorySizeMB,
        idle_seconds: config.settings.idleSeconds, capture_percent: config.settings.capturePercent)
    }
    loaded = slot?.model.map { model in
      Loaded(
        group: model.group, version: model.version, features: model.schema.names, label: model.label,
        bytes: model.byteCount)
    }
  }
}
