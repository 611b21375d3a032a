/// Whether a person has decided that a model version may serve.
public enum ApprovalStatus: String, Sendable, CaseIterable {
  /// Nobody has decided yet.
  case pending = "PendingManualApproval"
  /// It may serve.
  case approved = "Approved"
  /// It must not serve.
  case rejected = "Rejected"
}
