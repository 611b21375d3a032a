import ArgumentParser
import Operations

/// The root of the command line: `stockroom NOUN VERB`.
struct StockroomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stockroom",
    abstract: "A retail demand-forecasting warehouse: SQL tables, feature store, pipelines, models, monitoring.",
    discussion: """
      Results go to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage, \
      3 condition not met.

      A first look:  stockroom demo
      """,
    version: Stockroom.version,
    subcommands: [
      DemoCommand.self, IngestCommand.self, QueryCommand.self, TablesCommand.self, DescribeCommand.self,
      PipelineCommand.self, ScheduleCommand.self, FeaturesCommand.self, RunsCommand.self, LineageCommand.self,
      ModelCommand.self, EndpointCommand.self, ServeCommand.self, EventsCommand.self, TopicsCommand.self,
      UsersCommand.self, TokensCommand.self, AuditCommand.self, MonitorCommand.self, DashboardCommand.self,
      ExportCommand.self, PublishCommand.self, DoctorCommand.self, BackupCommand.self, RestoreCommand.self,
      GenerateCommand.self, GarbageCommand.self,
    ])
}
