import Foundation

/// `attach.sql` gives plain `sqlite3` the names that Stockroom uses: `sqlite3 -init warehouse/attach.sql`.
enum AttachScript {
  /// Writes the script where it is missing, or the databases or their place have changed since.
  static func update(for layout: WarehouseLayout) throws {
    guard FileManager.default.contents(atPath: layout.attachScript.path) != Data(text(for: layout).utf8) else { return }
    let lock = try FileLock(waitingFor: "schema", in: layout)
    try withExtendedLifetime(lock) {
      // Renamed into place: a reader never sees half a script.
      let partial = layout.root.appending(path: "attach.sql.partial")
      try Data(text(for: layout).utf8).write(to: partial)
      guard rename(partial.path, layout.attachScript.path) == 0 else {
        throw WarehouseError(
          code: "read-only", subject: layout.attachScript.path, expected: "a file that can be written",
          found: String(cString: strerror(errno)), remedy: "check the permissions of \(layout.root.path)")
      }
    }
  }

  private static func text(for layout: WarehouseLayout) -> String {
    // Without a time-out the shell gives up at once where another process holds a file for a moment.
    var lines = ["-- sqlite3 -init \(layout.root.lastPathComponent)/attach.sql", ".timeout 60000"]
    for (index, name) in layout.existingDatabases().enumerated() {
      let comment = index < Attachment.limit ? "" : "-- SQLite attaches \(Attachment.limit) files at most: "
      let uri = Attachment(name, in: layout, writable: false).uri
      lines.append("\(comment)ATTACH '\(uri.replacing("'", with: "''"))' AS \(Identifier.quoted(name.description));")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
