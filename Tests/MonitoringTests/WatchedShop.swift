import Fixtures
import Foundation
import Monitoring
import Warehouse

/// A warehouse with a small table `shop.sales` and a project that says what to check of it.
struct WatchedShop {
  let temporary: TemporaryWarehouse
  let project: TemporaryDirectory

  static let csv = """
    id,date,store,price,units,kind
    1,2026-01-01,1,10.0,5,a
    2,2026-01-01,2,11.0,7,b
    3,2026-01-02,1,10.5,6,a
    4,2026-01-02,2,,8,b
    5,2026-01-03,1,9.5,4,a
    6,2026-01-03,2,900.0,9,c

    """

  init(checks: [String], csv: String = Self.csv, more: [String: String] = [:]) throws {
    project = try TemporaryDirectory()
    let yaml = (["table: shop.sales", "date: date", "checks:"] + checks.map { "  - \($0)" }).joined(separator: "\n")
    try project.write(yaml + "\n", to: "sql/quality/sales.yml")
    for (path, text) in more { try project.write(text, to: path) }
    temporary = try TemporaryWarehouse(project: project.url)
    try temporary.load(csv, into: "shop.sales")
  }

  func results(from: String? = nil, to: String? = nil, today: String = "2026-01-03") throws -> [QualityResult] {
    try QualityRun(QualityFile.named("sales", in: temporary.warehouse.scripts), in: temporary.warehouse).results(
      from: from, to: to, today: today)
  }
}
