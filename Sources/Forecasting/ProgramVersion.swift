/// The version of the program, recorded with every execution and run.
public enum ProgramVersion {
  /// Semantic version.
  public static let current = "0.1.0"
}
