/// A sum of doubles with about twice their precision, from which a term can be taken away again without a trace.
///
/// The error of each addition is kept beside the sum (Knuth, The Art of Computer Programming, volume 2, section 4.2.2,
/// theorem B; Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974).
struct WideSum {
  private var high = 0.0
  private var low = 0.0

  mutating func add(_ term: Double) {
    let sum = high + term
    let part = sum - high
    low += (high - (sum - part)) + (term - part)
    high = sum
  }

  /// Adds `first * second`, rounded nowhere.
  mutating func add(_ first: Double, times second: Double) {
    let product = first * second
    low += (-product).addingProduct(first, second)
    add(product)
  }

  /// The sum as a double and the rest that it does not hold.
  private var parts: (Double, Double) {
    let sum = high + low
    let part = sum - high
    return (sum, (high - (sum - part)) + (low - part))
  }

  /// The sum rounded to a double.
  var value: Double { high + low }

  /// `products - first * second / count`, where both may be large and nearly equal: the sum of the products of deviations
  /// from the mean.
  static func deviation(_ products: WideSum, _ first: WideSum, _ second: WideSum, count: Double) -> Double {
    let (a, aRest) = first.parts
    let (b, bRest) = second.parts
    let product = a * b
    let productRest = (-product).addingProduct(a, b) + a * bRest + aRest * b
    let quotient = product / count
    let quotientRest = (product.addingProduct(-quotient, count) + productRest) / count
    let (sum, rest) = products.parts
    return (sum - quotient) + (rest - quotientRest)
  }
}
