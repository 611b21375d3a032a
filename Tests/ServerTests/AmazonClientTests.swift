import Endpoints
import Fixtures
import Foundation
import Server
import Testing

@Suite("The AWS client for Python, unchanged")
struct AmazonClientTests {
  private static let hasClient: Bool = {
    guard ProgramRun.isInstalled("python3") else { return false }
    return (try? ProgramRun("python3", ["-c", "import boto3"]))?.status == 0
  }()

  private static let script = """
    import boto3, botocore.config, json, sys
    url, key, secret = sys.argv[1:]
    client = boto3.client("sagemaker-runtime", endpoint_url=url, region_name="eu-central-1", aws_access_key_id=key,
        aws_secret_access_key=secret, config=botocore.config.Config(retries={"max_attempts": 0}))
    found = {}
    try:
        answer = client.invoke_endpoint(EndpointName="prod", ContentType="text/csv", Body="1,2,0,3", InferenceId="sale 7")
        found["csv"] = answer["Body"].read().decode()
        found["type"] = answer["ContentType"]
        found["variant"] = answer["InvokedProductionVariant"]
        answer = client.invoke_endpoint(EndpointName="prod", ContentType="application/json", Accept="application/json",
            Body=json.dumps({"instances": [{"a": 1, "b": 2, "c": 0, "d": 3}]}).encode())
        found["json"] = json.loads(answer["Body"].read())
        client.invoke_endpoint(EndpointName="prod", ContentType="text/csv", Body="1,x,0,3")
    except client.exceptions.ClientError as error:
        found["code"] = error.response["Error"]["Code"]
        found["message"] = error.response["Error"].get("Message", "")
        found["status"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
    print(json.dumps(found))
    """

  private static func call(_ server: RunningServer, key: String, secret: String) throws -> [String: Any] {
    let run = try ProgramRun(
      "python3", ["-c", script, "http://127.0.0.1:\(server.port)", key, secret],
      environment: ["AWS_PROFILE": nil, "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"])
    try #require(run.status == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.outputBytes)) as? [String: Any])
  }

  @Test("gets its predictions, and errors as it knows them", .enabled(if: hasClient, "python3 has no boto3"))
  func predictions() async throws {
    try await RunningServer.run { server in
      let found = try Self.call(server, key: "any", secret: "thing")
      let csv = try #require((found["csv"] as? String).flatMap { Double($0.dropLast()) })
      #expect((1000..<1100).contains(csv))
      #expect(found["type"] as? String == "text/csv")
      #expect(found["variant"] as? String == "Demand-1")
      #expect((found["json"] as? [String: Any])?["predictions"] as? [Double] == [csv])
      #expect(found["code"] as? String == "ValidationError")
      #expect(found["status"] as? Int == 400)
      #expect((found["message"] as? String)?.contains("row 1, b") == true)
    }
  }

  @Test(
    "is let in with a key that is configured, and refused with any other",
    .enabled(if: hasClient, "python3 has no boto3"),
    arguments: [
      ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", 400), ("AKIDEXAMPLE", "wrong", 403),
      ("OTHER", "wJalrXUtnFEMI/K7MDENG", 403),
    ])
  func signatures(key: String, secret: String, status: Int) async throws {
    try await RunningServer.run({ $0.policy.signingKeys = ["AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG"] }) { server in
      let found = try Self.call(server, key: key, secret: secret)
      // The last call of the script sends a wrong row, so that the right key ends with 400.
      #expect(found["status"] as? Int == status, "\(found)")
      #expect((found["csv"] != nil) == (status == 400))
      #expect(try server.invoke("1,2,0,3").status == 401)
    }
  }
}
