import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Endpoints on the command line")
struct EndpointCommandTests {
  let stockroom: Program

  init() throws {
    stockroom = try Program()
    let warehouse = try openWarehouse(stockroom)
    for level in 1...2 { try ServedModels.approved(level: level, in: warehouse) }
    try ServedModels.register(level: 3, in: warehouse)
  }

  @Test("create, deploy, roll back, delete; each says what serves, and the history keeps it")
  func life() throws {
    let created = try stockroom("endpoint", "create", "prod", "--group", "Demand", "--model-version", "1")
    #expect(created.output == "prod: InService, serves Demand version 1, configuration 1\n", "\(created.errors)")
    // The newest approved version, of the group that serves.
    #expect(try stockroom("endpoint", "deploy", "prod").output.contains("Demand version 2, configuration 2"))
    #expect(try stockroom("endpoint", "deploy", "prod").output.contains("(nothing changed)"))
    #expect(try stockroom("endpoint", "rollback", "prod", "--reason", "worse").output.contains("Demand version 1"))
    let list = try stockroom("endpoint", "list", "--format", "csv")
    #expect(list.output.split(separator: "\n").dropFirst().first?.hasPrefix("prod,InService,Demand,1,1,") == true)
    let history = try stockroom("endpoint", "history", "prod", "--format", "csv", "--limit", "1").output
    #expect(history.contains("RollingBack,InService,1,Demand,1"))
    #expect(history.contains("worse"))
    #expect(try stockroom("endpoint", "show", "prod").output.contains("a, b, c, d"))
    #expect(try stockroom("endpoint", "delete", "prod").status == 0)
    #expect(try stockroom("endpoint", "list", "--format", "json").output == "[]\n")
    #expect(try stockroom("endpoint", "history", "prod", "--format", "csv").output.contains("Deleted"))
  }

  @Test(
    "what cannot be done ends with 1, says why and changes nothing",
    arguments: [
      (["endpoint", "create", "prod", "--group", "Demand", "--model-version", "3"], "PendingManualApproval"),
      (["endpoint", "create", "prod", "--group", "Nothing"], "no-approved|an approved version"),
      (["endpoint", "show", "prod"], "endpoint prod"), (["endpoint", "rollback", "prod"], "endpoint prod"),
      (["endpoint", "delete", "prod"], "endpoint prod"),
      (["endpoint", "invoke", "prod", "--row", "1,2,3,4"], "endpoint prod"),
      (["endpoint", "transform", "prod", "--input", "a.b", "--output", "c.d"], "endpoint prod"),
    ])
  func refusals(arguments: [String], part: String) throws {
    let run = try stockroom.run(arguments)
    #expect(run.status == 1)
    #expect(part.split(separator: "|").contains { run.errors.contains($0) }, "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test("invoke answers without a server, in every format")
  func invoke() throws {
    #expect(try stockroom("endpoint", "create", "prod", "--group", "Demand").status == 0)
    let csv = try stockroom("endpoint", "invoke", "prod", "--row", "1,2,0,3", "--row", "4,5,1,6")
    #expect(csv.output.split(separator: "\n").compactMap { Double($0) }.count == 2, "\(csv.errors)")
    let json = try stockroom(
      "endpoint", "invoke", "prod", "--content-type", "application/json", "--explain",
      input: "{\"a\":1,\"b\":2,\"c\":0,\"d\":3}")
    #expect(json.output.hasPrefix("{\"predictions\":[20") && json.output.contains("shap_values"), "\(json.errors)")
    let wrong = try stockroom("endpoint", "invoke", "prod", "--row", "1,x,0,3")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("row 1, b"))
    #expect(try stockroom("endpoint", "invoke", "prod", "--content-type", "text/xml").status == 2)
    let query = try stockroom("query", "SELECT round(predict('prod', 1, 2, 0, 3)) AS p", "--format", "csv")
    #expect(query.output.hasPrefix("p\n20"), "\(query.errors)")
  }

