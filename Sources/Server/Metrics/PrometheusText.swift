import Endpoints
import Foundation

/// What is counted, in the text format of Prometheus (version 0.0.4).
struct PrometheusText {
  private var lines: [String] = []

  static func text(of host: EndpointHost) -> String {
    var text = PrometheusText()
    let slots = host.all.map { (slot: $0, figures: $0.figures.current) }
    text.family("stockroom_invocations_total", "counter", "Requests for predictions by outcome.")
    for (slot, figures) in slots {
      for (code, count) in figures.requests.sorted(by: { $0.key < $1.key }) {
        text.line("stockroom_invocations_total", [("endpoint", slot.name), ("code", code)], Double(count))
      }
    }
    text.family("stockroom_predicted_rows_total", "counter", "Rows that were predicted.")
    for (slot, figures) in slots {
      text.line("stockroom_predicted_rows_total", [("endpoint", slot.name)], Double(figures.rows))
    }
    text.family("stockroom_model_latency_seconds", "histogram", "Time from the request's last byte to its answer.")
    for (slot, figures) in slots { text.histogram("stockroom_model_latency_seconds", slot.name, figures) }
    text.family("stockroom_model_events_total", "counter", "Models that were loaded, swapped and unloaded.")
    for (slot, figures) in slots {
      for (event, count) in [("load", figures.loads), ("swap", figures.swaps), ("unload", figures.unloads)] {
        text.line("stockroom_model_events_total", [("endpoint", slot.name), ("event", event)], Double(count))
      }
    }
    text.family("stockroom_requests_running", "gauge", "Requests for predictions that are running.")
    for (slot, _) in slots { text.line("stockroom_requests_running", [("endpoint", slot.name)], Double(slot.running)) }
    text.family("stockroom_model_version", "gauge", "The version that serves.")
    for (slot, _) in slots {
      let config = slot.config
      text.line(
        "stockroom_model_version", [("endpoint", slot.name), ("group", config.group)], Double(config.modelVersion))
    }
    text.family("stockroom_model_bytes", "gauge", "The memory of the loaded model, 0 where none is.")
    for (slot, _) in slots {
      text.line("stockroom_model_bytes", [("endpoint", slot.name)], Double(slot.model?.byteCount ?? 0))
    }
    if let capture = host.capture { text.capture(capture.figures) }
    if let bytes = residentBytes() {
      text.family("process_resident_memory_bytes", "gauge", "Memory of the process.")
      text.line("process_resident_memory_bytes", [], Double(bytes))
    }
    return text.lines.joined(separator: "\n") + "\n"
  }

  private mutating func capture(_ figures: CaptureQueue.Figures) {
    family("stockroom_capture_rows_total", "counter", "Captured rows by what became of them.")
    for (fate, count) in [("written", figures.written), ("dropped", figures.dropped), ("failed", figures.failed)] {
      line("stockroom_capture_rows_total", [("fate", fate)], Double(count))
    }
    family("stockroom_capture_rows_waiting", "gauge", "Captured rows that are not written yet.")
    line("stockroom_capture_rows_waiting", [], Double(figures.waitingRows))
  }

  private mutating func histogram(_ name: String, _ endpoint: String, _ figures: EndpointFigures.Reading) {
    var sum = 0
    for (bucket, count) in figures.latencies.enumerated() {
      sum += count
      let bounds = EndpointFigures.latencyBounds
      let bound = bucket < bounds.count ? "\(Double(bounds[bucket]) / 1e6)" : "+Inf"
      line("\(name)_bucket", [("endpoint", endpoint), ("le", bound)], Double(sum))
    }
    line("\(name)_sum", [("endpoint", endpoint)], Double(figures.latencySum) / 1e9)
    line("\(name)_count", [("endpoint", endpoint)], Double(sum))
  }

  private mutating func family(_ name: String, _ type: String, _ help: String) {
    lines += ["# HELP \(name) \(help)", "# TYPE \(name) \(type)"]
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
    let text = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    lines.append("\(name)\(labels.isEmpty ? "" : "{\(text)}") \(number)")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  /// The resident memory that the kernel tells, or `nil` where it tells none.
  private static func residentBytes() -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let pages = status.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
  }
}
