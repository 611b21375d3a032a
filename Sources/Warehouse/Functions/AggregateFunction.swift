import GRDBSQLite

/// What a group, or the frame of a window, adds up to.
protocol Aggregate {
  /// Takes a row in.
  mutating func add(_ row: FunctionArguments) throws(FunctionError)
  /// Takes the oldest row out again: rows leave a frame in the order in which they came.
  mutating func remove(_ row: FunctionArguments) throws(FunctionError)
  /// The result of the rows that are in.
  mutating func value() throws(FunctionError) -> SQLValue
}

/// A SQL aggregate that is also a window function.
final class AggregateFunction: Sendable {
  private let name: String
  private let argumentCounts: [CInt]
  private let make: @Sendable () -> any Aggregate

  init(_ name: String, _ counts: CInt..., make: @escaping @Sendable () -> any Aggregate) {
    self.name = name
    argumentCounts = counts
    self.make = make
  }

  /// Functions live in static lists, so that the pointer SQLite keeps is always valid.
  func install(on connection: OpaquePointer) {
    let this = Unmanaged.passUnretained(self).toOpaque()
    for count in argumentCounts {
      sqlite3_create_window_function(
        connection, name, count, functionFlags, this, Self.step, Self.final, Self.current, Self.inverse, nil)
    }
  }

  /// The state of one group. SQLite's aggregate context holds a retained pointer to it, which `final` releases; SQLite
  /// calls `final` for every context that `step` made, also after an error.
  private final class State {
    var aggregate: any Aggregate
    init(_ aggregate: any Aggregate) { self.aggregate = aggregate }
  }

  private typealias Slot = UnsafeMutablePointer<UnsafeMutableRawPointer?>

  private static func function(_ context: OpaquePointer?) -> AggregateFunction? {
    sqlite3_user_data(context).map { Unmanaged<AggregateFunction>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The slot that SQLite keeps for the group: zeroed when it is made, `nil` where no row was taken in.
  private static func slot(_ context: OpaquePointer?, making: Bool) -> Slot? {
    let size = making ? CInt(MemoryLayout<UnsafeMutableRawPointer?>.size) : 0
    return sqlite3_aggregate_context(context, size)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  }

  private static func state(in slot: Slot?) -> State? {
    slot?.pointee.map { Unmanaged<State>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func change(
    _ context: OpaquePointer?, _ count: CInt, _ values: UnsafeMutablePointer<OpaquePointer?>?, adding: Bool
  ) {
    guard let function = function(context), let slot = slot(context, making: true) else {
      return sqlite3_result_error_nomem(context)
    }
    if slot.pointee == nil { slot.pointee = Unmanaged.passRetained(State(function.make())).toOpaque() }
    guard let state = state(in: slot) else { return }
    do throws(FunctionError) {
      let row = FunctionArguments(function.name, context, count, values)
      if adding { try state.aggregate.add(row) } else { try state.aggregate.remove(row) }
    } catch {
      sqlite3_result_error(context, error.message, -1)
    }
  }

  private static func answer(_ context: OpaquePointer?, ending: Bool) {
    guard let function = function(context) else { return }
    let slot = slot(context, making: false)
    let state = state(in: slot)
    FunctionResult.set(context) { () throws(FunctionError) in
      guard let state else {
        var empty = function.make()
        return try empty.value()
      }
      return try state.aggregate.value()
    }
    if ending, let slot, let pointer = slot.pointee {
      Unmanaged<State>.fromOpaque(pointer).release()
      slot.pointee = nil
    }
  }

  private typealias RowCallback =
    @convention(c) (OpaquePointer?, CInt, UnsafeMutablePointer<OpaquePointer?>?) -> Void
  private typealias ValueCallback = @convention(c) (OpaquePointer?) -> Void

  private static let step: RowCallback = { change($0, $1, $2, adding: true) }
  private static let inverse: RowCallback = { change($0, $1, $2, adding: false) }
  private static let current: ValueCallback = { answer($0, ending: false) }
  private static let final: ValueCallback = { answer($0, ending: true) }
}
