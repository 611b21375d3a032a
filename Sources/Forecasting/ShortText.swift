import Foundation

extension Double {
  /// The number with five significant digits, for messages.
  var shortText: String {
    formatted(.number.precision(.significantDigits(1...5)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
  }
}
