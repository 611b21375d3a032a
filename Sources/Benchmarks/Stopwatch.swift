import Foundation

/// Processor and wall time since it was made.
struct Stopwatch {
  private let start = ContinuousClock.now
  private let processor = Self.processorSeconds

  /// The seconds that have passed.
  var wall: Double {
    let wall = ContinuousClock.now - start
    return Double(wall.components.seconds) + Double(wall.components.attoseconds) * 1e-18
  }

  /// `cpu=… wall=…` in seconds.
  var text: String { String(format: "cpu=%.4f wall=%.4f", Self.processorSeconds - processor, wall) }

  private static var processorSeconds: Double {
    let usage = usage
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
  }

  /// What the process has used so far.
  private static var usage: rusage {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF, which platforms type differently
    return usage
  }

  /// The largest resident size so far, in kilobytes on Linux.
  static var peakMemory: Int { usage.ru_maxrss }
}
