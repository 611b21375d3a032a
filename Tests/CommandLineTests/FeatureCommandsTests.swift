import Fixtures
import Foundation
import Testing

@Suite("stockroom features")
struct FeatureCommandsTests {
  let stockroom: Program

  init() throws {
    stockroom = try Program()
    try stockroom.write(
      """
      feature_group: prices
      record_identifier: product
      event_time: at
      features: { product: String, at: String, price: { type: Fractional, minimum: 0 } }

      """, to: "prices.yml")
    try stockroom.write("product,at,price\na,2026-01-01,1.5\nb,2026-01-02,2\nc,2026-01-02,-1\n", to: "prices.csv")
  }

  @discardableResult
  private func run(_ arguments: String..., status: Int32 = 0) throws -> ProgramRun {
    let run = try stockroom.run(arguments)
    #expect(run.status == status, "\(arguments.joined(separator: " ")): \(run.errors)")
    return run
  }

  private func fill() throws {
    try run("features", "create", "--file", "prices.yml")
    try run("features", "ingest", "prices", "--file", "prices.csv", "--on-error", "reject", "bad.csv")
  }

  @Test("answers say what is history, what was taken in already, and why a record has no state")
  func answers() throws {
    try fill()
    try run("features", "update", "prices", "--ttl", "1d")
    try stockroom.write("product,at,price\ne,2026-01-01,1\nf\n", to: "more.csv")
    let ingest = [
      "features", "ingest", "prices", "--file", "more.csv", "--batch", "k", "--on-error", "reject", "bad.csv",
    ]
    #expect(try stockroom.run(ingest).output == "2 rows read, 1 written, 0 unchanged, 1 rejected\n")
    let again = try stockroom.run(ingest)
    #expect(again.output.hasPrefix("batch k was taken in already at 20"))
    #expect(again.output.hasSuffix("from more.csv (2 rows read, 1 written, 1 rejected): nothing was done\n"))
    #expect(
      try run("features", "put-record", "prices", "product=b", "at=2026-01-01", "price=3").output
        == "record written as history: its newest state is of 2026-01-02T00:00:00.000Z\n")
    #expect(
      try run("features", "delete-record", "prices", "b", "--at", "2025-12-31").output
        == "record b deleted in its history: its newest state, of 2026-01-02T00:00:00.000Z, stays\n")
    try run("features", "delete-record", "prices", "a", "--at", "2026-02-01")
    let missing = try run("features", "get", "prices", "a", "b", "zzz", status: 3).errors
    #expect(missing.contains("record a (deleted from 2026-02-01T00:00:00.000Z on)"))
    #expect(
      missing.contains(
        "record b (expired: its newest state is of 2026-01-02T00:00:00.000Z, and the time to live is 1d)"))
    #expect(missing.contains("record zzz (never written)"))
    #expect(try run("features", "as-of", "prices", "now", "--format", "csv").output.split(separator: "\n").count == 1)
    #expect(try run("features", "ingest", "prices", status: 2).errors.contains("--source SQL"))
  }

  @Test("get names the record of every row first, also where only some features are wanted")
  func wantedFeatures() throws {
    try fill()
    #expect(
      try run("features", "get", "prices", "a", "b", "--features", "price", "--format", "csv").output
        == "product,price\na,1.5\nb,2.0\n")
    #expect(
      try run("features", "get", "prices", "a", "--features", "price, product", "--format", "csv").output
        == "product,price\na,1.5\n")
    for features in ["", " , "] {
      #expect(
        try run("features", "get", "prices", "a", "--features", features, status: 2).errors.contains("--features"))
    }
  }

  @Test("a definition is read from standard input too, and tags come back one by one from JSON")
  func standardInput() throws {
    let text = try String(contentsOf: stockroom.directory.url.appending(path: "prices.yml"), encoding: .utf8)
    let made = try stockroom("features", "create", "--file", "/dev/stdin", input: text)
    #expect(made.output.contains("created with 3 features"), "\(made.errors)")
    try run("features", "update", "prices", "--tag", "a=b c=d", "--tag", "z=1, y=2")
    struct Tagged: Decodable { let tags: String }
    let list = try run("features", "list", "--format", "json").output
    let one = try run("features", "describe", "prices", "--format", "json").output
    let found = try run("features", "search", "price", "--format", "json").output
    let decoder = JSONDecoder()
    for tagged in [
      try decoder.decode([Tagged].self, from: Data(list.utf8))[0],
      try decoder.decode([Tagged].self, from: Data(found.utf8))[0],
      try decoder.decode(Tagged.self, from: Data(one.utf8)),
    ] {
      #expect(
        try decoder.decode([String: String].self, from: Data(tagged.tags.utf8)) == ["a": "b c=d", "z": "1, y=2"])
    }
  }

  @Test("a search says nothing of the case of letters, also of those that are not ASCII")
  func searchInAnyCase() throws {
    try fill()
    try run(
      "features", "update", "prices", "--describe", "price=Höchster Preis in Łódź, größe 1", "--add", "Łukasz:String")
    for word in ["HÖCHSTER", "höchster", "łÓDŹ", "GRÖSSE", "Größe", "łUKASZ", "PREIS"] {
      #expect(
        try run("features", "search", word, "--format", "csv").output.split(separator: "\n").count == 2, "\(word)")
    }
  }

  @Test("a feature with an equals sign in its name is described and gets a range like any other")
  func equalsSigns() throws {
    try fill()
    try run(
      "features", "update", "prices", "--add", "a=b:Integral", "--range", "a=b=0..5", "--describe", "a=b=is x=y",
      "--describe", "price=p=q")
    let features = try run("features", "describe", "prices", "--format", "csv").output
    #expect(features.contains("4,a=b,Integral,,0.0,5.0,0,is x=y\n"), "\(features)")
    #expect(features.contains("3,price,Fractional,,0.0,,0,p=q\n"))
    // The keys of a record are never NULL.
    #expect(features.contains("1,product,String,record identifier,,,1,\n"))
    #expect(features.contains("2,at,String,event time,,,1,\n"))
  }

  @Test("what --show-sql prints of a question about records gives its rows, and now is a moment of a comparison")
  func shownSQL() throws {
    try fill()
    try run("features", "put-record", "prices", "product=b", "at=2026-01-02", "price=2.5")
    for question in [
      ["head", "prices", "-n", "1"], ["latest", "prices", "b"], ["history", "prices", "b"],
      ["as-of", "prices", "2026-01-02"],
      ["diff", "prices", "--from", "2026-01-01", "--to", "2026-01-03", "--by", "event"],
      ["diff", "prices", "--from", "2026-01-01", "--to", "2026-01-03", "--by", "event", "--records"],
    ] {
      let rows = try stockroom.run(["features"] + question + ["--format", "csv"])
      let sql = try stockroom.run(["features"] + question + ["--show-sql"]).output
      #expect(rows.status == 0)
      #expect(try run("query", sql, "--format", "csv").output == rows.output, "\(sql)")
      // Where there is a plain sqlite3, it runs it as well.
      let plain = try? ProgramRun(
        "sqlite3", ["-batch", "-init", "warehouse/attach.sql", "-csv", "-header", ":memory:"], input: Array(sql.utf8),
        in: stockroom.directory.url)
      if let plain, plain.status != 127 {
        #expect(plain.output.replacing("\r\n", with: "\n") == rows.output, "\(plain.errors)")
      }
    }
    #expect(
      try run("features", "diff", "prices", "--from", "2026-01-01", "--to", "now", "--format", "csv").output
        .hasPrefix("what,name,count\nrecords,new,2\n"))
  }

  @Test("records as JSON keep every digit, each key once; commands in messages go to the same warehouse")
  func recordsAsJSON() throws {
    try run(
      "features", "create", "counts", "--query", "SELECT 1 AS id, '2026-01-01' AS at, 1 AS n", "--record-identifier",
      "id", "--event-time", "at")
    func put(_ n: String, status: Int32 = 0) throws -> ProgramRun {
      try run(
        "features", "put-record", "counts", "--json", "{\"id\": 1, \"at\": \"2026-01-01\", \"n\": \(n)}", status: status
      )
    }
    _ = try put("9007199254740993.0")
    #expect(
      try run("query", "SELECT n FROM feature_store.counts", "--format", "csv").output == "n\n9007199254740993\n")
    #expect(try put("-9223372036854775809", status: 1).errors.contains("a whole number of 64 bits"))
    #expect(try put("1, \"n\": 2", status: 2).errors.contains("each key once"))
    #expect(try put("1e400", status: 2).errors.contains("1e400 for n"))
    #expect(try put("[1]", status: 2).errors.contains("[1] for n"))
    let empty = try run("features", "ingest", "counts", "--query", "SELECT 1", "--batch", "", status: 2)
    #expect(empty.errors.contains("--batch takes a key"))
    let path = stockroom.warehouse.path
    try run("features", "create", "--file", "prices.yml")
    let hint = try run("features", "ingest", "prices", "--warehouse", path, status: 2)
    #expect(hint.errors.contains("--source SQL --warehouse \(path)`"))
  }

  @Test("a group is made from a file, filled, read at any moment, and corrected")
  func wholeDay() throws {
    #expect(try run("features", "create", "--file", "prices.yml").output.contains("created with 3 features"))
    #expect(try run("features", "create", "--file", "prices.yml").output.contains("the same"))
    let refused = try stockroom.failing("features", "ingest", "prices", "--file", "prices.csv")
    #expect(refused.contains("prices.csv, line 4, column price: expected a number of at least 0.0, found \"-1\""))
    try stockroom.write("product,at\na,2026-01-01\n", to: "narrow.csv")
    let narrow = try stockroom.failing("features", "ingest", "prices", "--file", "narrow.csv")
    #expect(narrow.contains("add price to the header"))
    let same = try stockroom.failing(
      "features", "ingest", "prices", "--file", "prices.csv", "--on-error", "reject", "prices.csv", status: 1)
    #expect(same.contains("another file for bad rows"))
    let filled = try run("features", "ingest", "prices", "--file", "prices.csv", "--on-error", "reject", "bad.csv")
    #expect(filled.output == "3 rows read, 2 written, 0 unchanged, 1 rejected\n")
    #expect(filled.errors.contains("1 bad row is in bad.csv"))
    #expect(
      try run("features", "ingest", "prices", "--query", "SELECT 'a' AS product, '2026-01-01' AS at, 1.5 AS price")
        .output
        == "1 row read, 0 written, 1 unchanged, 0 rejected\n")
    #expect(
      try run("features", "put-record", "prices", "product=a", "at=2026-01-01", "price=1.75").output
        == "record written\n")
    #expect(
      try run(
        "features", "put-record", "prices", "--json", "{\"product\": \"d\", \"at\": \"2026-01-03\", \"price\": null}"
      )
      .output == "record written\n")
    #expect(try run("features", "delete-record", "prices", "b", "--at", "2026-01-05").output == "record b deleted\n")
    #expect(try run("features", "latest", "prices", "--format", "csv").output.split(separator: "\n").count == 3)
    #expect(
      try run("query", "SELECT product, price FROM feature_store.prices__latest ORDER BY 1", "--format", "csv").output
        == "product,price\na,1.75\nd,\n")
    #expect(try run("features", "as-of", "prices", "2026-01-04").output.contains("b "))
    #expect(try run("features", "history", "prices", "a", "--format", "csv").output.split(separator: "\n").count == 3)
    #expect(
      try run("features", "get", "prices", "a", "--features", "price", "--format", "csv").output
        == "product,price\na,1.75\n")
    #expect(try run("features", "get", "prices", "a", "zzz", status: 3).errors.contains("zzz"))
    #expect(try run("features", "latest", "prices", "zzz", status: 3).errors.contains("no state of record zzz"))
    #expect(try run("features", "history", "prices", "zzz", status: 3).errors.contains("zzz"))
    #expect(try run("features", "as-of", "prices", "2026-01-04", "--record", "zzz", status: 3).errors.contains("zzz"))
    #expect(try run("features", "search", "PRICE").output.contains("Fractional"))
    #expect(try run("features", "profile", "prices", "--by", "month").output.contains("2026-01"))
    #expect(try run("features", "diff", "prices", "--from", "2020-01-01", "--to", "2100-01-01").output.contains("new"))
    #expect(try run("features", "freshness").output.contains("prices"))
    #expect(try run("features", "freshness", "prices", "--max-age", "1s", status: 3).errors.contains("prices"))
    #expect(try run("features", "erase-record", "prices", "a", "--yes").output == "2 rows erased\n")
  }

  /// Runs the first command in backticks that a message proposes, as a shell reads it.
  private func runProposed(by errors: String, _ beginning: String) throws {
    let quoted = errors.split(separator: "`").map(String.init)
    let command = try #require(quoted.first { $0.hasPrefix(beginning) }, "\(errors)")
    let executable = try #require(Program.executable)
    let shell = try ProgramRun(
      "sh", ["-c", command.replacing("stockroom", with: executable, maxReplacements: 1)],
      environment: ["STOCKROOM_WAREHOUSE": stockroom.warehouse.path], in: stockroom.directory.url)
    #expect(shell.status == 0, "\(shell.errors)")
  }

  @Test("a changed file is refused with the command that migrates the group; that command, as printed, works")
  func migration() throws {
    try fill()
    try stockroom.write(
      """
      feature_group: prices
      description: It's new
      record_identifier: product
      event_time: at
      tags: { a b: "c=d" }
      ttl: 30d
      features:
        product: String
        at: { type: String, description: "-5, as it was" }
        price: { type: Fractional, minimum: -5, maximum: 90 }
        "it's new": { type: Integral, minimum: 0, description: what }

      """, to: "it's wide.yml")
    let errors = try stockroom.failing(
      "features", "create", "--file", "it's wide.yml", "--ttl", "2d", "--description=-x y")
    #expect(errors.contains("price: minimum -5 instead of 0, maximum 90 instead of none"))
    try runProposed(by: errors, "stockroom features update")
    #expect(
      try run("features", "create", "--file", "it's wide.yml", "--ttl", "2d", "--description=-x y").output
        .contains("the same"))
    let back = try run("features", "update", "prices", "--file", "it's wide.yml")
    #expect(
      back.output == """
        feature group prices changed, 4 features now
          description "It's new" instead of "-x y"
          time to live 30d instead of 2d

        """)
    #expect(
      try run("features", "update", "prices", "--file", "it's wide.yml").output
        == "feature group prices: nothing changed\n")
    #expect(
      try stockroom.failing("features", "update", "prices", "--file", "prices.yml").contains("it's new: left out"))
  }

  @Test("a changed query is refused with the options that migrate the group; they work as printed")
  func queryMigration() throws {
    let old = "SELECT 'a' AS product, '2026-01-01' AS at, 1 AS units"
    let new = "SELECT 'a' AS product, '2026-01-01' AS at, 1 AS units, 'it''s' AS note"
    func create(_ sql: String) -> [String] {
      ["features", "create", "notes", "--query", sql, "--record-identifier", "product", "--event-time", "at"]
    }
    #expect(try stockroom.run(create(old)).status == 0)
    try run(
      "features", "update", "notes", "--range", "units=0..", "--describe", "units=sold", "--tag", "a=b", "--ttl", "1d",
      "--description", "Notes", "--require", "units")
    let refused = try stockroom.run(create(new))
    #expect(refused.status == 1)
    try runProposed(by: refused.errors, "stockroom features update")
    #expect(try stockroom.run(create(new)).output.contains("the same"))
    #expect(try run("features", "ingest", "notes").output.hasPrefix("1 row read, 1 written"))
    #expect(try stockroom.run(create(old)).errors.contains("give note in the query too"))
  }

  @Test("a group is described with what is known of it and its features, also as one JSON object")
  func described() throws {
    try fill()
    try run("features", "update", "prices", "--description", "What things cost", "--ttl", "36h", "--tag", "team=demand")
    let table = try run("features", "describe", "prices").output
    for part in [
      "What things cost", "record_identifier", "36h", #"{"team":"demand"}"#, "records_written",
      "2026-01-02T00:00:00.000Z",
      "prices.csv", "number", "Fractional",
    ] { #expect(table.contains(part), "\(part)") }
    struct Group: Decodable {
      struct Feature: Decodable {
        let feature_name: String
        let minimum: Double?
      }
      let feature_group_name: String
      let records_written: Int
      let features: [Feature]
    }
    let json = try run("features", "describe", "prices", "--format", "json").output
    let group = try JSONDecoder().decode(Group.self, from: Data(json.utf8))
    #expect(group.feature_group_name == "prices" && group.records_written == 2)
    #expect(group.features.map(\.feature_name) == ["product", "at", "price"])
    #expect(group.features[2].minimum == 0)
    #expect(
      try run("features", "describe", "prices", "--format", "csv").output.hasPrefix("number,feature_name,feature_type,")
    )
  }

  @Test("a file that is none of the group is said to be so")
  func foreignFile() throws {
    try fill()
    try stockroom.write("# Stockroom\n\nA warehouse.\n", to: "README.md")
    let errors = try stockroom.failing("features", "ingest", "prices", "--file", "README.md")
    #expect(errors.contains("does not look like records of prices"))
    #expect(!errors.contains("--add"))
  }

  @Test("a training set goes to a table, is listed, and is made again from its id after new data arrived")
  func dataset() throws {
    try fill()
    try stockroom.write("product,event_time\na,2026-01-02\nb,2026-01-01\nb,2026-01-03\n", to: "rows.csv")
    let made = try run("features", "dataset", "--entities", "rows.csv", "--groups", "prices", "--to", "training.rows")
    #expect(made.output == "3 rows of 3 columns in table training.rows\n")
    #expect(made.errors.contains("prices: 2 of 3 rows have a state"))
    let identifier = try #require(made.errors.split(separator: " ").last).trimmingCharacters(
      in: .whitespacesAndNewlines)
    #expect(try run("features", "datasets").output.contains(identifier))
    try run("features", "put-record", "prices", "product=a", "at=2026-01-01", "price=9")
    let again = try run("features", "dataset", "--dataset", identifier, "--format", "csv").output
    #expect(
      again == """
        product,event_time,price
        a,2026-01-02T00:00:00.000Z,1.5
        b,2026-01-01T00:00:00.000Z,
        b,2026-01-03T00:00:00.000Z,2.0

        """)
    #expect(
      try run("query", "SELECT sum(price) AS p FROM training.rows", "--format", "csv").output == "p\n3.5\n")
    let sql = try run(
      "features", "dataset", "--entities", "SELECT 'a' AS product, '2026-01-02T00:00:00.000Z' AS event_time",
      "--groups", "prices", "--show-sql"
    ).output
    #expect(try stockroom.run(["query", "-", "--format", "csv"], input: sql).output.hasSuffix(",9.0\n"))
    #expect(
      try stockroom.failing(
        "features", "dataset", "--entities", "rows.csv", "--groups", "prices", "--to", "training.rows"
      )
      .contains("--replace"))
  }

  @Test("what cannot be undone asks for --yes; wrong usage ends with code 2")
  func usage() throws {
    try fill()
    let unsure = try stockroom.failing("features", "delete", "prices", status: 2)
    #expect(unsure.contains("add --yes") && !unsure.contains("Usage"))
    _ = try stockroom.failing("features", "erase-record", "prices", "a", status: 2)
    _ = try stockroom.failing("features", "create", "x", status: 2)
    _ = try stockroom.failing("features", "update", "prices", status: 2)
    _ = try stockroom.failing("features", "update", "prices", "--add", "x", status: 2)
    _ = try stockroom.failing("features", "update", "prices", "--range", "price=cheap", status: 2)
    _ = try stockroom.failing("features", "update", "prices", "--range", "price", status: 2)
    _ = try stockroom.failing("features", "update", "prices", "--source", "", status: 2)
    _ = try stockroom.failing("features", "update", "prices", "--tag", "a=b", "--untag", "a", status: 2)
    _ = try stockroom.failing(
      "features", "create", "--file", "prices.yml", "--record-identifier", "product", status: 2)
    _ = try stockroom.failing("features", "ingest", "prices", status: 2)
    _ = try stockroom.failing("features", "ingest", "prices", "--file", "prices.csv", "--on-error", "skip", status: 2)
    _ = try stockroom.failing("features", "as-of", "prices", "soon", status: 2)
    _ = try stockroom.failing("features", "dataset", "--groups", "prices", status: 2)
    try run("features", "delete", "prices", "--yes")
    #expect(try stockroom.failing("features", "head", "prices").contains("features create"))
  }

  @Test("identifiers that begin with a dash are found: negative numbers as they are, others behind --")
  func dashes() throws {
    try run(
      "features", "create", "depths", "--query", "SELECT -5 AS id, '2026-01-01' AS at, 1.0 AS depth",
      "--record-identifier", "id", "--event-time", "at")
    try run("features", "ingest", "depths")
    let history = try run("features", "history", "depths", "-5", "--format", "csv").output
    #expect(history.split(separator: "\n").count == 2)
    #expect(try run("features", "history", "depths", "--format", "csv", "--", "-5").output == history)
    #expect(try run("features", "latest", "depths", "-6", status: 3).errors.contains("no state of record -6"))
    #expect(try run("features", "history", "depths", "-abc", status: 2).errors.contains("behind the mark --"))
    #expect(try run("features", "history", "depths", "--", "-abc", status: 1).errors.contains("a whole number"))
  }

  @Test("a search tells where the word is, and wants a word")
  func search() throws {
    try fill()
    try run("features", "update", "prices", "--tag", "team=demand", "--description", "What a product costs")
    func found(_ word: String) throws -> [[Substring]] {
      try run("features", "search", word, "--format", "csv").output.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
    }
    #expect(try found("DEMAND").map { $0[2] } == ["tag team=demand", "tag team=demand", "tag team=demand"])
    let product = try run("features", "search", "product", "--format", "csv").output
    #expect(product.contains("prices,product,\"name, group description\","))
    #expect(product.contains("prices,price,group description,"))
    #expect(try run("features", "search", " ", status: 2).errors.contains("Give a word"))
  }

  @Test("wrong times and ages are told by the option they stand in")
  func wrongOptions() throws {
    try fill()
    let age = try run("features", "freshness", "--max-age", "soon", status: 2).errors
    #expect(age.contains("--max-age: expected a whole number of at least 1 with d, h, m or s"))
    let diff = try run("features", "diff", "prices", "--from", "2026-02-01", "--to", "2026-01-01", status: 2).errors
    #expect(diff.contains("--from: expected a moment that is not after --to, 2026-01-01T00:00:00.000Z"))
  }

  @Test("a profile shows people rounded figures, and programs all digits")
  func rounding() throws {
    let values = (0..<3).map { "SELECT \($0) AS id, '2026-01-01' AS at, 0.1 AS x, 12345678.125 AS y" }
    try run(
      "features", "create", "g", "--query", values.joined(separator: " UNION ALL "), "--record-identifier", "id",
      "--event-time", "at")
    try run("features", "ingest", "g")
    let table = try run("features", "profile", "g", "--features", "x,y").output
    #expect(!table.contains("0000000"), "\(table)")
    #expect(table.contains("12345678.0") && table.contains(" 0.1 "))
    #expect(try run("features", "profile", "g", "--format", "csv").output.contains("12345678.125"))
  }
}
