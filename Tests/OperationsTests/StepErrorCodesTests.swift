import Fixtures
import Foundation
import Operations
import Testing

@Suite("The codes that retry may name")
struct StepErrorCodesTests {
  @Test("are codes of errors that the program ends with", arguments: Stockroom.stepErrorCodes.sorted())
  func known(code: String) throws {
    let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    let isThere = files.contains { file in
      guard let file = file as? URL, file.pathExtension == "swift", file.lastPathComponent != "StepErrorCodes.swift",
        let text = try? String(contentsOf: file, encoding: .utf8)
      else { return false }
      return text.contains("\"\(code)\"")
    }
    #expect(isThere)
  }
}
