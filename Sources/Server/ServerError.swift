public import Diagnostics
import Foundation
import NIOCore

/// What can go wrong with the server as a whole.
public struct ServerError: Diagnostic {
  /// A short stable word to match on.
  public let code: String
  /// What the error is about.
  public let subject: String
  /// What would have been right, if anything in particular.
  public let expected: String?
  /// What was there instead.
  public let found: String
  /// What to do about it.
  public let remedy: String?
}

extension ServerError {
  /// The error of a server that could not listen, told in the user's terms; all others pass.
  static func explaining(_ error: any Error, address: String) -> any Error {
    guard let error = error as? IOError else { return error }
    let (found, remedy) =
      switch error.errnoCode {
      case EADDRINUSE: ("another program that listens there", "stop it, or choose another port with --port")
      case EACCES: ("no permission to listen there", "choose a port above 1023 with --port")
      case EADDRNOTAVAIL: ("no such address on this machine", "choose another address with --host")
      default: (error.description, "check --host and --port")
      }
    return ServerError(
      code: "listen", subject: address, expected: "an address to listen on", found: found, remedy: remedy)
  }
}
