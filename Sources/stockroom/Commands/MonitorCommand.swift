import ArgumentParser
import Evaluation
import Monitoring
import Operations
import Warehouse

struct MonitorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract: "Watch data, forecasts and their errors: quality, drift, performance, alerts.",
    discussion: """
      What is watched stands in sql/monitors/NAME/monitor.yml and sql/quality; what was found in the tables of mlops. \
      The daily job:  stockroom monitor run
      """,
    subcommands: [
      MonitorRunCommand.self, MonitorQualityCommand.self, MonitorSuggestCommand.self, MonitorDriftCommand.self,
      MonitorAlertsCommand.self, MonitorSilenceCommand.self, MonitorPlotCommand.self, MonitorBiasCommand.self,
      MonitorRehearseCommand.self,
    ])
}

/// The option `--monitor`.
struct MonitorOption: ParsableArguments {
  @Option(help: ArgumentHelp("The monitor, a folder of sql/monitors.", valueName: "name"))
  var monitor = "retail_demand"
}

struct MonitorRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Look at one day: data quality, drift, performance, alerts.",
    discussion: """
      A day can be looked at again: its rows are replaced, and nothing is told twice. With --fail-on-alarm the exit code \
      is 3 where an alert is in alarm. To have it done every day:  stockroom schedule resume daily-monitoring
      """)

  @OptionGroup var monitor: MonitorOption

  @Option(help: ArgumentHelp("The day. (default: the newest day of the data)", valueName: "yyyy-mm-dd"))
  var date: String?

  @Option(help: ArgumentHelp("Look at so many days up to the date, one after another.", valueName: "n"))
  var days = 1

  @Option(help: ArgumentHelp("Write the report and the CSV files of the dashboard into a directory.", valueName: "dir"))
  var export: String?

  @Flag(help: "End with exit code 3 where an alert is in alarm.")
  var failOnAlarm = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard (1...3660).contains(days) else { throw ValidationError("--days takes a number from 1 to 3660.") }
  }

  func run() throws {
    let stockroom = try options.existing()
    let monitor = try stockroom.monitor(monitor.monitor)
    let last = try date ?? monitor.newestDay()
    var reports: [MonitorRun.Report] = []
    for report in try monitor.days(days, upTo: last) { reports.append(try monitor.run(on: report)) }
    guard let report = reports.last else { return }
    for report in reports { Message.write(report.summary) }
    if let export {
      try OutputPath.check(export)
      let files = try stockroom.exportDashboardWithReport(to: export).files
      Message.write("\(export): report.html and \(files.count) CSV files")
    }
    try RowPrinter.print(
      columns: ["alert", "severity", "state", "before", "value", "silenced", "reason"],
      rows: report.alerts.map { alert in
        [
          .text(alert.name), .text(alert.severity.rawValue), .text(alert.state.rawValue), .text(alert.before.rawValue),
          alert.value.map(SQLValue.real) ?? .null, .integer(alert.isSilenced ? 1 : 0), .text(alert.reason),
        ]
      }, as: format.format)
    if failOnAlarm, !report.alarms.isEmpty {
      throw ConditionNotMet(description: "in alarm: \(report.alarms.map(\.name).joined(separator: ", "))")
    }
  }
}

struct MonitorQualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality",
    abstract: "Hold a table against the checks of sql/quality.",
    discussion:
      "The results are also rows of mlops.quality_results. With --strict the exit code is 3 where an error fails.")

  @Argument(help: ArgumentHelp("The table.", valueName: "database.table"))
  var table: String

  @Option(help: ArgumentHelp("Look at the rows of one day. (default: all rows)", valueName: "yyyy-mm-dd"))
  var date: String?

  @Flag(help: "End with exit code 3 where a check of the severity error does not hold.")
  var strict = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let results = try options.existing().checkQuality(TableName(parsing: table), on: date)
    try RowPrinter.print(
      columns: ["check", "severity", "status", "rows", "failed", "observed", "expected", "found"],
      rows: results.map { result in
        [
          .text(result.check), .text(result.severity.rawValue), .text(result.status.rawValue),
          result.rowsChecked.map { .integer(Int64($0)) } ?? .null,
          result.rowsFailed.map { .integer(Int64($0)) } ?? .null,
          result.observed.map { .real(($0 * 1e6).rounded() / 1e6) } ?? .null, .text(result.expected),
          .text(result.message),
        ]
      }, as: format.format)
    let failures = results.filter(\.stopsTraining)
    if strict, !failures.isEmpty {
      throw ConditionNotMet(description: "errors: \(failures.map(\.check).joined(separator: ", "))")
    }
  }
}

