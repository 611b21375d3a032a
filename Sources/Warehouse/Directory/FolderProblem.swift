public import Foundation

/// Why a directory could not be made, in words that people know.
public enum FolderProblem {
  /// - Parameter error: what the attempt to make it threw.
  public static func text(_ error: any Error, at url: URL) -> String {
    var place = url
    while place.path != "/" {
      var isDirectory: ObjCBool = false
      if FileManager.default.fileExists(atPath: place.path, isDirectory: &isDirectory) {
        if !isDirectory.boolValue { return "a file at \(place.path)" }
        break
      }
      place = place.deletingLastPathComponent()
    }
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error ?? error
    if let error = cause as? POSIXError { return String(cString: strerror(error.code.rawValue)) }
    return (error as NSError).code == CocoaError.fileWriteUnknown.rawValue ? "none" : error.localizedDescription
  }
}
