import Charts
import Tracking
public import Warehouse

extension Stockroom {
  /// The learning curves of a run: metrics over its rounds.
  public struct LearningCurves: Sendable {
    private let run: RunRecord
    private let curves: [Tracker.Curve]

    fileprivate init(run: RunRecord, curves: [Tracker.Curve]) {
      self.run = run
      self.curves = curves
    }

    /// One row per metric: its name, a line of blocks, its first, best and last value.
    public var rows: [[SQLValue]] {
      curves.map { curve in
        let values = curve.points.map(\.value)
        let best = curve.points.min { $0.value < $1.value }
        return [
          .text(curve.name), .text(TerminalChart.sparkline(values, width: 48)),
          values.first.map(SQLValue.real) ?? .null, best.map { SQLValue.real($0.value) } ?? .null,
          best.map { SQLValue.integer(Int64($0.step)) } ?? .null, values.last.map(SQLValue.real) ?? .null,
          .integer(Int64(values.count)),
        ]
      }
    }

    /// The names of the columns of ``rows``.
    public static let columns = ["metric", "curve", "first", "lowest", "lowest_at", "last", "rounds"]

    /// The curves in one chart, the best iteration marked where the run has one.
    public var svg: String {
      let best = run.metrics.first { $0.name == "best_iteration" }?.value
      return LineChart(
        title: "Learning curves of run \(run.identifier.prefix(8))", xLabel: "round", yLabel: "value",
        series: curves.map { curve in
          ChartSeries(name: curve.name, points: curve.points.map { ChartPoint(x: Double($0.step), y: $0.value) })
        }, marker: best.map { ($0, "best round") }
      ).svg()
    }
  }

  /// The learning curves of a run.
  /// - Parameter metric: only metrics whose name begins so.
  /// - Throws: `TrackingError` where there is no such run; `WarehouseError` where it has no such metric.
  public func learningCurves(of identifier: String, metric: String?) throws -> LearningCurves {
    let run = try tracker.run(identifier)
    let all = try tracker.curves(of: run.identifier)
    let curves = all.filter { metric.map($0.name.hasPrefix) ?? true }
    guard !curves.isEmpty else {
      throw WarehouseError(
        code: "no-curve", subject: "run \(run.identifier)", expected: "a metric with a value for each round",
        found: all.isEmpty ? "none" : "only \(all.map(\.name).joined(separator: ", "))", remedy: "check the name")
    }
    return LearningCurves(run: run, curves: curves)
  }
}
