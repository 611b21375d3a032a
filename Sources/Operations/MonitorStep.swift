import Foundation
import Monitoring
import Pipelines
import Warehouse

/// The daily job as a step of a pipeline, so that it has schedules, logs and retries like any other: every monitor that
/// `pipeline.yml` names looks at one day, then the dashboard is exported. An alarm is told by its event and fails nothing.
struct MonitorStep: StepRunner {
  private struct Settings: Decodable {
    let monitors: [String]
    /// A day, or `newest` for the newest day of each monitor's data.
    let date: String
  }

  func checkSettings(_ context: StepContext) throws {
    _ = try context.file.settings(Settings.self, parameters: context.parameters)
  }

  func run(_ context: StepContext) throws -> StepOutcome {
    let settings = try context.file.settings(Settings.self, parameters: context.parameters)
    let stockroom = Stockroom(context.warehouse)
    var said: [String] = []
    for name in settings.monitors {
      try context.checkpoint()
      let monitor = try stockroom.monitor(name)
      let date = settings.date == "newest" ? try monitor.newestDay() : settings.date
      context.progress("\(name): looking at \(date)")
      said.append("\(name): \(try monitor.run(on: date).summary)")
    }
    try context.checkpoint()
    context.progress("exporting the dashboard")
    let folder = "\(context.file.name)/\(context.execution)/dashboard"
    let objects = context.warehouse.objects
    _ = try stockroom.exportDashboardWithReport(to: objects.url(of: folder).path)
    return StepOutcome(
      inputs: ["monitors": settings.monitors.joined(separator: ", ")], outputs: ["dashboard": folder],
      message: said.joined(separator: "; "), products: StepProducts(objects: try objects.keys(below: folder)))
  }
}
