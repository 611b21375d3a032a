public import Warehouse

/// What a new pipeline is made from. Columns that are `nil` are guessed.
public struct ScaffoldRequest: Sendable {
  /// The name of the pipeline, its folder and its database.
  public let name: String
  /// The raw table.
  public let table: TableName
  /// The column to predict.
  public let label: String?
  /// The column that holds the day.
  public let date: String?
  /// The column that names a row.
  public let identifier: String?

  /// Creates a request.
  public init(name: String, table: TableName, label: String? = nil, date: String? = nil, identifier: String? = nil) {
    self.name = name
    self.table = table
    self.label = label
    self.date = date
    self.identifier = identifier
  }

  /// Checks that the name can be that of a folder and of a database of its own.
  func checkName() throws {
    let database = try DatabaseName(name)
    guard ![.mlops, .featureStore].contains(database), name != "data_capture", !name.hasPrefix("monitor_") else {
      throw ForecastingError(
        code: "pipeline-name", subject: "pipeline \(name)", expected: "a name that is free for a database of raw data",
        found: "a name that the warehouse uses itself", remedy: "choose another name")
    }
  }
}
