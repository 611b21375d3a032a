import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// What an XML parser finds in a chart.
final class ParsedChart: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String] = []
  private(set) var isWellFormed = false
  private var openElements: [Int] = []

  init(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    openElements.append(elements.count)
    elements.append((elementName, attributes))
    texts.append("")
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if let element = openElements.last { texts[element] += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
  ) {
    openElements.removeLast()
  }

  func count(_ name: String, _ style: String) -> Int {
    elements.count {
      $0.name == name && ($0.attributes["class"] ?? "").split(separator: " ").contains(Substring(style))
    }
  }

  /// The texts of all elements of that name.
  func texts(of name: String) -> [String] {
    zip(elements, texts).filter { $0.0.name == name }.map(\.1)
  }

  /// Every numeric attribute, so that a test can say that all are finite and within the view box.
  var coordinates: [Double?] {
    elements.flatMap { element in
      ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "width", "height"].compactMap { element.attributes[$0] }
        .map(Double.init)
    }
  }
}
