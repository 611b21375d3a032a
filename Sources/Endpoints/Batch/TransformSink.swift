import Columns

/// Takes the rows of a batch transform, so that each piece is there whole or not at all, and knows how far it has come.
protocol TransformSink {
  /// What is there already.
  func progress() throws -> TransformProgress
  /// Begins, or begins anew where something was there.
  /// - Parameter predicted: the names of the columns that the model adds.
  mutating func begin(_ columns: [TransformColumn], predicted: [String], _ job: TransformJob) throws
  /// Adds a piece and notes its last position.
  /// - Parameter predicted: what the model says, column by column.
  mutating func append(_ table: ColumnTable, predicted: [[Float]], lastPosition: Int64) throws
  /// Completes the output.
  mutating func finish() throws
}

/// How far an output has come.
enum TransformProgress: Equatable {
  /// There is nothing.
  case none
  /// There is something that no transform made.
  case foreign
  /// A transform has come as far as to this position, and to the end of its input or not.
  case begun(identity: String, lastPosition: Int64, rows: Int, isComplete: Bool)
}

/// What a transform is, for its records.
struct TransformJob: Sendable, Equatable {
  let input: String
  let endpoint: String
  let group: String
  let version: Int
  /// The hash of everything that decides what the rows are.
  let identity: String
}
