/// The keys of `pipeline.yml` that the forecasting steps read.
public enum ForecastSettingNames {
  /// All of them.
  public static let all = Set(ForecastSettings.CodingKeys.allCases.map(\.rawValue))
}
