import GRDBSQLite

/// The SQL functions that Athena (Trino) has and SQLite lacks, on every connection of the warehouse.
///
/// Names, argument orders and results are Trino's; where SQLite's grammar leaves no room (`try_cast(x AS bigint)`), the
/// type is a text: `try_cast(x, 'bigint')`. NULL arguments give NULL, booleans are 0 and 1, dates and times are text.
enum SQLFunctions {
  static let scalars: [ScalarFunction] =
    DateFunctions.all + TextFunctions.all + PatternFunctions.all + NumberFunctions.all

  static let aggregates: [AggregateFunction] =
    Moments.functions + Comoments.functions + [
      AggregateFunction("approx_percentile", 2, 3) { Percentile() },
      AggregateFunction("geometric_mean", 1) { GeometricMean() },
      AggregateFunction("max_by", 2) { ExtremeRow(.greatest) },
      AggregateFunction("min_by", 2) { ExtremeRow(.least) },
      AggregateFunction("arbitrary", 1) { AnyValue() },
      AggregateFunction("count_if", 1) { TruthCounts(.count) },
      AggregateFunction("bool_and", 1) { TruthCounts(.all) },
      AggregateFunction("every", 1) { TruthCounts(.all) },
      AggregateFunction("bool_or", 1) { TruthCounts(.any) },
    ]

  /// Adds all functions to a connection.
  static func install(on connection: OpaquePointer) {
    for function in scalars { function.install(on: connection) }
    for function in aggregates { function.install(on: connection) }
  }
}
