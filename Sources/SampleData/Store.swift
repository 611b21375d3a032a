/// One store: what it is like for good, and what has happened to it so far.
///
/// Every number comes from the store's own stream, so that the history of store 7 is the same among 10 stores and among
/// 10,000.
struct Store: Sendable {
  let id: Int
  /// The logarithm of the units of an ordinary day: lognormal over the stores, as sizes of shops are.
  let logLevel: Double
  /// The logarithm of the factor of each weekday. Malls sell most at the weekend, shops among offices least.
  let logWeekday: [Double]
  /// Percent of demand per percent of price.
  let elasticity: Double
  /// What a degree above 33 °C adds to the logarithm of the demand.
  let heatEffect: Double
  /// How much warmer than the city's station the store is, in °C.
  let warmth: Double

  /// The shelf price in hundredths of a baht.
  var basePrice = 0
  /// How far the logarithm of the price is from where the chain's list started.
  var logPriceDrift = 0.0
  var daysToNewPrice = 0
  var promotion: Promotion?
  var promotionDaysLeft = 0
  var random: RandomStream

  private let logPriceLevel: Double

  init(id: Int, seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: 1, number: UInt64(id))
    self.id = id
    logLevel = 4.55 + 0.42 * random.normal()
    let weekend = -0.12 + 0.5 * random.uniform()
    let profile = [-0.06, -0.09, -0.06, -0.01, 0.08, weekend, weekend - 0.05]
    logWeekday = profile.map { $0 + 0.02 * random.normal() }
    elasticity = 1.0 + 0.5 * random.uniform()
    heatEffect = 0.025 + 0.02 * random.uniform()
    warmth = 0.4 * random.normal()
    logPriceLevel = 4.094 + 0.06 * random.normal()
    daysToNewPrice = 1 + random.below(28)
    self.random = random
    basePrice = price()
  }

  /// Goes on by one day: prices are reviewed every four weeks, promotions begin and end.
  mutating func advance(promotionChance: Double) {
    daysToNewPrice -= 1
    if daysToNewPrice == 0 {
      daysToNewPrice = 28
      // 2.6 % a year, and a walk that is drawn back to that line.
      logPriceDrift += 0.002 + 0.012 * random.normal()
      logPriceDrift *= 0.995
      basePrice = price()
    }
    if promotionDaysLeft > 0 {
      promotionDaysLeft -= 1
    }
    if promotionDaysLeft == 0 {
      promotion = nil
      if random.uniform() < promotionChance {
        promotion = Promotion.catalogue[random.below(Promotion.catalogue.count)]
        promotionDaysLeft = 3 + random.below(8)
      }
    }
  }

  /// Prices end in .00, .25, .50 or .75 baht.
  private func price() -> Int {
    Int((portableExponential(logPriceLevel + logPriceDrift) * 4).rounded()) * 25
  }
}
