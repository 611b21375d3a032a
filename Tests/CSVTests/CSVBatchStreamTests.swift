import CSV
import Synchronization
import Testing

@Suite("Reading ahead on a thread of its own")
struct CSVBatchStreamTests {
  private func options(_ blockBytes: Int) -> CSVReadOptions {
    var options = CSVReadOptions()
    options.blockBytes = blockBytes
    return options
  }

  @Test("every record arrives once and in order", arguments: [1, 2, 8])
  func order(ahead: Int) throws {
    let text = "n,x\n" + (0..<20_000).map { "\($0),y\n" }.joined()
    let stream = try CSVBatchStream(.bytes(Array(text.utf8), name: "t.csv"), options: options(500), ahead: ahead)
    #expect(stream.columns == ["n", "x"])
    var batch = CSVBatch()
    var next = 0
    while try stream.next(into: &batch) {
      for row in 0..<batch.count {
        #expect(batch.strings(ofRow: row).first == "\(next)")
        next += 1
      }
    }
    #expect(next == 20_000)
    #expect(try !stream.next(into: &batch))
  }

  @Test("an error arrives after the records before it, and stays")
  func errors() throws {
    let text = "n\n" + (0..<1000).map { "\($0)\n" }.joined() + "1,2\n"
    let stream = try CSVBatchStream(.bytes(Array(text.utf8), name: "t.csv"), options: options(100))
    var batch = CSVBatch()
    var count = 0
    var codes: [String] = []
    for _ in 0..<3 {
      do { while try stream.next(into: &batch) { count += batch.count } } catch { codes.append(error.code) }
    }
    #expect(count == 1000)
    #expect(codes == ["field-count", "field-count", "field-count"])
  }

  @Test("an error in the header is thrown at once")
  func headerError() {
    let error = #expect(throws: CSVError.self) { try CSVBatchStream(.bytes([], name: "t.csv")) }
    #expect(error?.code == "missing-header")
  }

  @Test("a stream can be let go before its end")
  func abandoned() throws {
    let text = "n\n" + (0..<10_000).map { "\($0)\n" }.joined()
    for _ in 0..<50 {
      let stream = try CSVBatchStream(.bytes(Array(text.utf8), name: "t.csv"), options: options(64), ahead: 2)
      var batch = CSVBatch()
      #expect(try stream.next(into: &batch))
    }
  }

  @Test("the observer has seen the whole input at the end")
  func observer() throws {
    let bytes = Array(("n\n" + (0..<5000).map { "\($0)\n" }.joined()).utf8)
    let seen = Mutex<[UInt8]>([])
    try withExtendedLifetime(seen) {
      let stream = try CSVBatchStream(.bytes(bytes, name: "t.csv"), options: options(1000)) { block in
        let copy = Array(block)
        seen.withLock { $0 += copy }
      }
      var batch = CSVBatch()
      while try stream.next(into: &batch) {}
    }
    #expect(seen.withLock { $0 } == bytes)
  }
}
