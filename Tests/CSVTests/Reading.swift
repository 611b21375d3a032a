import CSV

/// A file read to its end, or to its first error.
struct ReadResult: Equatable {
  var columns: [String] = []
  var rows: [[String?]] = []
  var lines: [Int] = []
  var error: CSVError?
}

/// Reads a whole text as a file named `t.csv`, batch by batch.
func readAll(_ bytes: [UInt8], blockBytes: Int = 4096, delimiter: Character = ",") -> ReadResult {
  var options = CSVReadOptions()
  options.blockBytes = blockBytes
  options.requiresRows = false
  options.delimiter = delimiter.asciiValue ?? 0
  var result = ReadResult()
  do {
    let reader = try CSVReader(.bytes(bytes, name: "t.csv"), options: options)
    result.columns = reader.columns
    var batch = CSVBatch()
    while try reader.next(into: &batch) {
      for row in 0..<batch.count {
        result.rows.append(batch.strings(ofRow: row))
        result.lines.append(batch.line(ofRow: row))
      }
    }
  } catch {
    result.error = error
  }
  return result
}

func readAll(_ text: String, blockBytes: Int = 4096, delimiter: Character = ",") -> ReadResult {
  readAll(Array(text.utf8), blockBytes: blockBytes, delimiter: delimiter)
}

/// The error with which opening or reading a text ends.
func readError(_ text: String) -> CSVError? { readAll(text).error }
