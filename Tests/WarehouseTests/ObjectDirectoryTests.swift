import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("The object directory")
struct ObjectDirectoryTests {
  let temporary: TemporaryWarehouse
  var objects: ObjectDirectory { temporary.warehouse.objects }

  init() throws { temporary = try TemporaryWarehouse() }

  @Test("gives back what was stored, with size and SHA-256")
  func roundTrip() throws {
    let stored = try objects.store(Array("abc".utf8), as: "a/b/c.txt")
    #expect(try objects.bytes(of: "a/b/c.txt") == Array("abc".utf8))
    #expect(stored.byteCount == 3)
    #expect(stored.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(try objects.describe("a/b/c.txt") == stored)
  }

  @Test("storing again replaces, and leaves no other file behind")
  func replace() throws {
    try objects.store(Array("first, and longer".utf8), as: "x")
    try objects.store(Array("second".utf8), as: "x")
    #expect(try objects.bytes(of: "x") == Array("second".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: objects.root.path) == ["x"])
  }

  @Test(
    "a key cannot leave the directory",
    arguments: ["", "/", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "./x", "a//b", "a/", "a/./b", "a\0b"])
  func escapingKey(key: String) throws {
    for attempt in [
      { _ = try objects.url(of: key) }, { _ = try objects.store([1], as: key) }, { _ = try objects.bytes(of: key) },
      { _ = try objects.describe(key) },
    ] {
      let error = #expect(throws: WarehouseError.self) { try attempt() }
      #expect(error?.code == "object-key")
    }
  }

  @Test(
    "names that only look like a way out are names", arguments: ["..a", "a..b", "...", "a b", "ä/ü", "%2e%2e/x", "a:b"])
  func harmlessKey(key: String) throws {
    try objects.store([1, 2], as: key)
    #expect(try objects.bytes(of: key) == [1, 2])
    let path = try objects.url(of: key).standardizedFileURL.path
    #expect(path.hasPrefix(objects.root.standardizedFileURL.path + "/"))
  }

  @Test("an object that is not there is named")
  func missing() throws {
    let error = #expect(throws: WarehouseError.self) { _ = try objects.bytes(of: "gone") }
    #expect(error?.code == "missing-object")
    #expect(error?.subject == "object gone")
  }
}
