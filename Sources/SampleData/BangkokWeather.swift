/// The weather of one city, day by day.
///
/// Temperature follows the monthly average of the daily maximum plus a deviation that lasts (an autoregressive process,
/// 0.7 from one day to the next, standard deviation 1.5 °C); a wet day is cooler. Rain follows a two-state chain of wet
/// and dry days, as Richardson (1981, "Stochastic simulation of daily precipitation, temperature, and solar radiation")
/// does it, so that wet spells last; the amount on a wet day is exponential. Monthly averages of temperature and rain:
/// Met Office, Bangkok; days with rain: rounded from the same seasons.
package struct BangkokWeather: Sendable {
  /// Daily maximum in °C.
  package private(set) var maxTemperature = 33.0
  /// Rain of the day in mm.
  package private(set) var rainfall = 0.0

  private var random: RandomStream
  private var deviation = 0.0
  private var wet = false

  package init(random: RandomStream) {
    self.random = random
  }

  /// Goes on to the weather of that day.
  package mutating func advance(to date: CalendarDate) {
    let probability = Self.wetDayShare.value(on: date)
    let chance = wet ? probability + Self.persistence * (1 - probability) : probability * (1 - Self.persistence)
    wet = random.uniform() < chance
    let amount = Self.monthlyRain.value(on: date) / (30.4 * probability)
    let first = random.normal()
    let second = random.normal()
    // Half the sum of two squared normal numbers is exponential with mean 1.
    rainfall = wet ? max(0.2, amount * (first * first + second * second) / 2) : 0
    deviation = 0.7 * deviation + 1.07 * random.normal()
    maxTemperature = Self.monthlyMaximum.value(on: date) + deviation + (wet ? -0.6 : 0.3)
  }

  private static let persistence = 0.3
  private static let monthlyMaximum = YearlyCurve(
    months: [32.7, 33.5, 34.5, 35.6, 34.6, 33.9, 33.3, 33.1, 33.0, 33.1, 33.1, 32.4])
  private static let monthlyRain = YearlyCurve(months: [19, 22, 52, 104, 245, 190, 199, 230, 339, 275, 56, 7])
  private static let wetDayShare = YearlyCurve(
    months: [0.06, 0.08, 0.12, 0.20, 0.48, 0.52, 0.55, 0.60, 0.66, 0.50, 0.16, 0.04])
}
