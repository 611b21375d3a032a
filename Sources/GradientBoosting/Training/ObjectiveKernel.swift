/// Gradients and hessians of a run of rows. Unsafe: all pointers hold `count` elements, `records` that many records.
///
/// Formulas as in XGBoost; g and h are the first and second derivative of the loss by the margin, times the row's weight.
enum ObjectiveKernel {
  /// The sums that decide how gradients become whole numbers.
  struct Sums {
    var absoluteGradient = 0.0
    var hessian = 0.0
  }

  static func gradients<Sum: GradientSum>(
    _: Sum.Type, objective: Objective, level: Int, maxDeltaStep: Float, margins: UnsafePointer<Float>,
    labels: UnsafePointer<Float>, weights: UnsafePointer<Float>?, count: Int, records: UnsafeMutableRawPointer,
    stride: Int
  ) -> Sums {
    @inline(__always)
    func fill(_ derivative: (Float, Float) -> (Float, Float)) -> Sums {
      var sums = Sums()
      var record = records
      for row in 0..<count {
        var (gradient, hessian) = derivative(margins[row], labels[row])
        if let weights {
          gradient *= weights[row]
          hessian *= weights[row]
        }
        Sum.store(gradient: gradient, hessian: hessian, to: record)
        sums.absoluteGradient += Double(abs(gradient))
        sums.hessian += Double(hessian)
        record += stride
      }
      return sums
    }
    switch objective {
    case .squaredError:
      return fill { ($0 - $1, 1) }
    case .absoluteError:
      return fill { margin, label in (margin > label ? 1 : margin < label ? -1 : 0, 1) }
    case .pseudoHuber(let slope):
      return fill { margin, label in
        let difference = margin - label
        let squared = difference * difference
        let root = (1 + squared / (slope * slope)).squareRoot()
        return (difference / root, slope * slope / ((slope * slope + squared) * root))
      }
    case .poisson:
      return fill { margin, label in (exponential(margin) - label, exponential(margin + maxDeltaStep)) }
    case .tweedie(let power):
      return fill { margin, label in
        let low = exponential((1 - power) * margin)
        let high = exponential((2 - power) * margin)
        return (-label * low + high, -label * (1 - power) * low + (2 - power) * high)
      }
    case .quantile(let levels):
      let share = levels[level]
      return fill { margin, label in (margin >= label ? 1 - share : -share, 1) }
    }
  }

  /// The sum of weighted losses of a run of rows with one margin each.
  static func loss(
    metric: Metric, objective: Objective, level: Int, margins: UnsafePointer<Float>, labels: UnsafePointer<Float>,
    weights: UnsafePointer<Float>?, count: Int
  ) -> Double {
    if case .rootMeanSquaredError = metric, !objective.hasLogLink, weights == nil {
      var sum = 0.0
      for row in 0..<count {
        let difference = margins[row] - labels[row]
        sum += Double(difference * difference)
      }
      return sum
    }
    var sum = 0.0
    for row in 0..<count {
      let loss = metric.loss(
        prediction: objective.prediction(ofMargin: margins[row]), label: labels[row], level: level)
      sum += weights.map { loss * Double($0[row]) } ?? loss
    }
    return sum
  }
}