struct MonitorSuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "Propose checks for a table from what it holds.",
    discussion: "Prints a file for sql/quality:  stockroom monitor suggest shop.sales > sql/quality/sales.yml")

  @Argument(help: ArgumentHelp("The table.", valueName: "database.table"))
  var table: String

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    print(try options.existing().suggestChecks(TableName(parsing: table)), terminator: "")
  }
}

struct MonitorDriftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Compare the columns of the last days with those of the same season before.",
    discussion: "Looks only; `stockroom monitor run` also keeps the rows in mlops.drift_results.")

  @OptionGroup var monitor: MonitorOption

  @Option(help: ArgumentHelp("The last day. (default: the newest day of the data)", valueName: "yyyy-mm-dd"))
  var date: String?

  @Flag(help: "End with exit code 3 where a column drifts.")
  var failOnDrift = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let run = try options.existing().monitor(monitor.monitor)
    let results = try run.drift(on: date ?? run.newestDay())
    func real(_ value: Double?, _ scale: Double = 1e4) -> SQLValue {
      value.map { .real(($0 * scale).rounded() / scale) } ?? .null
    }
    try RowPrinter.print(
      columns: [
        "source", "column", "status", "baseline_rows", "rows", "worth", "psi", "limit", "js", "ks", "p_adjusted",
        "baseline_mean", "mean", "missing", "outside", "reason",
      ],
      rows: results.map { result in
        let drift = result.drift
        return [
          .text(result.source), .text(result.column), .text(result.status.rawValue),
          .integer(Int64(result.rows.baseline)), .integer(Int64(result.rows.current)),
          real(drift?.currentEffectiveSize, 10), real(drift?.populationStability), real(result.threshold),
          real(drift?.jensenShannon), real(drift?.kolmogorovSmirnov), real(result.adjustedPValue, 1e6),
          real(drift?.baselineMean), real(drift?.currentMean), real(drift?.currentMissingRate),
          real(drift?.outsideShare), result.reason.map(SQLValue.text) ?? .null,
        ]
      }, as: format.format)
    let drifting = results.filter { $0.status == .drift }.map(\.column)
    if failOnDrift, !drifting.isEmpty {
      throw ConditionNotMet(description: "drifting: \(drifting.joined(separator: ", "))")
    }
  }
}

struct MonitorAlertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts", abstract: "Show the state of every alert, or with --history when states changed.")

  @Flag(help: "Show the changes of state instead.")
  var history = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let query = try stockroom.monitoringQuery(history ? "alert_history" : "alert_states", parameters: [])
    try stockroom.ask(query, keepsHistory: false) { (try RowPrinter.print($0, as: format.format), ()) }
  }
}

struct MonitorSilenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence",
    abstract: "Keep an alert quiet for some days.",
    discussion: "Its state is still decided and kept; only no event is made of a change.")

  @Argument(help: "The alert of monitor.yml, or * for all.")
  var alert: String

  @Option(help: ArgumentHelp("The first day. (default: today)", valueName: "yyyy-mm-dd"))
  var from: String?

  @Option(help: ArgumentHelp("The last day.", valueName: "yyyy-mm-dd"))
  var to: String

  @Option(help: "Why.")
  var reason: String

  @OptionGroup var monitor: MonitorOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    print(try options.existing().silence(alert, of: monitor.monitor, from: from, to: to, reason: reason))
  }
}
