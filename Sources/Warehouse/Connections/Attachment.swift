import Foundation
import GRDB

/// A database file as one connection attaches it.
struct Attachment: Sendable {
  let name: DatabaseName
  let file: URL
  let isWritable: Bool

  /// SQLite's own limit in Debian's build, SQLITE_MAX_ATTACHED.
  static let limit = 10

  init(_ name: DatabaseName, in layout: WarehouseLayout, writable: Bool) {
    self.name = name
    file = layout.file(of: name)
    isWritable = writable
  }

  /// The URI that opens the file, read-only unless it is to be written to.
  var uri: String {
    var allowed = CharacterSet.urlPathAllowed
    allowed.remove(charactersIn: "?#%")
    let path = file.path.addingPercentEncoding(withAllowedCharacters: allowed) ?? file.path
    return "file:\(path)?mode=\(isWritable ? "rw" : "ro")"
  }

  func attach(to db: Database) throws {
    try db.execute(sql: "ATTACH ? AS \(Identifier.quoted(name.description))", arguments: [uri])
    if isWritable {
      let schema = Identifier.quoted(name.description)
      try Self.setSynchronous(Self.synchronous(of: name), of: name, in: db)
      try db.execute(sql: "PRAGMA \(schema).cache_size = -65536")
      // Debian's SQLite overwrites what is deleted; tables that are rebuilt at each run need not pay for it.
      if name.kind == .raw { try db.execute(sql: "PRAGMA \(schema).secure_delete = OFF") }
    }
  }

  /// Approvals and completion records must survive a power cut; everything else can be made again.
  static func synchronous(of name: DatabaseName) -> String { name == .mlops ? "FULL" : "NORMAL" }

  static func setSynchronous(_ level: String, of name: DatabaseName, in db: Database) throws {
    try db.execute(sql: "PRAGMA \(Identifier.quoted(name.description)).synchronous = \(level)")
  }

  static func checkCount(of attachments: [Attachment], in layout: WarehouseLayout) throws {
    guard attachments.count > limit else { return }
    throw WarehouseError(
      code: "too-many-databases", subject: layout.databases.path, expected: "at most \(limit) databases at once",
      found: "\(attachments.count): \(attachments.map(\.name.description).joined(separator: ", "))",
      remedy: "SQLite attaches \(limit) files at most: name the databases that you need in the SQL, as db.table")
  }
}
