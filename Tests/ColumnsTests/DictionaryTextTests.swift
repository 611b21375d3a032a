import Columns
import Testing

@Suite("Text stored once per value")
struct DictionaryTextTests {
  @Test("keeps values in the order in which they first appeared, and a code per row")
  func encoding() {
    let text = DictionaryText(["b", "a", "b", "c", "a"])
    #expect(text.values == ["b", "a", "c"])
    #expect(text.codes == [0, 1, 0, 2, 1])
  }

  @Test("texts of other bytes are other values, though Unicode holds them to be equivalent")
  func bytes() {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    let text = DictionaryText([composed, decomposed, composed, "K", "\u{212A}"])
    #expect(text.codes == [0, 1, 0, 2, 3])
    #expect(text.values.map { Array($0.utf8) } == [[0xC3, 0xA9], [0x65, 0xCC, 0x81], [0x4B], [0xE2, 0x84, 0xAA]])
    #expect(DictionaryText([composed]) != DictionaryText([decomposed]))
  }

  @Test("is equal where the rows are, whatever the order of the dictionaries")
  func equality() {
    var other = DictionaryText(["a", "b"])
    #expect(other != DictionaryText(["b", "a"]))
    other = DictionaryText(["x"])
    #expect(other != DictionaryText(["x", "x"]))
    var late = DictionaryText()
    late.append(contentsOf: DictionaryText(["b", "a"]), validity: nil)
    #expect(late == DictionaryText(["b", "a"]))
  }

  @Test("appending another column translates its codes")
  func append() {
    var text = DictionaryText(["a", "b"])
    text.append(contentsOf: DictionaryText(["b", "c", "a"]), validity: nil)
    #expect(text.codes.map { text.values[Int($0)] } == ["a", "b", "b", "c", "a"])
    #expect(text.values == ["a", "b", "c"])
  }

  @Test("appending a column with missing rows keeps the others")
  func appendMissing() {
    var missing = DictionaryText()
    missing.appendMissing()
    missing.append("z")
    var validity = Validity()
    validity.append(false)
    validity.append(true)
    var text = DictionaryText(["a"])
    text.append(contentsOf: missing, validity: validity)
    #expect(text.codes.count == 3)
    #expect(text.values[Int(text.codes[2])] == "z")
  }
}
