import Monitoring
import Testing

@Suite("The state of an alert, as CloudWatch decides it")
struct AlertDecisionTests {
  private func state(
    _ values: [Double?], periods: Int = 3, datapoints: Int = 2, missing: AlertDefinition.Missing? = nil,
    before: AlertState = .ok
  ) -> AlertState {
    let definition = AlertDefinition(
      name: "a", query: "q", measure: "rows", comparison: .greaterThan, threshold: 10, periods: periods,
      datapoints: datapoints, missing: missing)
    return AlertDecision(definition: definition).state(values, before: before).state
  }

  @Test("M of the last N days must breach")
  func someOfMany() {
    #expect(state([1, 11, 12]) == .alarm)
    #expect(state([11, 1, 12]) == .alarm)
    #expect(state([1, 1, 12]) == .ok)
    #expect(state([10, 10, 10]) == .ok)
    #expect(state([nil, nil, 12]) == .ok)
  }

  @Test("a day without a figure counts as the alert says")
  func missingDays() {
    #expect(state([nil, nil, nil]) == .insufficientData)
    #expect(state([12, nil, nil], missing: .breaching) == .alarm)
    #expect(state([nil, nil, nil], missing: .notBreaching, before: .alarm) == .ok)
    #expect(state([nil, nil, nil], missing: .ignore, before: .alarm) == .alarm)
    #expect(state([12, 12, nil]) == .alarm)
    #expect(state([1, 12, nil], missing: .ignore, before: .alarm) == .alarm)
  }
}
