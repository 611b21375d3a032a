import Events

extension ModelPackage {
  /// The version as JSON text: what a server shows to those who are to decide about it.
  public var jsonText: String { json.description }

  private var json: JSONValue {
    [
      "model_package_group_name": .string(group), "model_package_version": .number(String(version)),
      "approval_status": .string(status.rawValue), "registered_at": .string(registeredAt),
      "archived_at": .text(archivedAt), "aliases": .array(aliases.map(JSONValue.string)),
      "model_artifact": .string(artifact), "artifact_sha256": .string(artifactHash),
      "artifact_byte_count": .number(String(artifactByteCount)), "mlflow_run_id": .text(run),
      "execution_id": .text(execution), "pipeline_name": .text(pipeline), "endpoint_name": .text(endpoint),
      "label": .string(label), "feature_columns": .array(featureColumns.map(JSONValue.string)),
      "feature_types": featureTypes.map { .array($0.map(JSONValue.string)) } ?? .null,
      "training_data_sha256": .text(trainingDataHash), "input_example": inputExample?.json ?? .null,
      "metrics": .object(Dictionary(metrics.map { ($0.name, JSONValue.number($0.value)) }) { $1 }),
      "parameters": .object(Dictionary(parameters.map { ($0.name, JSONValue.string($0.value)) }) { $1 }),
      "reports": .object(reports.compactMapValues { try? JSONValue(parsing: $0) }),
      "decisions": .array(
        decisions.map { decision in
          [
            "decided_at": .string(decision.at), "decided_by": .string(decision.by),
            "approval_status": .string(decision.status), "reason": .text(decision.reason),
          ]
        }),
    ]
  }
}
