import Dispatch

/// Threads for the tasks of a server under test. Those of Swift's own pool are as many as the machine has cores, and tests
/// of other suites that wait for a program may take all of them for minutes.
final class ServerThreads: TaskExecutor {
  static let shared = ServerThreads()
  private let queue = DispatchQueue(label: "server under test", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}
