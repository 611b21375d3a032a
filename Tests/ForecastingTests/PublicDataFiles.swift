import Foundation
import Testing

/// The public data sets where they are on this machine: in the folder that STOCKROOM_PUBLIC_DATA names, or in
/// `../shared/data` beside the project.
enum PublicDataFiles {
  static let storeItem = path("store_item_demand.csv.gz")
  static let storeInventory = path("retail_store_inventory.csv.gz")

  /// What a skipped test says.
  static let advice: Comment = "needs the public data set: put it into the folder that STOCKROOM_PUBLIC_DATA names"

  private static func path(_ name: String) -> String? {
    let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["STOCKROOM_PUBLIC_DATA"].map { URL(filePath: $0) }
      ?? project.appending(path: "../shared/data")
    let file = folder.appending(path: name).standardizedFileURL.path
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }
}
