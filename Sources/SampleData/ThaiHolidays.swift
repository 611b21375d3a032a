/// The public holidays of Thailand, and how much each of them changes what a shop sells.
///
/// Fixed dates follow the calendar of the present reign and are applied to every year. The Buddhist days follow the moon
/// and come from a table for 2020…2030; in other years they are left out. The table was compared with the Python package
/// `holidays` 0.108 (days of the Bank of Thailand's announcements up to 2025; later ones computed from the Thai lunar
/// calendar and subject to the yearly announcement). Substitution days, bridge days and one-off changes, such as the
/// postponed Songkran of 2020, are not part of it.
package struct ThaiHolidays: Sendable {
  /// A holiday with its effect on the logarithm of the demand.
  package struct Holiday: Sendable, Equatable {
    package let name: String
    package let logEffect: Double
  }

  /// What is celebrated on that day, or `nil` on an ordinary one. Where two holidays meet, both names are given, with
  /// ` / ` between them, and the larger effect counts.
  package static func holiday(on date: CalendarDate) -> Holiday? {
    var found: Holiday?
    func add(_ name: String, _ logEffect: Double) {
      if let first = found {
        found = Holiday(name: first.name + " / " + name, logEffect: max(first.logEffect, logEffect))
      } else {
        found = Holiday(name: name, logEffect: logEffect)
      }
    }
    let key = date.month * 100 + date.day
    for entry in fixed where entry.key == key { add(entry.name, entry.logEffect) }
    for entry in lunar where entry.year == date.year && entry.key == key { add(entry.name, entry.logEffect) }
    return found
  }

  /// The years for which the table holds the Buddhist days.
  package static let lunarYears = 2020...2030

  /// Month * 100 + day, name, effect.
  private static let fixed: [(key: Int, name: String, logEffect: Double)] = [
    (101, "New Year's Day", 0.22),
    (406, "Chakri Memorial Day", 0.12),
    (413, "Songkran Festival", 0.24), (414, "Songkran Festival", 0.24), (415, "Songkran Festival", 0.24),
    (501, "Labour Day", 0.12),
    (504, "Coronation Day", 0.12),
    (603, "Queen Suthida's Birthday", 0.12),
    (728, "King Vajiralongkorn's Birthday", 0.14),
    (812, "Queen Sirikit's Birthday and Mother's Day", 0.22),
    (1013, "King Bhumibol Memorial Day", 0.10),
    (1023, "Chulalongkorn Day", 0.12),
    (1205, "King Bhumibol's Birthday and Father's Day", 0.20),
    (1210, "Constitution Day", 0.12),
    (1231, "New Year's Eve", 0.26),
  ]

  /// Makha Bucha (full moon of the third lunar month), Visakha Bucha (sixth), Asanha Bucha (eighth) and, on the day after
  /// it, Khao Phansa, the beginning of the Buddhist Lent.
  private static let lunar: [(year: Int, key: Int, name: String, logEffect: Double)] = buddhistDays.flatMap { row in
    [
      (row.year, row.makha, "Makha Bucha Day", 0.10), (row.year, row.visakha, "Visakha Bucha Day", 0.10),
      (row.year, row.asanha, "Asanha Bucha Day", 0.10), (row.year, row.khaoPhansa, "Khao Phansa Day", 0.08),
    ]
  }

  private static let buddhistDays: [(year: Int, makha: Int, visakha: Int, asanha: Int, khaoPhansa: Int)] = [
    (2020, 208, 506, 705, 706),
    (2021, 226, 526, 724, 725),
    (2022, 216, 515, 713, 714),
    (2023, 306, 603, 801, 802),
    (2024, 224, 522, 720, 721),
    (2025, 212, 511, 710, 711),
    (2026, 303, 531, 729, 730),
    (2027, 221, 520, 718, 719),
    (2028, 210, 508, 706, 707),
    (2029, 227, 527, 725, 726),
    (2030, 217, 516, 714, 715),
  ]
}
