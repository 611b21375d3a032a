import Foundation

/// What a piece of work costs: elapsed time, processor time of all threads, and the peak of resident memory.
struct ResourceUse {
  private let start = Date()
  private let startProcessor = ResourceUse.processorSeconds()

  /// Begins to measure. Linux forgets the peak of resident memory when 5 is written to `clear_refs` (proc(5)).
  init() {
    if let handle = FileHandle(forWritingAtPath: "/proc/self/clear_refs") {
      try? handle.write(contentsOf: Data("5".utf8))
      try? handle.close()
    }
  }

  var elapsedSeconds: Double { Date().timeIntervalSince(start) }
  var processorSeconds: Double { Self.processorSeconds() - startProcessor }

  /// The peak of resident memory in bytes since the beginning, or `nil` where the system does not tell.
  var peakMemory: Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
    else { return nil }
    return kilobytes * 1024
  }

  private static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
