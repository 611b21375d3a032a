import Foundation
import SampleData
import Testing

@Suite("The retail generator")
struct RetailGeneratorTests {
  private func text(_ parameters: RetailParameters, chunkSize: Int = 1 << 18) -> String {
    var bytes: [UInt8] = []
    RetailGenerator(parameters).write(chunkSize: chunkSize) { chunk, _ in bytes += chunk }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func rows(_ parameters: RetailParameters) -> [[Substring]] {
    text(parameters).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test("the default parameters give the file that ships in data/, byte for byte")
  func shippedFile() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let shipped = try Data(contentsOf: root.appending(path: "data/demand_product.csv"))
    var generated = Data()
    RetailGenerator(try RetailParameters()).write { chunk, _ in generated.append(contentsOf: chunk) }
    #expect(generated == shipped)
  }

  @Test("the header names the columns of the contract in their order")
  func header() throws {
    let first = try #require(text(try RetailParameters(stores: 1, days: 1)).split(separator: "\n").first)
    #expect(
      first
        == "record_id,date,store_id,day_of_week,is_weekend,is_holiday,holiday_name,max_temp_c,rainfall_mm,is_hot_day,"
        + "is_rainy_day,base_price,discount_pct,is_promo,promo_type,final_price,units_sold")
  }

  @Test("rows are numbered from 1 and ordered by day and then by store")
  func order() throws {
    let rows = rows(try RetailParameters(stores: 3, days: 40, startDate: "2024-02-10"))
    #expect(rows.count == 120)
    for (index, row) in rows.enumerated() {
      #expect(row.count == 17)
      #expect(row[0] == "\(index + 1)")
      #expect(row[2] == "\(index % 3 + 1)")
    }
    #expect(rows.first?[1] == "2024-02-10")
    #expect(rows.map { $0[1] }.contains("2024-02-29"))
    #expect(rows.last?[1] == "2024-03-20")
  }

  @Test("every row is consistent with itself")
  func consistency() throws {
    for row in rows(try RetailParameters(stores: 8, days: 800)) {
      let temperature = Double(row[7])
      let rain = Double(row[8])
      let base = try #require(Double(row[11]))
      let discount = try #require(Double(row[12]))
      let final = try #require(Double(row[15]))
      let units = try #require(Int(row[16]))
      #expect((row[4] == "1") == ["Saturday", "Sunday"].contains(String(row[3])))
      #expect((row[5] == "1") == !row[6].isEmpty)
      #expect((row[9] == "1") == ((temperature ?? 0) >= 35))
      #expect((row[10] == "1") == ((rain ?? 0) > 1))
      #expect((row[13] == "1") == !row[14].isEmpty)
      #expect((row[13] == "1") == (discount > 0))
      #expect(discount >= 0 && discount <= 0.5)
      #expect(abs(final - base * (1 - discount)) < 0.005_001)
      #expect(units >= 0)
      #expect(rain.map { $0 >= 0 } ?? row[8].isEmpty)
      #expect(temperature.map { (15...50).contains($0) } ?? row[7].isEmpty)
    }
  }

  @Test("about one reading in two hundred is missing")
  func missing() throws {
    let rows = rows(try RetailParameters(stores: 10, days: 2_000))
    for column in [7, 8] {
      let share = Double(rows.count { $0[column].isEmpty }) / Double(rows.count)
      #expect(share > 0.003 && share < 0.007)
    }
  }

  @Test("weather is that of Bangkok: April is hotter and drier than September")
  func weather() throws {
    let rows = rows(try RetailParameters(stores: 1, days: 365 * 10))
    func mean(_ column: Int, month: String) -> Double {
      let values = rows.filter { $0[1].dropFirst(5).prefix(2) == month }.compactMap { Double($0[column]) }
      return values.reduce(0, +) / Double(values.count)
    }
    #expect(abs(mean(7, month: "04") - 35.4) < 1)
    #expect(abs(mean(7, month: "09") - 33.0) < 1)
    #expect(mean(8, month: "09") > 2 * mean(8, month: "04"))
  }

  @Test("promotions sell more, and a store's history does not depend on how many others there are")
  func independence() throws {
    let few = rows(try RetailParameters(stores: 2, days: 300))
    let many = rows(try RetailParameters(stores: 9, days: 300)).filter { $0[2] == "1" || $0[2] == "2" }
    #expect(few.map { Array($0.dropFirst()) } == many.map { Array($0.dropFirst()) })
    func meanUnits(promotion: String) -> Double {
      let units = few.filter { $0[2] == "1" && $0[13] == promotion }.compactMap { Double($0[16]) }
      return units.reduce(0, +) / Double(units.count)
    }
    #expect(meanUnits(promotion: "1") > 1.1 * meanUnits(promotion: "0"))
  }

  @Test("more days leave the first ones as they are; another seed changes them")
  func prefixAndSeed() throws {
    let short = text(try RetailParameters(stores: 4, days: 50))
    #expect(text(try RetailParameters(stores: 4, days: 80)).hasPrefix(short))
    #expect(text(try RetailParameters(stores: 4, days: 50, seed: 43)) != short)
  }

  @Test("chunks hold whole lines, and their size does not change the file", arguments: [1, 100, 5_000])
  func chunks(size: Int) throws {
    let parameters = try RetailParameters(stores: 5, days: 60)
    var chunks: [[UInt8]] = []
    var rowCounts: [Int] = []
    RetailGenerator(parameters).write(chunkSize: size) { chunk, rows in
      chunks.append(chunk)
      rowCounts.append(rows)
    }
    #expect(chunks.allSatisfy { $0.last == UInt8(ascii: "\n") })
    #expect(rowCounts.last == parameters.rowCount)
    #expect(rowCounts == rowCounts.sorted())
    #expect(String(decoding: chunks.joined(), as: UTF8.self) == text(parameters))
  }

  @Test("what the sink throws ends the generation")
  func sinkError() throws {
    struct DiskFull: Error {}
    var calls = 0
    let generator = RetailGenerator(try RetailParameters(stores: 5, days: 60))
    #expect(throws: DiskFull.self) {
      try generator.write(chunkSize: 100) { _, _ in
        calls += 1
        throw DiskFull()
      }
    }
    #expect(calls == 1)
  }

  @Test(
    "parameters out of range are refused with what is allowed",
    arguments: [
      (0, 10, "2023-01-01", "count-out-of-range"), (100_001, 10, "2023-01-01", "count-out-of-range"),
      (1, 0, "2023-01-01", "count-out-of-range"), (1, 10, "2023-02-29", "invalid-date"),
      (1, 10, "1.1.2023", "invalid-date"), (1, 10, "1899-12-31", "invalid-date"),
      (1, 10, "9999-12-30", "date-out-of-range"),
    ])
  func refused(stores: Int, days: Int, start: String, code: String) {
    #expect {
      try RetailParameters(stores: stores, days: days, startDate: start)
    } throws: { error in
      (error as? SampleDataError)?.code == code
    }
  }
}
