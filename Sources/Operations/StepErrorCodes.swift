extension Stockroom {
  /// The codes that `retry` in a `pipeline.yml` may name: errors of the machine and of the data, which another attempt may
  /// not meet again. Errors in the pipeline's own files stay what they are.
  public static let stepErrorCodes: Set = [
    // The machine.
    "busy", "disk", "file-write", "input-output", "interrupted", "object-write", "out-of-memory", "permission-denied",
    "read-only", "sqlite", "time-limit", "too-many-databases",
    // Errors without a code.
    "other",
    // What the tables and objects hold.
    "column-type", "constant-label", "damaged", "data-quality", "duplicate-identifier", "empty-split",
    "feature-group-changed", "feature-range", "feature-store-rows", "invalid-label", "invalid-value", "label-threshold",
    "missing-column", "missing-database", "missing-file", "missing-identifier", "missing-object",
    "missing-property-file", "missing-table", "missing-value", "mixed-types", "no-rows", "no-test-rows",
    "records-contradict", "replaced-tables", "required-feature", "sql", "unknown-feature-group", "unknown-monitor",
    "unknown-record", "wrong-type",
  ]
}
