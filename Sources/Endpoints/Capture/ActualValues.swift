public import CSV
import GRDB
public import Warehouse

/// Takes in what turned out to be true, by the identity of the prediction.
public struct ActualValues: Sendable {
  private let warehouse: Warehouse

  /// The actual values of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// What a file of actual values came to.
  public struct Report: Sendable, Equatable {
    /// Values in the file.
    public let values: Int
    /// Values that belong to a captured prediction.
    public let matched: Int
  }

  /// Loads a CSV file with the columns `prediction_id` and `actual`, all of it or nothing. A value for a prediction that has
  /// one replaces it, so that loading a file twice changes nothing.
  /// - Throws: `CSVError` with line and column for a value that is no number; ``EndpointError`` where a column is missing.
  public func load(_ input: CSVInput) throws -> Report {
    try warehouse.prepare(.dataCapture)
    let reader = try CSVReader(input)
    guard let identity = reader.columns.firstIndex(of: "prediction_id"),
      let actual = reader.columns.firstIndex(of: "actual")
    else {
      throw EndpointError(
        code: "missing-column", subject: "\(input.name), line 1", expected: "the columns prediction_id and actual",
        found: reader.columns.joined(separator: ", "), remedy: "name the columns so in the header")
    }
    let now = warehouse.surroundings.now().description
    return try warehouse.write(.dataCapture) { db in
      let insert = try db.makeStatement(
        sql: """
          INSERT INTO data_capture.actuals VALUES (:id, :actual, :now)
          ON CONFLICT (prediction_id) DO UPDATE SET actual = excluded.actual, recorded_at = excluded.recorded_at
          WHERE actual <> excluded.actual
          """)
      let match = try db.makeStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM data_capture.predictions WHERE prediction_id = ?)")
      var (values, matched) = (0, 0)
      while try reader.nextRecord() {
        let fields = reader.strings
        guard let id = fields[identity], !id.isEmpty else {
          throw CSVError.wrongType(
            at: CSVLocation(file: input.name, line: reader.line, column: "prediction_id"),
            expected: "the id of a prediction", value: "")
        }
        let number = reader.withField(actual) { $0.real }
        guard let number else {
          throw CSVError.wrongType(
            at: CSVLocation(file: input.name, line: reader.line, column: "actual"), expected: "a number",
            value: fields[actual] ?? "")
        }
        try insert.execute(arguments: ["id": id, "actual": number, "now": now])
        if try Bool.fetchOne(match, arguments: [id]) == true { matched += 1 }
        values += 1
      }
      return Report(values: values, matched: matched)
    }
  }
}
