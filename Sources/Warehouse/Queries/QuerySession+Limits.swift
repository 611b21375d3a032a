import GRDBSQLite

extension QuerySession {
  /// Makes a statement fail that would make a text or blob larger than so many bytes: a query of somebody far away must not
  /// take the memory of a server.
  public func limitValues(to bytes: Int) {
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, CInt(clamping: bytes))
  }
}
