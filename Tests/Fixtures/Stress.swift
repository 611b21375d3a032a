import Foundation

/// How far tests go that could go on for long: `STOCKROOM_STRESS=1` asks for the large form.
public enum Stress {
  private static let isLarge = ProcessInfo.processInfo.environment["STOCKROOM_STRESS"] == "1"

  /// The small count, or the large one where it is asked for.
  public static func count(_ small: Int, large: Int) -> Int { isLarge ? large : small }
}
