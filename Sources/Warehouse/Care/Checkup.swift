import Foundation
import GRDB

/// Looks a warehouse over: every database, every object that a table names, everything that nobody needs any more, and the
/// questions in `sql/doctor`. It changes nothing.
public struct Checkup: Sendable {
  let warehouse: Warehouse

  /// A checkup of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// A checkup of a warehouse as it lies there: nothing is opened, made or brought up to date first, as that may be what does
  /// not work.
  /// - Throws: ``WarehouseError`` where there is none.
  public init(_ layout: WarehouseLayout, scripts: SQLLibrary, surroundings: Surroundings) throws {
    guard !layout.existingDatabases().isEmpty else {
      throw layout.missing("name another with --warehouse DIR")
    }
    warehouse = Warehouse(
      layout: layout, scripts: scripts, surroundings: surroundings, interruption: nil,
      hold: WarehouseHold.shared(layout))
  }

  /// Runs all checks. A check that cannot be made is a problem itself, and the others go on.
  /// - Parameter hashesObjects: whether objects are read to compare their content; else only their size is.
  public func run(hashesObjects: Bool = true) -> [Finding] {
    var findings = warehouse.layout.existingDatabases().flatMap { checkDatabase($0) }
    findings += checkMissingDatabases() + warehouse.layout.existingDatabases().flatMap { checkSchema($0) }
    findings += attempt("objects") { try checkObjects(hashes: hashesObjects) }
    findings += checkLeftovers() + checkStrangers()
    for name in warehouse.scripts.scriptNames(in: "doctor") { findings += attempt(name) { try ask(name) } }
    return findings
  }

  private func attempt(_ check: String, _ body: () throws -> [Finding]) -> [Finding] {
    do {
      return try body()
    } catch {
      let found = (error as? WarehouseError)?.found ?? "\(error)"
      return [
        Finding(
          check, "tables", .problem, found: "the check could not be made: \(found)", remedy: "mend the database first")
      ]
    }
  }

  /// Whether a script asks about a database that is not there: one that is told of already, or that no endpoint has made yet.
  private func lacksDatabase(_ script: SQLScript) -> Bool {
    let existing = warehouse.layout.existingDatabases()
    return [DatabaseName.mlops, .featureStore, .dataCapture].contains {
      !existing.contains($0) && Warehouse.mentions($0, in: script.sql)
    }
  }

  /// The rows of a script over the databases that it names: others may be damaged.
  private func rows(of script: SQLScript) throws -> [[SQLValue]] {
    try QuerySession(warehouse, databases: warehouse.databases(mentionedIn: script.sql)).prepare(
      script.sql, origin: script.origin
    ).allRows()
  }

