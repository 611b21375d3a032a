import Events
import GRDB
import Warehouse

/// What became of an alert on a day.
public struct AlertResult: Sendable, Equatable {
  /// The alert.
  public let name: String
  /// The state after the day.
  public let state: AlertState
  /// The state before it.
  public let before: AlertState
  /// How bad an alarm is.
  public let severity: QualityFile.Severity
  /// The figure of the day.
  public let value: Double?
  /// Why the state is what it is.
  public let reason: String
  /// Whether a silence covers the day.
  public let isSilenced: Bool
}

/// Evaluates the alerts of a monitor for one day.
struct AlertRun {
  let file: MonitorFile
  let warehouse: Warehouse

  /// The figures of the day, by alert, read on a connection that cannot write.
  func values(on date: String) throws -> [String: Double] {
    var values: [String: Double] = [:]
    for alert in file.settings.alerts {
      let script = try warehouse.scripts.script("monitoring/\(alert.query).sql")
      var parameters: [String: SQLValue] = [:]
      for (name, text) in alert.parameters ?? [:] {
        let type = script.parameters.first { $0.name == name }?.type
        parameters[name] = try SQLValue(parsing: text, type: type)
      }
      let declared = Set(script.parameters.map(\.name))
      if declared.contains("date") { parameters["date"] = .text(date) }
      if declared.contains("monitor") { parameters["monitor"] = .text(file.name) }
      let session = try QuerySession(warehouse, for: script.sql)
      let cursor = try session.prepare(
        script.sql, origin: script.origin, parameters: parameters,
        optional: Set(script.parameters.filter { $0.defaultValue != nil }.map(\.name)))
      if alert.measure == "rows" {
        values[alert.name] = Double(try cursor.allRows().count)
        continue
      }
      guard let column = cursor.columnNames.firstIndex(of: alert.measure) else {
        throw MonitoringError(
          code: "monitor-yaml", subject: "monitor \(file.name), alert \(alert.name)",
          expected: "rows, or a column among \(cursor.columnNames.joined(separator: ", "))",
          found: alert.measure, remedy: "correct measure")
      }
      if try cursor.step() {
        switch cursor.value(column) {
        case .integer(let value): values[alert.name] = Double(value)
        case .real(let value): values[alert.name] = value
        case .null, .text, .blob: break
        }
      }
    }
    return values
  }

  /// Stores the day's figures, decides every state and appends an event for each transition, all in one transaction. A day
  /// that is evaluated again replaces its rows; its event stays as it is where the transition is the same.
  func decide(on date: String, values: [String: Double], in db: Database) throws -> [AlertResult] {
    try file.settings.alerts.map { alert in
      var value = values[alert.name]
      let arguments: [(any DatabaseValueConvertible)?] = [file.name, alert.name, date]
      try db.execute(
        sql: "INSERT OR REPLACE INTO mlops.alert_datapoints VALUES (?, ?, ?, ?, ?)",
        arguments: StatementArguments(
          arguments + [value, value.map { alert.comparison.holds($0, alert.threshold) ? 1 : 0 }]))
      if let days = alert.changeOverDays, let newest = value {
        let before = try Double.fetchOne(
          db, sql: "SELECT value FROM mlops.alert_datapoints WHERE monitor = ? AND alert_name = ? AND date = ?",
          arguments: [file.name, alert.name, Day.adding(-days, to: date)])
        value = before.map { newest - $0 }
      }
      let state = try decided(alert, on: date, value: value, in: db)
      let silenced =
        try Bool.fetchOne(
          db,
          sql: """
            SELECT EXISTS (
              SELECT 1 FROM mlops.alert_silences
              WHERE monitor = ? AND alert_name IN (?, '*') AND ? BETWEEN first_date AND last_date)
            """, arguments: StatementArguments(arguments)) ?? false
      let result = AlertResult(
        name: alert.name, state: state.state, before: state.before, severity: alert.severity ?? .warning, value: value,
        reason: state.reason, isSilenced: silenced)
      try store(result, on: date, in: db)
      return result
    }
  }

  private func decided(
    _ alert: AlertDefinition, on date: String, value: Double?, in db: Database
  ) throws -> (state: AlertState, before: AlertState, reason: String) {
    let before =
      try String.fetchOne(
        db,
        sql: """
          SELECT state FROM mlops.alert_days WHERE monitor = ? AND alert_name = ? AND date < ? ORDER BY date DESC LIMIT 1
          """, arguments: [file.name, alert.name, date]
      ).flatMap(AlertState.init(rawValue:)) ?? .insufficientData
    var days: [Double?] = []
    for age in stride(from: (alert.periods ?? 1) - 1, through: 0, by: -1) {
      if age == 0 {
        days.append(value)
        continue
      }
      func stored(_ day: String) throws -> Double? {
        try Row.fetchOne(
          db, sql: "SELECT value FROM mlops.alert_datapoints WHERE monitor = ? AND alert_name = ? AND date = ?",
          arguments: [file.name, alert.name, day]
        ).flatMap { $0[0] as Double? }
      }
      let day = Day.adding(-age, to: date)
      if let change = alert.changeOverDays {
        let (new, old) = (try stored(day), try stored(Day.adding(-change, to: day)))
        days.append(new.flatMap { new in old.map { new - $0 } })
      } else {
        days.append(try stored(day))
      }
    }
    let decision = AlertDecision(definition: alert).state(days, before: before)
    return (decision.state, before, decision.reason)
  }

  private func store(_ result: AlertResult, on date: String, in db: Database) throws {
    let known = try Row.fetchOne(
      db,
      sql: "SELECT state, from_state, event_id FROM mlops.alert_days WHERE monitor = ? AND alert_name = ? AND date = ?",
      arguments: [file.name, result.name, date])
    let isKnown = known.map { $0[0] == result.state.rawValue && $0[1] == result.before.rawValue } ?? false
    var event: String? = isKnown ? known?[2] : nil
    let now = warehouse.surroundings.now().description
    if event == nil, result.state != result.before, !result.isSilenced {
      let change = Event(
        "CloudWatch Alarm State Change", source: "aws.cloudwatch",
        resources: ["arn:aws:cloudwatch:\(Event.region):\(Event.account):alarm:\(file.name)-\(result.name)"],
        detail: [
          "alarmName": .string("\(file.name)-\(result.name)"), "date": .string(date),
          "severity": .string(result.severity.rawValue),
          "state": [
            "value": .string(result.state.rawValue), "reason": .string(result.reason), "timestamp": .string(now),
          ],
          "previousState": ["value": .string(result.before.rawValue)],
        ], in: warehouse.surroundings)
      try EventLog.append(change, in: db)
      event = change.id
    }
    try db.execute(
      sql: "INSERT OR REPLACE INTO mlops.alert_days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        file.name, result.name, date, result.state.rawValue, result.before.rawValue, result.severity.rawValue,
        result.reason, result.isSilenced ? 1 : 0, event, now,
      ])
  }
}
