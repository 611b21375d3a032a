import GRDB

/// A fault that a rehearsal plants in generated days.
struct PlantedFault: Sendable {
  let name: String
  /// Days from the first monitored day.
  let firstDay: Int
  let length: Int
  /// For how many days after the last one an alarm still belongs to the fault: windows look back.
  let tail: Int
  /// Changes the rows of the table between two days; `:from` and `:to` are bound.
  let sql: String

  /// The faults of a year, in months that leave clean ones between them.
  static let all = [
    PlantedFault(
      name: "price feed in the wrong unit", firstDay: 40, length: 7, tail: 28,
      sql: """
        UPDATE retail_demand.demand_product SET base_price = base_price * 100, final_price = final_price * 100
        WHERE date BETWEEN :from AND :to
        """),
    PlantedFault(
      name: "stuck temperature sensor", firstDay: 105, length: 10, tail: 28,
      sql: """
        UPDATE retail_demand.demand_product SET max_temp_c = 31.4 WHERE date BETWEEN :from AND :to
        """),
    PlantedFault(
      name: "promotion spike", firstDay: 165, length: 14, tail: 28,
      sql: """
        UPDATE retail_demand.demand_product
        SET
          is_promo = 1, promo_type = 'discount', discount_pct = 0.3, final_price = round(base_price * 0.7, 2),
          units_sold = CAST(units_sold * 1.6 AS INTEGER)
        WHERE date BETWEEN :from AND :to AND is_promo = 0 AND store_id % 4 <> 0
        """),
    PlantedFault(
      name: "a missing week", firstDay: 225, length: 7, tail: 28,
      sql: "DELETE FROM retail_demand.demand_product WHERE date BETWEEN :from AND :to"),
    PlantedFault(
      name: "slow concept drift", firstDay: 275, length: 90, tail: 0,
      sql: """
        UPDATE retail_demand.demand_product
        SET units_sold = CAST(units_sold * (1 - 0.004 * (julianday(date) - julianday(:from))) AS INTEGER)
        WHERE date BETWEEN :from AND :to
        """),
  ]
}
