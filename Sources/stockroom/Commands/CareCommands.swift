import ArgumentParser
import Foundation
import Operations
import Warehouse

struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Write compact copies of all databases for other programs to read.",
    discussion: """
      The copies have no write-ahead log: datasette, DuckDB, pandas and plain sqlite3 open them, from a read-only disk \
      too. Each replaces its older self in one step; the warehouse can be in use meanwhile. Users, tokens, sessions, the \
      audit log, subscriptions, targets of rules and deliveries are not published: sql/operations/unpublished_tables.sql \
      names the tables that are empty in the copies. The directory must lie outside of the warehouse and not hold it; a \
      file in it that publish did not write is never replaced.
      """)

  @Argument(help: ArgumentHelp("The directory to write to.", valueName: "dir"))
  var directory: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let files = try options.existing().warehouse.publish(to: URL(filePath: directory, directoryHint: .isDirectory))
    let rows = files.map { file -> [SQLValue] in
      [.text("\(directory)/\(file.name)"), .integer(Int64(file.byteCount)), .integer(Int64(file.tableCount))]
    }
    try RowPrinter.print(columns: ["file", "bytes", "tables"], rows: rows, as: format.format)
  }
}

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check every database and object, find what is orphaned, and say how to mend it.",
    discussion: """
      Changes nothing. Ends with exit code 3 where there is a problem; a warning is something to tidy up, such as a table \
      or file that no command knows, and leaves the exit code at 0. Every file of sql/doctor is a question of which each \
      row is a finding; a project can add its own.
      """)

  @Flag(help: "Compare only the sizes of objects, not their content.")
  var quick = false

  @Flag(help: "Show only what is not in order.")
  var problems = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let findings = try Checkup(
      options.layout, scripts: options.library, surroundings: .system(user: NSUserName())
    ).run(hashesObjects: !quick)
    let rows = findings.filter { !problems || $0.state != .ok }.map { finding -> [SQLValue] in
      [
        .text(finding.check), .text(finding.subject), .text(finding.state.rawValue), .text(finding.found),
        finding.remedy.map(SQLValue.text) ?? .null,
      ]
    }
    try RowPrinter.print(columns: ["check", "subject", "state", "found", "remedy"], rows: rows, as: format.format)
    let bad = findings.count { $0.state == .problem }
    guard bad == 0 else { throw ConditionNotMet(description: "\(bad) \(bad == 1 ? "problem" : "problems")") }
  }
}

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the whole warehouse into a new directory, also while it is in use.",
    discussion: """
      The directory appears whole or not at all, with a manifest of sizes and hashes in backup.json. It holds everything, \
      users, token hashes and addresses included, unlike what publish writes: only its owner can read it. Every copy of a \
      database is checked; a damaged one is not backed up as if it were whole.
      """)

  @Argument(help: ArgumentHelp("The directory to make.", valueName: "dir"))
  var directory: String

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let done = try options.existing().warehouse.backup(to: URL(filePath: directory, directoryHint: .isDirectory))
    print("\(done.databases) databases and \(done.objects) objects, \(done.byteCount) bytes, in \(directory)")
  }
}

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup in the place of the warehouse.",
    discussion: """
      Every file is compared with the backup's manifest first. A warehouse that is there stays, unless --replace moves \
      it aside, which is refused while a server or another command uses it. Whoever kills it leaves the old warehouse or \
      the new one; `stockroom doctor` names what can be deleted. What is restored is as open to others as the directory \
      that it replaces.
      """)

  @Argument(help: ArgumentHelp("The directory of the backup.", valueName: "dir"))
  var directory: String

  @Flag(help: "Move a warehouse that is there aside.")
  var replace = false

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let restoration = Restoration(
      URL(filePath: directory, directoryHint: .isDirectory), to: options.layout,
      surroundings: .system(user: NSUserName()))
    let report = try restoration.run(replaces: replace)
    _ = try options.existing()
    if let replaced = report.replaced { Message.write("the warehouse that was there is in \(replaced.path)") }
    print(
      "\(report.files.databases) databases and \(report.files.objects) objects of \(report.createdAt) restored to "
        + options.layout.root.path)
  }
}
