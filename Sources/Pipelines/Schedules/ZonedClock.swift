import Foundation

/// Local times of a time zone and the moments they are; moments are seconds since 1970.
struct ZonedClock {
  let zone: TimeZone

  init(_ zone: TimeZone) { self.zone = zone }

  private func offset(at moment: Int) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment)))
  }

  func day(at moment: Int) -> CivilDate {
    CivilDate(daysSince1970: Int((Double(moment + offset(at: moment)) / 86400).rounded(.down)))
  }

  func secondsOfDay(at moment: Int) -> Int {
    ((moment + offset(at: moment)) % 86400 + 86400) % 86400
  }

  /// The moment of a local time: the first one where it comes twice, the jump over it where it does not come.
  func moment(_ day: CivilDate, secondsOfDay: Int) -> Int {
    let local = day.daysSince1970 * 86400 + secondsOfDay
    let (before, after) = (offset(at: local - 86400 - offset(at: local)), offset(at: local + 86400 - offset(at: local)))
    // The larger offset gives the earlier moment.
    for candidate in [max(before, after), min(before, after)] where offset(at: local - candidate) == candidate {
      return local - candidate
    }
    return change(between: local - 86400 - before, and: local + 86400 - after)
  }

  /// Every minute of a local day on which the clocks change; `nil` where they do not.
  func minutesOfChangingDay(_ day: CivilDate) -> [Int]? {
    let (start, end) = (moment(day, secondsOfDay: 0), moment(day.next, secondsOfDay: 0))
    guard offset(at: start) != offset(at: end) || end - start != 86400 else { return nil }
    return Array(stride(from: start, to: end, by: 60))
  }

  /// The first moment with the offset of `last`, between two moments whose offsets differ.
  private func change(between first: Int, and last: Int) -> Int {
    var (low, high) = (first, last)
    let old = offset(at: first)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(at: middle) == old { low = middle } else { high = middle }
    }
    return high
  }
}
