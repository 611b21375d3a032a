import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Threads that run the same work on different parts, made for one job and joined at its end.
///
/// A waiting thread spins briefly, because passes follow each other within microseconds, and then sleeps, because the
/// machine may be shared. The pool is used from one thread at a time, the one that made it; that thread works as number 0.
final class WorkerPool: @unchecked Sendable {
  let threadCount: Int
  private let generation = Atomic<Int>(0)
  private let pending = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let ownerSleeps = Atomic<Bool>(false)
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private let finished: UnsafeMutablePointer<pthread_cond_t>
  /// Written by the owner before `generation` rises, read by the others after.
  private var work: (@Sendable (Int) -> Void)?
  private var threads: [pthread_t] = []
  private static let spinLimit = 2000

  /// The number of threads to use: `asked`, or one per core where that is 0.
  static func threadCount(asked: Int) -> Int {
    asked > 0 ? asked : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// Makes a pool, hands it to `body`, and joins its threads.
  static func withPool<Result>(threadCount: Int, _ body: (WorkerPool) throws -> Result) rethrows -> Result {
    let pool = WorkerPool(threadCount: threadCount)
    defer { pool.finish() }
    return try body(pool)
  }

  private init(threadCount: Int) {
    self.threadCount = max(threadCount, 1)
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    finished = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    pthread_cond_init(finished, nil)
    for index in 1..<max(self.threadCount, 1) {
      let start = Unmanaged.passRetained(Start(pool: self, index: index))
      #if canImport(Darwin)
      var thread: pthread_t?
      #else
      var thread = pthread_t()
      #endif
      let status = pthread_create(&thread, nil, workerMain, start.toOpaque())
      precondition(status == 0, "the system refuses another thread")
      #if canImport(Darwin)
      if let thread { threads.append(thread) }
      #else
      threads.append(thread)
      #endif
    }
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_cond_destroy(finished)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    finished.deallocate()
    mutex.deallocate()
  }

  private func finish() {
    work = nil
    advance()
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// Runs `body` once on every thread with the thread's number, and returns when all are done.
  func run(_ body: @escaping @Sendable (Int) -> Void) {
    guard threadCount > 1 else {
      body(0)
      return
    }
    work = body
    pending.store(threadCount - 1, ordering: .relaxed)
    advance()
    body(0)
    awaitOthers()
    work = nil
  }

  /// Runs `body` on every thread; each claims numbers below `count` until there are none left.
  func forEach(_ count: Int, _ body: @Sendable (_ claim: () -> Int?) -> Void) {
    next.store(0, ordering: .relaxed)
    withoutActuallyEscaping(body) { body in
      run { _ in
        body {
          let index = self.next.wrappingAdd(1, ordering: .relaxed).oldValue
          return index < count ? index : nil
        }
      }
    }
  }

  /// Like ``forEach(_:_:)`` with the number of the thread.
  func forEachIndexed(_ count: Int, _ body: @Sendable (_ thread: Int, _ claim: () -> Int?) -> Void) {
    next.store(0, ordering: .relaxed)
    withoutActuallyEscaping(body) { body in
      run { thread in
        body(thread) {
          let index = self.next.wrappingAdd(1, ordering: .relaxed).oldValue
          return index < count ? index : nil
        }
      }
    }
  }

  /// Waits for the other threads: briefly awake, then asleep.
  private func awaitOthers() {
    var spins = 0
    while pending.load(ordering: .acquiring) > 0 {
      spins += 1
      guard spins > Self.spinLimit else { continue }
      pthread_mutex_lock(mutex)
      ownerSleeps.store(true, ordering: .sequentiallyConsistent)
      while pending.load(ordering: .sequentiallyConsistent) > 0 { pthread_cond_wait(finished, mutex) }
      ownerSleeps.store(false, ordering: .relaxed)
      pthread_mutex_unlock(mutex)
    }
  }

  private func advance() {
    generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
  }

  /// Runs the present work; false where the pool ends. A function of its own, so that the work is let go before the owner
  /// learns that it is done.
  @inline(never)
  private func takePart(_ index: Int) -> Bool {
    guard let work else { return false }
    work(index)
    return true
  }

  fileprivate func work(as index: Int) {
    var seen = 0
    while true {
      var spins = 0
      while generation.load(ordering: .acquiring) == seen {
        spins += 1
        if spins > Self.spinLimit {
          pthread_mutex_lock(mutex)
          sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
          while generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(condition, mutex) }
          sleepers.wrappingSubtract(1, ordering: .relaxed)
          pthread_mutex_unlock(mutex)
        }
      }
      seen += 1
      guard takePart(index) else { return }
      if pending.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == 0,
        ownerSleeps.load(ordering: .sequentiallyConsistent)
      {
        pthread_mutex_lock(mutex)
        pthread_cond_signal(finished)
        pthread_mutex_unlock(mutex)
      }
    }
  }
}

/// What a new thread needs to know.
private final class Start {
  let pool: WorkerPool
  let index: Int

  init(pool: WorkerPool, index: Int) {
    self.pool = pool
    self.index = index
  }
}

#if canImport(Darwin)
private func workerMain(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
  start.pool.work(as: start.index)
  return nil
}
#else
private func workerMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
  start.pool.work(as: start.index)
  return nil
}
#endif
