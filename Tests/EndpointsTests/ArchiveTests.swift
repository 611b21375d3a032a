import Endpoints
import Fixtures
import Foundation
import Testing

@Suite("An archive in memory")
struct ArchiveTests {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func packed(_ arguments: [String]) throws -> [UInt8] {
    let file = folder.url.appending(path: "packed")
    let run = try ProgramRun("tar", arguments + ["--file", file.path, "--directory", folder.url.path, "a", "b/c"])
    try #require(run.status == 0, "\(run.errors)")
    return [UInt8](try Data(contentsOf: file))
  }

  @Test("gives the files that tar packed, in every common format", arguments: ["ustar", "gnu", "v7", "pax"])
  func formats(format: String) throws {
    let large = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try folder.write("small", to: "a")
    try folder.write(large, to: "b/c")
    let plain = try packed(["--create", "--format=\(format)"])
    #expect(TarArchive(plain)?.files == ["a": Array("small".utf8), "b/c": large])
    let compressed = try packed(["--create", "--gzip", "--format=\(format)"])
    #expect(Gunzip.bytes(compressed, limit: 1 << 20).flatMap(TarArchive.init)?.files == TarArchive(plain)?.files)
  }

  @Test("that unpacks to more than allowed, is cut off or damaged is none")
  func damage() throws {
    try folder.write("small", to: "a")
    try folder.write("other", to: "b/c")
    let compressed = try packed(["--create", "--gzip"])
    let plain = Gunzip.bytes(compressed, limit: 1 << 20)
    #expect(plain != nil)
    #expect(Gunzip.bytes(compressed, limit: 100) == nil)
    for length in 0..<compressed.count { #expect(Gunzip.bytes(Array(compressed[..<length]), limit: 1 << 20) == nil) }
    for place in compressed.indices.dropFirst(10) {
      var changed = compressed
      changed[place] ^= 0x10
      // The checksum of gzip finds it, unless the bit means nothing: there is never other content.
      let found = Gunzip.bytes(changed, limit: 1 << 20)
      let isSound = found == nil || found == plain
      #expect(isSound, "byte \(place)")
    }
  }

  @Test("of any bytes is read or refused, never worse", arguments: 0..<8)
  func noise(seed: Int) throws {
    try folder.write("small", to: "a")
    try folder.write("other", to: "b/c")
    let plain = try packed(["--create", "--format=ustar"])
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<300 {
      var changed = plain
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        changed[Int.random(in: 0..<1600, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
      }
      _ = TarArchive(Array(changed.prefix(Int.random(in: 0...changed.count, using: &random))))
      _ = TarArchive((0..<1024).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }
  }
}