  @Test("transform makes a table or a file, and says how many rows")
  func transform() throws {
    #expect(try stockroom("endpoint", "create", "prod", "--group", "Demand").status == 0)
    try stockroom.write("a,b,c,d\n1,2,0,3\n4,5,1,6\n", to: "in.csv")
    let run = try stockroom("endpoint", "transform", "prod", "--input", "in.csv", "--output", "forecast.sales")
    #expect(run.output == "2 rows in forecast.sales, predicted by Demand version 2\n", "\(run.errors)")
    let again = try stockroom("endpoint", "transform", "prod", "--input", "in.csv", "--output", "forecast.sales")
    #expect(again.output.contains("nothing was left to do"))
    #expect(
      try stockroom("endpoint", "transform", "prod", "--input", "forecast.sales", "--output", "out.csv").status == 1)
    #expect(try stockroom("endpoint", "transform", "prod", "--input", "in.csv", "--output", "out.csv").status == 0)
    #expect(
      try String(contentsOf: stockroom.directory.url.appending(path: "out.csv"), encoding: .utf8).hasPrefix(
        "a,b,c,d,prediction\n1,2,0,3,20"))
  }

  @Test("serve answers, takes over what another command deploys, and stops when it is told to")
  func serve() throws {
    #expect(
      try stockroom("endpoint", "create", "prod", "--group", "Demand", "--model-version", "1").status == 0)
    let server = try ServingProgram(stockroom)
    func level() throws -> Int { try Int(Double(server.invoke("1,2,0,3").dropLast()) ?? 0) / 1000 }
    #expect(try level() == 1)
    #expect(try stockroom("endpoint", "deploy", "prod").status == 0)
    while try level() == 1 { usleep(10_000) }
    #expect(try level() == 2)
    #expect(try server.stop() == 0)
    let captured = try stockroom("query", "SELECT count(*) > 0 AS n FROM data_capture.predictions", "--format", "csv")
    #expect(captured.output == "n\n1\n")
  }

  @Test("serve that is told to stop answers the requests that are coming in, small and large ones, and then ends")
  func gracefulStop() throws {
    #expect(try stockroom("endpoint", "create", "prod", "--group", "Demand").status == 0)
    let server = try ServingProgram(stockroom)
    _ = try server.invoke("1,2,0,3")
    let bodies = ["1,2,0,3\n4,5,1,6", String(repeating: "1,2,0,3\n", count: 20_000)]
    let connections = try bodies.map { body in
      let whole = RawConnection.request("POST", "/endpoints/prod/invocations", body: Array("1,2,0,3".utf8))
      let bytes = RawConnection.request("POST", "/endpoints/prod/invocations", body: Array(body.utf8))
      let connection = try RawConnection(port: server.port)
      // In one piece with a request that is answered, so that the server has the head of the next one by then.
      try connection.send(whole + bytes.prefix(90))
      #expect(try connection.answer()?.status == 200)
      return (connection, Array(bytes.dropFirst(90)))
    }
    server.terminate()
    while (try? RawConnection(port: server.port)) != nil { usleep(5000) }
    for (connection, rest) in connections {
      try connection.send(rest)
      #expect(try connection.answer()?.status == 200)
      #expect(try connection.isClosed())
    }
    #expect(try server.stop() == 0)
  }

  @Test("serve that is killed loses no endpoint, and another one serves at once")
  func killed() throws {
    #expect(try stockroom("endpoint", "create", "prod", "--group", "Demand").status == 0)
    for _ in 0..<3 {
      let server = try ServingProgram(stockroom)
      #expect(try server.invoke("1,2,0,3").hasPrefix("20"))
      server.kill()
    }
  }

  @Test("serve without a key listens to its own machine only")
  func openAddress() throws {
    let run = try stockroom.run(
      ["serve", "--host", "0.0.0.0"],
      environment: ["STOCKROOM_ACCESS_KEY_ID": nil, "STOCKROOM_SECRET_ACCESS_KEY": nil])
    #expect(run.status == 1)
    #expect(run.errors.contains("STOCKROOM_ACCESS_KEY_ID"))
  }

  @Test("serve takes no port or size that makes no sense", arguments: [["--port", "70000"], ["--max-body", "0"]])
  func senseless(options: [String]) throws {
    let run = try stockroom.run(["serve"] + options)
    #expect(run.status == 2)
  }
}
