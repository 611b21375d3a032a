/// The name of a resource as events give it: `arn:aws:sagemaker:local:000000000000:model-package/GROUP/3`.
public enum AmazonResourceName {
  /// The name of something that SageMaker would keep.
  /// - Parameters:
  ///   - kind: such as `model-package`, `endpoint`, `pipeline`.
  ///   - name: the name, with slashes between its parts.
  public static func sagemaker(_ kind: String, _ name: String) -> String {
    "arn:aws:sagemaker:\(Event.region):\(Event.account):\(kind)/\(name)"
  }
}
