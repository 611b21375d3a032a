/// The pages there are.
enum PageRoute: Equatable {
  /// A page of rows that needs nothing but the warehouse.
  case overview, trends, predictions, importance, stores, profile, drift, quality, alerts, executions, models, endpoints
  case execution(String)
  case version(group: String, version: Int)
  case decision(group: String, version: Int)
  case endpoint(String)
  case sql, sqlFile
  case login, logout
  case style(String), icon

  init?(_ parts: [String]) {
    switch parts.count {
    case 0: self = .overview
    case 1:
      switch parts[0] {
      case "trends": self = .trends
      case "predictions": self = .predictions
      case "importance": self = .importance
      case "stores": self = .stores
      case "profile": self = .profile
      case "drift": self = .drift
      case "quality": self = .quality
      case "alerts": self = .alerts
      case "executions": self = .executions
      case "models": self = .models
      case "endpoints": self = .endpoints
      case "sql": self = .sql
      case "sql.csv": self = .sqlFile
      case "login": self = .login
      case "logout": self = .logout
      case "favicon.ico": self = .icon
      default: return nil
      }
    case 2:
      switch (parts[0], parts[1]) {
      case ("executions", let identifier): self = .execution(identifier)
      case ("endpoints", let name): self = .endpoint(name)
      case ("assets", "icon.svg"): self = .icon
      case ("assets", let name): self = .style(name)
      default: return nil
      }
    case 3 where parts[0] == "models":
      guard let version = Int(parts[2]) else { return nil }
      self = .version(group: parts[1], version: version)
    case 4 where parts[0] == "models" && parts[3] == "decision":
      guard let version = Int(parts[2]) else { return nil }
      self = .decision(group: parts[1], version: version)
    default: return nil
    }
  }

  /// Whether a program may ask for JSON under the same path, so that only browsers get the page.
  var isShared: Bool {
    switch self {
    case .endpoints, .endpoint: true
    default: false
    }
  }

  /// Whether it takes a form.
  var takesForm: Bool {
    switch self {
    case .decision, .login, .logout: true
    default: false
    }
  }
}
