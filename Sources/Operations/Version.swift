import Forecasting

extension Stockroom {
  /// The version of the program.
  public static var version: String { ProgramVersion.current }
}
