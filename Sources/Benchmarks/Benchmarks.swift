import Foundation

/// `swift run -c release Benchmarks NAME [arguments]`: one measured piece of work per call. The scripts in `peers/` run it
/// and its peers in turn and report processor seconds, elapsed seconds and peak memory of each.
@main
enum Benchmarks {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "import" where rest.count == 2: try TableBenchmark.importCSV(rest[0], warehouse: rest[1])
    case "columns" where rest.count == 2: try TableBenchmark.readColumns(rest[0], warehouse: rest[1])
    case "export" where rest.count == 3: try TableBenchmark.export(rest[0], warehouse: rest[1], to: rest[2])
    case "cases" where rest.count == 2: try ExportedCases.write(from: rest[0], to: rest[1])
    case "features": try FeatureStoreBenchmark.run(arguments: rest)
    case "pipelines": try PipelineBenchmark.run(arguments: rest)
    case "gradient-boosting": try GradientBoostingBenchmark.run(arguments: rest)
    case "monitoring": try MonitoringBenchmark.run(arguments: rest)
    default:
      FileHandle.standardError.write(
        Data(
          """
          usage: Benchmarks import FILE.csv WAREHOUSE
                 Benchmarks columns DB.TABLE WAREHOUSE
                 Benchmarks export DB.TABLE WAREHOUSE FILE.csv
                 Benchmarks cases TRUTH DIR
                 Benchmarks features prepare|join|latest|ingest WAREHOUSE [NUMBERS]
                 Benchmarks pipelines empty [STEPS]
                 Benchmarks pipelines past WAREHOUSE EXECUTIONS
                 Benchmarks pipelines commands PROGRAM WAREHOUSE
                 Benchmarks monitoring prepare|run WAREHOUSE [ROWS]
                 Benchmarks gradient-boosting data|rows|train|model|explain|predict KIND ROWS [FILE]
          The scripts in Sources/Benchmarks/peers compare these with their peers.

          """.utf8))
      exit(2)
    }
  }
}
