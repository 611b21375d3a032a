/// A word of a filter expression and where it stands.
struct FilterToken: Equatable {
  enum Kind: Equatable {
    /// A name or a keyword, as it was written.
    case word(String)
    /// A name in backticks or a text in quotes.
    case quoted(String, by: Character)
    case number(Double)
    case sign(String)
    case end
  }

  let kind: Kind
  /// The place of its first character, from 1.
  let column: Int

  /// The words of an expression, the end last.
  static func all(of text: String) throws -> [FilterToken] {
    var tokens: [FilterToken] = []
    let characters = Array(text)
    var index = 0
    func isWordStart(_ character: Character) -> Bool { character.isLetter || character == "_" }
    func isWord(_ character: Character) -> Bool { isWordStart(character) || character.isNumber }
    while index < characters.count {
      let first = characters[index]
      let column = index + 1
      if first.isWhitespace {
        index += 1
      } else if isWordStart(first) {
        var word = ""
        while index < characters.count, isWord(characters[index]) {
          word.append(characters[index])
          index += 1
        }
        tokens.append(FilterToken(kind: .word(word), column: column))
      } else if "'\"`".contains(first) {
        index += 1
        var content = ""
        while true {
          guard index < characters.count else {
            throw TrackingError.filter(text, column, expected: "a closing \(first)", found: "the end")
          }
          if characters[index] == first {
            index += 1
            // Doubled, it stands for itself.
            guard index < characters.count, characters[index] == first else { break }
          }
          content.append(characters[index])
          index += 1
        }
        tokens.append(FilterToken(kind: .quoted(content, by: first), column: column))
      } else if first.isNumber || "+-".contains(first) || (first == "." && tokens.last.map { !$0.isName } ?? true) {
        var digits = ""
        while index < characters.count,
          characters[index].isNumber || "+-.eE".contains(characters[index]),
          digits.isEmpty || !"+-".contains(characters[index]) || "eE".contains(digits.last ?? " ")
        {
          digits.append(characters[index])
          index += 1
        }
        guard let number = Double(digits), number.isFinite else {
          throw TrackingError.filter(text, column, expected: "a number", found: "\"\(digits)\"")
        }
        tokens.append(FilterToken(kind: .number(number), column: column))
      } else {
        let two = String(characters[index..<min(index + 2, characters.count)])
        let sign = ["<=", ">=", "!=", "<>", "=="].contains(two) ? two : String(first)
        guard ["<=", ">=", "!=", "<>", "==", "=", "<", ">", "(", ")", ",", "."].contains(sign) else {
          throw TrackingError.filter(text, column, expected: "a name, a value or a comparison", found: "\"\(first)\"")
        }
        index += sign.count
        tokens.append(FilterToken(kind: .sign(sign), column: column))
      }
    }
    return tokens + [FilterToken(kind: .end, column: characters.count + 1)]
  }

  private var isName: Bool {
    switch kind {
    case .word: true
    case .quoted(_, let quote): quote != "'"
    default: false
    }
  }

  /// For messages.
  var text: String {
    switch kind {
    case .word(let word): "\"\(word)\""
    case .quoted(let content, let quote): "\(quote)\(content)\(quote)"
    case .number(let number): "\(number)"
    case .sign(let sign): "\"\(sign)\""
    case .end: "the end"
    }
  }
}
