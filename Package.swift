// swift-tools-version: 6.2
import PackageDescription

/// One strict list of settings for every target. Continuous integration turns warnings into errors.
let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
  ] + (Context.environment["CI"] == "true" ? [.treatAllWarnings(as: .error)] : [])

/// Tests are compiled without optimization, in release builds too: they run once, and compiling them takes longer than
/// running them. What they test is optimized.
let unoptimized: [SwiftSetting] = strict + [.unsafeFlags(["-Onone"])]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let network: [Target.Dependency] = [
  .product(name: "HTTPTypes", package: "swift-http-types"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

/// A room of the house: a folder of `Sources` and, unless it has no behaviour of its own, one of `Tests`.
func room(_ name: String, uses dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict, plugins: plugins)
}

func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, swiftSettings: unoptimized)
}

let package = Package(
  name: "stockroom",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "stockroom", targets: ["stockroom"]),
    .library(name: "GradientBoosting", targets: ["GradientBoosting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
  ],
  targets: [
    // Pure rooms: values in, values out.
    room("Diagnostics"),
    room("Columns", uses: ["Diagnostics"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    room("CSV", uses: ["Diagnostics", "CZlib"]),
    room("Charts"),
    room("GradientBoosting", uses: ["Diagnostics", "Columns"]),
    room("Evaluation", uses: ["Diagnostics", "Columns"]),

    // Rooms over the warehouse's tables.
    room("Warehouse", uses: ["Diagnostics", "Columns", "CSV", grdb, sqlite, crypto], plugins: ["EmbedSQLPlugin"]),
    room("Access", uses: ["Diagnostics", "Warehouse", grdb]),
    .target(name: "CCurl"),
    room("Events", uses: ["Diagnostics", "Warehouse", "Access", "CCurl", grdb, crypto]),
    room("FeatureStore", uses: ["Diagnostics", "Columns", "CSV", "Warehouse", grdb, sqlite, yams]),
    room("Tracking", uses: ["Diagnostics", "Warehouse", grdb]),
    room("ModelRegistry", uses: ["Diagnostics", "Warehouse", "Access", "Events", grdb]),
    room("Pipelines", uses: ["Diagnostics", "Access", "Events", "Warehouse", grdb, yams]),
    room(
      "Monitoring",
      uses: ["Diagnostics", "Columns", "Evaluation", "Warehouse", "Access", "Events", grdb, yams]),

    // Parts of pages over rows.
    room("Dashboard", uses: ["Charts", "Warehouse"]),

    room(
      "Endpoints",
      uses: [
        "Diagnostics", "Columns", "CSV", "CZlib", "GradientBoosting", "Warehouse", "Access", "Events", "ModelRegistry",
        grdb, sqlite,
      ]),

    // What the product does with them.
    room(
      "Forecasting",
      uses: [
        "Diagnostics", "Columns", "CSV", "Charts", "GradientBoosting", "Evaluation", "Warehouse", "Events",
        "FeatureStore", "Tracking", "ModelRegistry", "Endpoints", "Pipelines", "Monitoring", grdb, yams,
      ]),
    room("SampleData", uses: ["Diagnostics"]),
    room(
      "Operations",
      uses: [
        "Diagnostics", "Warehouse", "Access", "Events", "FeatureStore", "Tracking", "ModelRegistry", "Pipelines",
        "Endpoints", "Forecasting", "SampleData", "Columns", "Charts", "CSV", "Dashboard", "Evaluation", "Monitoring",
        grdb,
      ]),
    room(
      "Server",
      uses: [
        "Access", "CSV", "Dashboard", "Diagnostics", "Events", "Warehouse", "ModelRegistry", "Pipelines", "Endpoints",
        "Operations", crypto, hummingbird, lifecycle, logging,
      ] + network),
    .executableTarget(
      name: "stockroom",
      dependencies: [
        "Access", "CSV", "Charts", "Columns", "Diagnostics", "Endpoints", "Evaluation", "Events", "FeatureStore",
        "Forecasting", "ModelRegistry", "Monitoring", "Operations", "Pipelines", "SampleData", "Server", "Tracking",
        "Warehouse", argumentParser, logging,
      ],
      swiftSettings: strict),

    // Measures; not part of the product.
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Columns", "CSV", "FeatureStore", "GradientBoosting", "Pipelines", "Monitoring", "Warehouse", "SampleData",
        grdb,
      ],
      exclude: ["peers"],
      swiftSettings: strict),

    .target(
      name: "Fixtures",
      dependencies: [
        "Columns", "GradientBoosting", "ModelRegistry", "Operations", "Pipelines", "SampleData", "Warehouse", grdb,
      ],
      path: "Tests/Fixtures",
      swiftSettings: unoptimized),
    tests(of: "Columns"),
    tests(of: "CSV", uses: ["Diagnostics"]),
    tests(of: "Charts"),
    .testTarget(
      name: "GradientBoostingTests", dependencies: ["GradientBoosting", "Columns", "Diagnostics"], exclude: ["Truth"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "Columns", "Diagnostics"], exclude: ["Truth"],
      swiftSettings: unoptimized),
    tests(of: "SampleData"),
    tests(of: "Warehouse", uses: ["Columns", "CSV", "Diagnostics", "Fixtures", grdb]),
    tests(of: "Access", uses: ["Fixtures", "Warehouse", grdb]),
    .testTarget(
      name: "EventsTests", dependencies: ["Events", "Diagnostics", "Fixtures", "Warehouse", grdb, crypto],
      exclude: ["Receivers"], swiftSettings: unoptimized),
    tests(of: "FeatureStore", uses: ["Columns", "Fixtures", "Warehouse"]),
    tests(of: "Tracking", uses: ["Fixtures", "Warehouse"]),
    tests(of: "ModelRegistry", uses: ["Access", "DeliveryProbe", "Events", "Fixtures", "Warehouse", grdb]),
    // A deliverer that kills itself where a test says.
    .executableTarget(
      name: "DeliveryProbe", dependencies: ["Events", "ModelRegistry", "Warehouse", grdb], path: "Tests/DeliveryProbe",
      swiftSettings: strict),
    tests(of: "Pipelines", uses: ["Diagnostics", "Fixtures", "Warehouse", grdb]),
    tests(
      of: "Endpoints",
      uses: [
        "Columns", "CSV", "Diagnostics", "Fixtures", "GradientBoosting", "ModelRegistry", "Operations", "Warehouse",
      ]),
    tests(
      of: "Server",
      uses: [
        "Access", "CSV", "Endpoints", "Events", "Fixtures", "ModelRegistry", "Monitoring", "Operations", "Warehouse",
        lifecycle, logging,
      ]),
    tests(
      of: "Forecasting",
      uses: [
        "Columns", "Diagnostics", "FeatureStore", "Fixtures", "GradientBoosting", "Operations", "Pipelines",
        "Warehouse", grdb,
      ]),
    tests(of: "Monitoring", uses: ["Diagnostics", "Events", "Fixtures", "Warehouse"]),
    tests(of: "Operations", uses: ["Fixtures", "Monitoring", "Pipelines", "Warehouse"]),
    // The built program, run as a user runs it.
    .testTarget(
      name: "CommandLineTests", dependencies: ["stockroom", "CSV", "Fixtures", "Warehouse", grdb], exclude: ["Faults"],
      swiftSettings: unoptimized
    ),

    // `sql/` is embedded in the program when it is built.
    .executableTarget(name: "EmbedSQL", swiftSettings: strict),
    .plugin(
      name: "EmbedSQLPlugin", capability: .buildTool(), dependencies: ["EmbedSQL"], path: "Sources/EmbedSQLPlugin"),
  ]
)
