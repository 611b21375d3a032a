import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("A lock on a file")
struct FileLockTests {
  let temporary: TemporaryWarehouse
  var layout: WarehouseLayout { temporary.warehouse.layout }

  init() throws { temporary = try TemporaryWarehouse() }

  @Test("is held by one owner at a time, and free once the owner lets go")
  func oneOwner() throws {
    do {
      let first = try FileLock("work", in: layout)
      #expect(first != nil)
      #expect(try FileLock("work", in: layout) == nil)
      withExtendedLifetime(first) {}
    }
    #expect(try FileLock("work", in: layout) != nil)
  }

  @Test("locks of different names do not hinder each other")
  func names() throws {
    let first = try FileLock("one", in: layout)
    let second = try FileLock("two", in: layout)
    #expect(first != nil && second != nil)
    withExtendedLifetime((first, second)) {}
  }

  @Test("is held against another process", .enabled(if: ProgramRun.isInstalled("flock"), "flock(1) is not installed"))
  func otherProcess() throws {
    let lock = try FileLock("work", in: layout)
    let file = layout.locks.appending(path: "work.lock").path
    #expect(try ProgramRun("flock", ["--nonblock", file, "true"]).status == 1)
    withExtendedLifetime(lock) {}
  }

  @Test("a warehouse that cannot be written to is named")
  func unwritable() throws {
    let file = try temporary.directory.write("", to: "file")
    let error = #expect(throws: WarehouseError.self) {
      _ = try FileLock("work", in: WarehouseLayout(root: URL(filePath: file)))
    }
    #expect(error?.code == "read-only")
  }
}
