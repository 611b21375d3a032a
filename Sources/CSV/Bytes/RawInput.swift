/// The bytes of an input as they are, before any decompression.
final class RawInput {
  let name: String
  /// The size of the input, if it is a regular file or memory.
  let size: Int?
  /// How many bytes were taken.
  private(set) var bytesRead = 0

  private let bytes: [UInt8]
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let observer: ((UnsafeRawBufferPointer) -> Void)?

  /// - Parameter observer: Sees every block of bytes in order as it is read.
  init(_ input: CSVInput, observer: ((UnsafeRawBufferPointer) -> Void)?) throws(CSVError) {
    name = input.name
    self.observer = observer
    switch input.origin {
    case .bytes(let bytes):
      self.bytes = bytes
      descriptor = -1
      ownsDescriptor = false
      size = bytes.count
    case .descriptor(let descriptor):
      self.bytes = []
      self.descriptor = descriptor
      ownsDescriptor = false
      size = try? RawInput.regularSize(descriptor, name: input.name)
    case .file(let path):
      self.bytes = []
      do { descriptor = try SystemCall.openForReading(path) } catch {
        throw .system(input.name, doing: "reading", errno: error.number)
      }
      ownsDescriptor = true
      do { size = try RawInput.regularSize(descriptor, name: input.name) } catch {
        try? SystemCall.close(descriptor)
        throw error
      }
    }
  }

  deinit {
    if ownsDescriptor { try? SystemCall.close(descriptor) }
  }

  private static func regularSize(_ descriptor: Int32, name: String) throws(CSVError) -> Int? {
    let status: SystemCall.Status
    do { status = try SystemCall.status(of: descriptor) } catch {
      throw .system(name, doing: "reading", errno: error.number)
    }
    guard !status.isDirectory else { throw .isDirectory(name) }
    return status.isRegular ? status.size : nil
  }

  /// Fills the buffer. Fewer bytes than asked for mean that the input has ended.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CSVError) -> Int {
    var filled = 0
    if descriptor < 0 {
      filled = min(buffer.count, bytes.count - bytesRead)
      bytes.withUnsafeBytes { source in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[bytesRead..<bytesRead + filled]))
      }
    } else {
      while filled < buffer.count {
        let count: Int
        do {
          count = try SystemCall.read(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        } catch {
          throw .system(name, doing: "reading", errno: error.number)
        }
        if count == 0 { break }
        filled += count
      }
    }
    bytesRead += filled
    if filled > 0 { observer?(UnsafeRawBufferPointer(rebasing: buffer[..<filled])) }
    return filled
  }
}
