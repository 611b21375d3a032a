package import Foundation

/// Where a path leads once all links are followed; the last parts of it need not exist yet.
package struct RealPath: Equatable {
  private let components: [String]

  /// Follows the links of a path.
  package init(_ url: URL) {
    var existing = url.standardizedFileURL
    var missing: [String] = []
    while existing.path != "/" {
      if let resolved = realpath(existing.path, nil) {
        components = URL(filePath: String(cString: resolved)).pathComponents + missing.reversed()
        free(resolved)
        return
      }
      missing.append(existing.lastPathComponent)
      existing.deleteLastPathComponent()
    }
    components = ["/"] + missing.reversed()
  }

  /// Whether this is the directory itself or something below it.
  func isWithin(_ directory: RealPath) -> Bool { components.starts(with: directory.components) }

  /// The directories that it lies in, the nearest first.
  var parents: [URL] {
    (1..<max(1, components.count)).reversed().map { count in
      URL(filePath: "/" + components[1..<count].joined(separator: "/"), directoryHint: .isDirectory)
    }
  }
}
