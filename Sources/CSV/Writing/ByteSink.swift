/// Takes the bytes of a CSV file, compresses them if asked to, and brings them to their destination.
final class ByteSink {
  private final class Target {
    let name: String
    let file: AtomicFile?
    let descriptor: Int32?
    var memory: [UInt8] = []

    init(_ output: CSVOutput) throws(CSVError) {
      name = output.name
      switch output.destination {
      case .file(let path):
        let file = try AtomicFile(path)
        self.file = file
        descriptor = file.descriptor
      case .descriptor(let descriptor):
        file = nil
        self.descriptor = descriptor
      case .memory:
        file = nil
        descriptor = nil
      }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(CSVError) {
      guard let descriptor else {
        memory.append(contentsOf: bytes)
        return
      }
      do { try SystemCall.writeAll(descriptor, bytes) } catch {
        throw .system(name, doing: "writing", errno: error.number)
      }
    }
  }

  private let target: Target
  private let deflater: GzipDeflater?

  init(_ output: CSVOutput, options: CSVWriteOptions) throws(CSVError) {
    let target = try Target(output)
    self.target = target
    if options.compresses {
      deflater = try GzipDeflater(name: output.name, level: Int32(options.compressionLevel)) {
        bytes throws(CSVError) in try target.write(bytes)
      }
    } else {
      deflater = nil
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(CSVError) {
    if let deflater { try deflater.write(bytes) } else { try target.write(bytes) }
  }

  /// Completes the output; returns the bytes if it is memory.
  func finish() throws(CSVError) -> [UInt8] {
    try deflater?.finish()
    try target.file?.commit()
    return target.memory
  }
}
