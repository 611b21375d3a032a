import Columns
import FeatureStore
import Fixtures
import Testing
import Warehouse

@Suite("A noted dataset")
struct NotedDatasetTests {
  let temporary: TemporaryWarehouse
  let group = FeatureGroup(
    name: "g", recordIdentifier: "id", eventTime: "at",
    features: [Feature("id", .integral), Feature("at", .string), Feature("v", .fractional), Feature("w", .string)])
  var store: FeatureStore { FeatureStore(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try store.create(group, pipeline: nil)
    for number in 1...9 {
      try store.put(
        [
          ("id", .integer(Int64(number % 3))), ("at", .text("2026-01-0\(number)")), ("v", .real(Double(number) / 4)),
          ("w", number == 5 ? .null : .text("")),
        ], into: group)
    }
    try temporary.load(
      "id,event_time,label,code\n1,2026-01-05,1.5,007\n2,2026-01-09,,\n0,2026-01-04,3,\"\"\n", into: "raw.e")
  }

  private var request: DatasetRequest {
    DatasetRequest(entities: .query(sql: "SELECT * FROM raw.e", parameters: [:]), groups: [.init("g")])
  }

  @Test("is made again to the last byte, whatever was written, corrected, added and loaded since")
  func again() throws {
    let first = try store.dataset(request)
    let noted = try store.note(first, run: "0123456789abcdef0123456789abcdef")
    try store.put([("id", .integer(1)), ("at", .text("2026-01-04")), ("v", .real(99)), ("w", .null)], into: group)
    try store.put([("id", .integer(1)), ("at", .text("2026-01-05")), ("v", .real(98)), ("w", .null)], into: group)
    try store.delete(record: "2", from: group, at: "2026-01-08")
    try store.update("g", FeatureStore.GroupChange(added: [Feature("x", .string)], timeToLive: TimeToLive(seconds: 1)))
    try temporary.execute("DELETE FROM raw.e", in: "raw")
    let again = try store.remake(String(noted.identifier.prefix(20)))
    #expect(again.columns == first.columns)
    #expect(again.columns.contentHash == noted.contentHash)
    #expect(try store.datasets(ofRun: "0123456789abcdef0123456789abcdef") == [noted])
  }

  @Test("is the only one of its run: the same rows are noted already, others are refused")
  func once() throws {
    let run = "0123456789abcdef0123456789abcdef"
    let first = try store.dataset(request)
    #expect(try store.isNoted(first, for: run) == false)
    let noted = try store.note(first, run: run)
    #expect(try store.isNoted(store.dataset(request), for: run))
    try store.put([("id", .integer(1)), ("at", .text("2026-01-05")), ("v", .real(98)), ("w", .null)], into: group)
    let other = try store.dataset(request)
    let error = #expect(throws: FeatureStoreError.self) { try store.isNoted(other, for: run) }
    #expect(error?.code == "run-has-dataset" && error?.found.contains(noted.identifier) == true)
  }

  @Test("says so where its records were erased")
  func erased() throws {
    let noted = try store.note(store.dataset(request))
    try store.erase(record: "1", from: group)
    let error = #expect(throws: FeatureStoreError.self) { try store.remake(noted.identifier) }
    #expect(error?.code == "dataset-changed")
  }

  @Test("keeps its group from being deleted by accident")
  func inUse() throws {
    try store.note(store.dataset(request))
    let error = #expect(throws: FeatureStoreError.self) { try store.delete("g") }
    #expect(error?.code == "group-in-use")
    // Where a group cannot become what is wanted, the way out that a message names is one that works.
    let narrow = FeatureGroup(
      name: "g", recordIdentifier: "id", eventTime: "at", features: [Feature("id", .integral), Feature("at", .string)])
    let changed = #expect(throws: FeatureStoreError.self) { try store.create(narrow, pipeline: nil) }
    #expect(changed?.remedy?.contains("`stockroom features delete g --yes --force`") == true)
    try store.delete("g", force: true)
    #expect(try store.groupNames().isEmpty)
  }

  @Test("of an empty group stays empty")
  func emptyGroup() throws {
    let empty = FeatureGroup(
      name: "empty", recordIdentifier: "id", eventTime: "at",
      features: [Feature("id", .integral), Feature("at", .string), Feature("v", .fractional)])
    try store.create(empty, pipeline: nil)
    var request = request
    request.groups = [.init("empty")]
    let noted = try store.note(store.dataset(request))
    try store.put([("id", .integer(1)), ("at", .text("2026-01-01")), ("v", .real(1))], into: empty)
    #expect(try store.remake(noted.identifier).parts[0].rowsMatched == 0)
  }

  @Test("of a run that begins anew is replaced, object and all; other datasets of the run stay")
  func anew() throws {
    let run = "0123456789abcdef0123456789abcdef"
    let dataset = try store.dataset(request)
    let other = try store.note(dataset, run: run, destination: "raw.rows")
    let first = try store.note(dataset, run: run, destination: FeatureStore.training)
    let second = try store.note(
      dataset, run: run, destination: FeatureStore.training, object: "p/execution/dataset/\(run).csv.gz")
    #expect(try store.datasets(ofRun: run) == [second])
    #expect(throws: FeatureStoreError.self) { try store.remake(first.identifier) }
    #expect(try !temporary.warehouse.objects.contains("feature_datasets/\(first.identifier)/entities.csv.gz"))
    #expect(try store.remake(second.identifier).columns == dataset.columns)
    #expect(try store.remake(other.identifier).columns == dataset.columns)
  }

  @Test("says which of its groups was deleted")
  func deletedGroup() throws {
    let noted = try store.note(store.dataset(request))
    try store.delete("g", force: true)
    let error = #expect(throws: FeatureStoreError.self) { try store.remake(noted.identifier) }
    #expect(error?.expected == "its feature group g")
  }

  @Test("that is unknown is an error")
  func unknown() {
    #expect(throws: FeatureStoreError.self) { try store.remake("zzz") }
    #expect(throws: FeatureStoreError.self) { try store.datasets(ofRun: "zzz") }
  }
}