  private func checkDatabase(_ name: DatabaseName) -> [Finding] {
    let subject = "databases/\(name).sqlite"
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(60)
      let queue = try DatabaseQueue(path: warehouse.layout.file(of: name).path, configuration: configuration)
      let (faults, keys) = try queue.read { db in
        (
          try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" },
          try Row.fetchAll(db, sql: "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1")
        )
      }
      try queue.close()
      var findings = faults.map {
        Finding(
          "integrity", subject, .problem, found: $0,
          remedy: "\(Self.remedy(of: subject)), or save what can be read: sqlite3 \(subject) .recover")
      }
      findings += keys.map { row in
        Finding(
          "references", "\(name).\(row[0] as String)", .problem,
          found: "\(row[1] as Int) rows refer to rows that do not exist",
          remedy: "PRAGMA foreign_key_check in sqlite3 lists them; delete them, or restore the rows they refer to")
      }
      findings += checkLog(name, subject)
      return findings.isEmpty ? [Finding("integrity", subject, .ok, found: "ok")] : findings
    } catch {
      return [
        Finding(
          "integrity", subject, .problem, found: (error as? DatabaseError)?.message ?? "\(error)",
          remedy: Self.remedy(of: subject))
      ]
    }
  }

  /// A log that belongs to the damaged file would be played into the one that takes its place.
  static func remedy(of subject: String) -> String {
    "end what uses the warehouse, delete \(subject), -wal and -shm, and put the file of a backup there"
  }

  private func checkLog(_ name: DatabaseName, _ subject: String) -> [Finding] {
    let path = warehouse.layout.file(of: name).path
    func size(_ path: String) -> Int { (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0 }
    guard size(path + "-wal") > max(64 << 20, size(path)) else { return [] }
    return [
      Finding(
        "log", subject + "-wal", .warning, found: "\(size(path + "-wal") >> 20) MiB, more than the database itself",
        remedy: "end long reads, then: sqlite3 \(subject) 'PRAGMA wal_checkpoint(TRUNCATE)'")
    ]
  }

  private func checkObjects(hashes: Bool) throws -> [Finding] {
    let script = try warehouse.scripts.script("operations/doctor_objects.sql")
    guard !lacksDatabase(script) else { return [] }
    let rows = try rows(of: script)
    var findings: [Finding] = []
    var referenced: Set<String> = []
    for row in rows {
      guard case .text(let key) = row[0], case .text(let owner) = row[3] else { continue }
      referenced.insert(key)
      let subject = "objects/\(key)"
      guard let file = try? warehouse.objects.url(of: key), FileManager.default.fileExists(atPath: file.path) else {
        findings.append(
          Finding(
            "objects", subject, .problem, found: "missing, though \(owner) names it",
            remedy: "restore it from a backup, or run the step that made it again"))
        continue
      }
      let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
      if case .integer(let expected) = row[1], expected != Int64(size) {
        findings.append(
          Finding(
            "objects", subject, .problem, found: "\(size) bytes instead of \(expected)",
            remedy: "restore it from a backup"))
      } else if hashes, case .text(let expected) = row[2], try ContentHash.ofFile(file).sha256 != expected {
        findings.append(
          Finding(
            "objects", subject, .problem, found: "other content than was stored", remedy: "restore it from a backup"))
      }
    }
    if findings.isEmpty {
      findings.append(Finding("objects", "objects", .ok, found: "\(referenced.count) named in tables, all there"))
    }
    return findings + (try checkOrphans(referenced))
  }

  /// Objects that no table names, in folders of no execution.
  private func checkOrphans(_ referenced: Set<String>) throws -> [Finding] {
    let executions = try warehouse.read([.mlops]) { db in
      Set(try String.fetchAll(db, sql: "SELECT pipeline_name || '/' || execution_id FROM mlops.pipeline_executions"))
    }
    return warehouse.objects.keys().compactMap { key in
      if ObjectDirectory.isUnfinished(key) {
        return Finding(
          "orphans", "objects/\(key)", .warning, found: "left by a write that was interrupted",
          remedy: "delete the file")
      }
      guard !referenced.contains(key) else { return nil }
      let folder = key.split(separator: "/").prefix(2).joined(separator: "/")
      guard !executions.contains(folder) else { return nil }
      return Finding(
        "orphans", "objects/\(key)", .warning, found: "no table names it",
        remedy: "delete the file if nothing else needs it")
    }
  }

  private func ask(_ name: String) throws -> [Finding] {
    let script = try warehouse.scripts.script("doctor/\(name).sql")
    guard !lacksDatabase(script) else { return [] }
    let rows = try rows(of: script)
    guard !rows.isEmpty else { return [Finding(name, "tables", .ok, found: "ok")] }
    return rows.map { row in
      let texts = row.map { value -> String in
        switch value {
        case .text(let text): text
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .null, .blob: ""
        }
      }
      guard texts.count == 3 || texts.count == 4, ["", "warning", "problem"].contains(texts.count == 4 ? texts[3] : "")
      else {
        return Finding(
          name, script.origin, .warning, found: "a question that does not give subject, found, remedy and state",
          remedy: "correct the file")
      }
      return Finding(
        name, texts[0], texts.count == 4 && texts[3] == "warning" ? .warning : .problem, found: texts[1],
        remedy: texts[2].isEmpty ? nil : texts[2])
    }
  }
}
