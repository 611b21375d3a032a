import Foundation
import GRDB
import Warehouse

extension PipelineExecutor {
  /// An execution that is on record as under way while its process is gone.
  public struct Abandoned: Sendable, Equatable {
    /// Its id.
    public let execution: String
    /// Its pipeline.
    public let pipeline: String
  }

  /// The executions whose process is gone, such as after `kill -9`; the next run of the pipeline puts their rows right. Nothing
  /// is changed.
  public func abandoned() throws -> [Abandoned] {
    let open = try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT execution_id, pipeline_name, process_id FROM mlops.pipeline_executions
          WHERE status IN ('Executing', 'Stopping') ORDER BY started_at, execution_id
          """
      ).map { (abandoned: Abandoned(execution: $0[0], pipeline: $0[1]), process: $0[2] as Int32?) }
    }
    return try open.filter { abandoned, process in
      // The lock is tried only where the process is gone from this machine: whoever holds it for a moment stands in others' way.
      guard let process, kill(process, 0) != 0, errno == ESRCH else { return false }
      return try FileLock("pipeline-\(abandoned.pipeline)", in: warehouse.layout) != nil
    }.map(\.abandoned)
  }
}
