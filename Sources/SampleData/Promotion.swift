/// A promotion: what it is called, how much it takes off the price, and what the sign in the window adds to the effect
/// of the price itself.
struct Promotion: Sendable, Equatable {
  let name: String
  /// In percent of the base price.
  let discountPercent: Int
  /// The logarithm of the price as customers feel it, kept as a constant so that no library logarithm is needed: that of
  /// 1 - discount, less for a second piece that one has to take along.
  let logPriceRatio: Double
  /// What attention adds to the logarithm of the demand, beyond the price.
  let logVisibility: Double

  /// The offers the chain makes, the frequent ones several times.
  static let catalogue: [Promotion] = [
    Promotion(name: "Discount", discountPercent: 10, logPriceRatio: -0.105_360_515_657_826, logVisibility: 0.05),
    Promotion(name: "Discount", discountPercent: 15, logPriceRatio: -0.162_518_929_497_775, logVisibility: 0.05),
    Promotion(name: "Discount", discountPercent: 20, logPriceRatio: -0.223_143_551_314_210, logVisibility: 0.06),
    Promotion(name: "Discount", discountPercent: 30, logPriceRatio: -0.356_674_943_938_732, logVisibility: 0.08),
    Promotion(name: "Member", discountPercent: 5, logPriceRatio: -0.051_293_294_387_551, logVisibility: 0.03),
    Promotion(name: "Member", discountPercent: 10, logPriceRatio: -0.105_360_515_657_826, logVisibility: 0.03),
    Promotion(name: "Bundle", discountPercent: 15, logPriceRatio: -0.162_518_929_497_775, logVisibility: 0.08),
    Promotion(name: "Bundle", discountPercent: 25, logPriceRatio: -0.287_682_072_451_781, logVisibility: 0.08),
    Promotion(name: "Buy 1 Get 1", discountPercent: 50, logPriceRatio: -0.45, logVisibility: 0.08),
  ]
}
