import Foundation

/// `attach.sql` gives plain `sqlite3` the names that Stockroom uses: `sqlite3 -init warehouse/attach.sql`.
enum AttachScript {
  static func write(for layout: WarehouseLayout) throws {
    let databases = layout.existingDatabases()
    var lines = ["-- sqlite3 -init \(layout.root.lastPathComponent)/attach.sql", ""]
    for (index, name) in databases.enumerated() {
      let comment = index < Attachment.limit ? "" : "-- SQLite attaches \(Attachment.limit) files at most: "
      let uri = Attachment(name, in: layout, writable: false).uri
      lines.append("\(comment)ATTACH '\(uri.replacing("'", with: "''"))' AS \(Identifier.quoted(name.description));")
    }
    // Renamed into place: a reader never sees half a script.
    let partial = layout.root.appending(path: "attach.sql.partial")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: partial)
    guard rename(partial.path, layout.attachScript.path) == 0 else {
      throw WarehouseError(
        code: "read-only", subject: layout.attachScript.path, expected: "a file that can be written",
        found: String(cString: strerror(errno)), remedy: "check the permissions of \(layout.root.path)")
    }
  }
}
