import HTTPTypes

extension HTTPField.Name {
  /// The identity of a request, given by the client or made here.
  static let requestID = named("x-request-id")
  /// The identity of a prediction, given by the client (boto3's `InferenceId`) or made here.
  static let inferenceID = named("x-amzn-sagemaker-inference-id")
  /// The model version that answered, where SageMaker tells the production variant.
  static let invokedVariant = named("x-amzn-invoked-production-variant")
  /// The name that AWS clients give an error.
  static let amazonErrorType = named("x-amzn-errortype")

  private static func named(_ name: String) -> HTTPField.Name {
    guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
    return field
  }
}
