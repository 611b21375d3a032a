/// The words of a column's name, for guesses: `Units Sold`, `units_sold` and `unitsSold` are `units sold`.
struct ColumnWords {
  let words: [String]

  init(_ name: String) {
    var words: [String] = []
    var word = ""
    var lastWasLower = false
    for character in name {
      let startsWord = character.isUppercase && lastWasLower
      if startsWord || !(character.isLetter || character.isNumber), !word.isEmpty {
        words.append(word)
        word = ""
      }
      if character.isLetter || character.isNumber { word += character.lowercased() }
      lastWasLower = character.isLowercase || character.isNumber
    }
    if !word.isEmpty { words.append(word) }
    self.words = words
  }

  var text: String { words.joined(separator: " ") }

  func contains(anyOf candidates: Set<String>) -> Bool { words.contains(where: candidates.contains) }

  /// Names of what is sold, the clearest first.
  static let labels = [
    "units sold", "unit sales", "units sales", "quantity sold", "qty sold", "items sold", "sold units", "sold quantity",
    "sold qty", "sales quantity", "sales qty", "sales units", "sales volume", "units", "quantity", "qty", "demand",
    "sales", "sold", "unit sold", "orders", "volume", "weekly sales", "daily sales", "monthly sales", "target",
  ]
  /// Words that make a column something else than what was sold.
  static let notLabels: Set<String> = [
    "forecast", "prediction", "predicted", "pred", "lag", "mean", "price", "id", "lost",
  ]
  /// Words of columns that tell series apart.
  static let keys: Set<String> = [
    "store", "stores", "shop", "outlet", "branch", "item", "items", "product", "sku", "article", "brand", "department",
    "dept", "warehouse", "location", "site", "market", "channel", "customer", "series", "upc", "ean", "nbr", "key",
  ]
  /// Words that may tell series apart, or only describe them.
  static let weakKeys: Set<String> = [
    "category", "family", "class", "region", "city", "state", "country", "segment", "id", "code", "type",
  ]
  /// Words of columns that number rows.
  static let identifiers: Set<String> = [
    "id", "record", "row", "key", "index", "number", "no", "nr", "uuid", "guid", "line",
  ]
  /// Words of columns that hold the day.
  static let dates: Set<String> = ["date", "day", "ds", "dt", "datum", "time", "timestamp", "week", "month", "period"]
  /// Words of yes-or-no columns for which a forecast should be as good as for the others.
  static let facets: Set<String> = ["weekend", "holiday", "promo", "promotion", "deal", "event", "is", "on"]
}
