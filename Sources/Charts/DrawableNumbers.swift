extension Double {
  /// Whether a number has a place on an axis: finite, and small enough that a range of such numbers stays finite.
  var isDrawable: Bool { isFinite && abs(self) <= 1e150 }
}

/// The sentence of a description about values that have no place on an axis; empty where all have one.
func leftOutSentence(_ count: Int, what: String) -> String {
  switch count {
  case 0: ""
  case 1: " 1 \(what) that is not a finite number was left out."
  default: " \(NumberText.grouped(count)) \(what)s that are not finite numbers were left out."
  }
}
