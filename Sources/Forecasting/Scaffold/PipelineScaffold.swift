public import Foundation
import Pipelines
public import Warehouse

/// A new pipeline for a table: `pipeline.yml` and the SQL beside it, with guesses from the table's columns and values.
public struct PipelineScaffold: Sendable {
  /// A file of the pipeline's folder.
  public struct File: Sendable, Equatable {
    /// Its name in the folder.
    public let name: String
    /// Its content.
    public let text: String
  }

  /// The pipeline's name.
  public let name: String
  /// What every column was taken for, in the order of the table.
  public let guesses: [ColumnGuess]
  /// The files, `pipeline.yml` first.
  public let files: [File]
  /// The column that holds no dates and must be turned into some in `source.sql` before the pipeline can run; `nil` where
  /// it can run at once.
  public let columnWithoutDates: String?

  /// Looks at the table and writes the files' text; nothing is written to disk.
  /// - Throws: `WarehouseError` where there is no such table; ``ForecastingError`` where the name is taken or not allowed,
  ///   or where no date or no label can be guessed: the remedy names the option to give.
  public init(_ request: ScaffoldRequest, in warehouse: Warehouse) throws {
    try request.checkName()
    guard !PipelineFile.names(in: warehouse.scripts).contains(request.name) else {
      throw ForecastingError(
        code: "pipeline-exists", subject: "pipeline \(request.name)", expected: "a name that is free",
        found: "a pipeline of that name", remedy: "choose another name, or remove the files of the old pipeline")
    }
    let facts = try TableFacts(request.table, in: warehouse)
    let guesses = try ScaffoldGuesses(request, facts: facts)
    let columns = ScaffoldColumns(guesses)
    guard !columns.features.isEmpty else {
      throw ForecastingError(
        code: "no-features", subject: "table \(request.table)", expected: "a column that the label can be told from",
        found: "none", remedy: "load a table with more columns")
    }
    let document = PipelineDocument(
      request: request, guesses: guesses, columns: columns, deviation: try facts.standardDeviation(of: guesses.label))
    let standard = StandardScripts(columns: columns)
    name = request.name
    self.guesses = guesses.columns
    columnWithoutDates = columns.needsDate ? guesses.date.name : nil
    files = [
      File(name: "pipeline.yml", text: document.text),
      File(name: "source.sql", text: SourceScript(guesses: guesses, columns: columns).text),
      File(name: "features.sql", text: FeaturesScript(guesses: guesses, columns: columns).text),
      File(name: "split_chronological.sql", text: standard.chronological),
      File(name: "split_shuffled.sql", text: standard.shuffled),
      File(name: "label.sql", text: standard.percentile),
      File(name: "seasonal_naive.sql", text: standard.seasonalNaive),
    ]
  }

  /// Writes the files to `sql/pipelines/NAME` of a project directory.
  /// - Returns: the folder.
  /// - Throws: ``ForecastingError`` where one of the files is there already, or cannot be written; files that are there stay
  ///   as they are, and none of the others is written.
  public func write(to project: URL) throws -> URL {
    let folder = project.appending(path: "sql/pipelines/\(name)", directoryHint: .isDirectory)
    let manager = FileManager.default
    if let taken = files.first(where: { manager.fileExists(atPath: folder.appending(path: $0.name).path) }) {
      throw ForecastingError(
        code: "file-exists", subject: folder.appending(path: taken.name).path, expected: "no file of that name yet",
        found: "one", remedy: "choose another name for the pipeline, or remove the file")
    }
    var written: [URL] = []
    do {
      try manager.createDirectory(at: folder, withIntermediateDirectories: true)
      for file in files {
        let target = folder.appending(path: file.name)
        try Data(file.text.utf8).write(to: target, options: .withoutOverwriting)
        written.append(target)
      }
    } catch {
      for file in written { try? manager.removeItem(at: file) }
      throw ForecastingError(
        code: "unwritable", subject: folder.path, expected: "a folder that can be written to",
        found: error.localizedDescription, remedy: "check the permissions of the project directory (--project DIR)")
    }
    return folder
  }
}
