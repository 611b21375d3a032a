/// The process behind the sample data, day by day and store by store.
///
/// The logarithm of the expected units is a sum, so that effects multiply as they do in shops: level of the store,
/// weekday, season, trend, holiday and its eve, payday, weather, price and promotion with the elasticity of the store.
/// Units are drawn around it with the variance m + (0.085 m)², that of a negative binomial; on few days the shelf runs
/// empty and only a part is sold. Sensors fail on one reading in two hundred.
struct RetailProcess: Sendable {
  private(set) var day: RetailDay
  private var stores: [Store]
  private var weather: BangkokWeather
  private var nextDayNumber: Int
  private let firstDayNumber: Int
  private var logDay = 0.0
  private var promotionChance = 0.0
  private var rowsMade = 0

  init(_ parameters: RetailParameters) {
    stores = (1...parameters.stores).map { Store(id: $0, seed: parameters.seed) }
    weather = BangkokWeather(random: RandomStream(seed: parameters.seed, purpose: 2, number: 0))
    firstDayNumber = parameters.firstDay.dayNumber
    nextDayNumber = firstDayNumber
    day = RetailDay(date: parameters.firstDay, holiday: nil)
  }

  /// Goes on to the next day, the first one at the beginning: what all stores share is computed here, once.
  mutating func advance() {
    let date = CalendarDate(dayNumber: nextDayNumber)
    let holiday = ThaiHolidays.holiday(on: date)
    let tomorrow = ThaiHolidays.holiday(on: CalendarDate(dayNumber: nextDayNumber + 1))
    day = RetailDay(date: date, holiday: holiday)
    weather.advance(to: date)

    let years = Double(nextDayNumber - firstDayNumber) / 365.25
    logDay = Self.season.value(on: date) + 0.02 * years
    if let holiday {
      logDay += holiday.logEffect
    } else if tomorrow != nil {
      logDay += 0.06
    }
    // Salaries come at the end of the month.
    if date.day >= 28 || date.day <= 2 { logDay += 0.05 }
    promotionChance = 0.03 + (date.month >= 11 ? 0.015 : 0) + (tomorrow == nil ? 0 : 0.03)
    nextDayNumber += 1
  }

  /// The row of the store at `index` (0…) on the current day. Stores are taken in order, each once a day.
  mutating func row(ofStore index: Int) -> RetailRow {
    stores[index].advance(promotionChance: promotionChance)
    rowsMade += 1

    let temperature = weather.maxTemperature + stores[index].warmth + 0.3 * stores[index].random.normal()
    let rain = weather.rainfall * max(0, 1 + 0.15 * stores[index].random.normal())
    let chance = stores[index].random.uniform()
    let knowsTemperature = chance >= 0.005
    let knowsRain = chance < 0.995

    let store = stores[index]
    var logUnits = store.logLevel + logDay + store.logWeekday[day.date.weekdayIndex]
    logUnits += store.heatEffect * (temperature - 33)
    logUnits -= rain > 1 ? 0.05 + 0.0012 * min(rain, 80) : 0
    logUnits -= 0.7 * store.logPriceDrift
    if let promotion = store.promotion {
      logUnits += promotion.logVisibility - store.elasticity * promotion.logPriceRatio
    }

    let expected = portableExponential(logUnits + 0.085 * stores[index].random.normal())
    var units = expected + expected.squareRoot() * stores[index].random.normal()
    let shelf = stores[index].random.uniform()
    let stockOutChance = store.promotion == nil ? 0.005 : 0.015
    if shelf < stockOutChance {
      // The same number says how early: from a quarter to three quarters of the demand is sold.
      units *= 0.25 + 0.5 * shelf / stockOutChance
    }

    return RetailRow(
      recordID: rowsMade, storeID: store.id,
      maxTemperatureTenths: knowsTemperature ? Int((temperature * 10).rounded()) : nil,
      rainfallTenths: knowsRain ? Int((rain * 10).rounded()) : nil,
      basePriceCents: store.basePrice, discountPercent: store.promotion?.discountPercent ?? 0,
      promotionType: store.promotion?.name, unitsSold: max(0, Int(units.rounded())))
  }

  /// The logarithm of the season: strong in the hot months and before the new year, weak in the rains.
  private static let season = YearlyCurve(
    months: [0.02, 0.00, 0.06, 0.12, 0.03, -0.04, -0.06, -0.06, -0.10, -0.04, 0.05, 0.14])
}
