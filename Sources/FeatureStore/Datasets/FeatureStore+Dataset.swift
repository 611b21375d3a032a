import Columns
import GRDB
import Warehouse

extension FeatureStore {
  /// Finds for each row of a request the newest record of each group that was true at the row's own time: not later, not
  /// written later than what counts as known, not deleted, not expired. A row without such a record has NULL.
  ///
  /// - Rows may repeat, and stay in their order.
  /// - Where a record was written more than once for one event time, the newest write wins.
  /// - A record whose event time equals the row's time counts; what is a millisecond later does not.
  /// - What was written after the call began does not count, so that a dataset can be made again from its bounds.
  /// - Throws: ``FeatureStoreError`` for an unknown group or feature, a row without a time, a time without a zone, or an
  ///   identifier of another type.
  public func dataset(_ request: DatasetRequest) throws -> FeatureDataset {
    try dataset(request, bounds: nil)
  }

  /// - Parameter bounds: what counts as known of each group, for a dataset that is made again.
  func dataset(_ request: DatasetRequest, bounds: [String?]?) throws -> FeatureDataset {
    let wanted = try wantedGroups(request, bounds: bounds)
    let entities = try EntityRows(request, groups: wanted.map(\.group), in: warehouse)
    var orders: [String: EntityOrder] = [:]
    for one in wanted where orders[one.group.recordIdentifier] == nil {
      let column = try entities.table.column(one.group.recordIdentifier)
      orders[one.group.recordIdentifier] = try EntityOrder(column, entities.times, of: one.group)
    }
    let found = try find(wanted, orders)
    let names = DatasetNames(
      entities: entities.table.names, groups: wanted.map { ($0.group.name, $0.features.map(\.name)) },
      usesFullNames: request.usesFullNames)
    var columns = entities.table.columns
    var parts: [FeatureDataset.Part] = []
    for (index, one) in wanted.enumerated() {
      guard let order = orders[one.group.recordIdentifier] else { continue }
      let assembly = DatasetAssembly(order: order, stretches: found[index].stretches, rowCount: entities.table.rowCount)
      columns += assembly.columns(one.features, names: names.columns[index])
      parts.append(
        FeatureDataset.Part(
          group: one.group.name, features: one.features.map(\.name), columns: names.columns[index],
          knownUntil: one.knownUntil, timeToLive: one.timeToLive, rowsMatched: assembly.matched,
          plan: found[index].plan))
    }
    return FeatureDataset(
      columns: try ColumnTable(columns), entityColumnCount: entities.table.columns.count,
      entityTime: request.entityTime, parts: parts, usesFullNames: request.usesFullNames,
      entitySource: entities.source)
  }

  /// A search costs as much as walking over about so many records.
  private static let recordsPerSearch = 10

  private struct Found {
    let plan: FeatureDataset.Plan
    var stretches: [(range: Range<Int>, rows: FoundRows)]
  }

  private func find(_ wanted: [WantedGroup], _ orders: [String: EntityOrder]) throws -> [Found] {
    let stretchesPerGroup = max(1, ParallelWork.width / max(1, wanted.count))
    var found: [Found] = []
    var places: [(group: Int, range: Range<Int>)] = []
    var pieces: [@Sendable () throws -> FoundRows] = []
    for (index, one) in wanted.enumerated() {
      guard let order = orders[one.group.recordIdentifier] else { continue }
      let plan = plan(one, order)
      found.append(Found(plan: plan, stretches: []))
      guard let known = one.knownUntil, order.count > 0 else { continue }
      let lookup = GroupLookup(
        group: one.group, features: one.features, knownUntil: known, timeToLive: one.timeToLive, order: order,
        warehouse: warehouse)
      for range in order.cuts(order.count < 1000 ? 1 : stretchesPerGroup) {
        places.append((index, range))
        pieces.append { plan == .search ? try lookup.search(range) : try lookup.walk(range) }
      }
    }
    for (place, rows) in zip(places, try ParallelWork.run(pieces)) {
      found[place.group].stretches.append((place.range, rows))
    }
    return found
  }

  private func plan(_ one: WantedGroup, _ order: EntityOrder) -> FeatureDataset.Plan {
    one.plan ?? (order.count * Self.recordsPerSearch < one.recordCount ? .search : .walk)
  }
}
