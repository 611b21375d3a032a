// Preloaded into the program under test: counts the calls that change files below a directory, and at a given count ends
// the process as kill -9 would, or makes the call fail as a full disk would.
//
//   BOUNDARY_ROOT   the directory
//   BOUNDARY_COUNT  a file that gets the number of calls when the program ends
//   BOUNDARY_KILL   the number of the call before which the process is killed
//   BOUNDARY_FULL   the number of the call from which on writing fails with ENOSPC
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long kill_at, full_at;
static char root[PATH_MAX];
static size_t root_length;
static pid_t owner;

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("BOUNDARY_ROOT");
  if (!text || !realpath(text, root)) return;
  root_length = strlen(root);
  kill_at = (text = getenv("BOUNDARY_KILL")) ? atol(text) : 0;
  full_at = (text = getenv("BOUNDARY_FULL")) ? atol(text) : 0;
  owner = getpid();
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("BOUNDARY_COUNT");
  if (!path || !root_length || getpid() != owner) return;
  FILE *file = fopen(path, "w");
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}

static int below(const char *path) {
  char full[PATH_MAX];
  if (!root_length || !path) return 0;
  if (path[0] != '/') {
    if (!getcwd(full, sizeof full)) return 0;
    size_t length = strlen(full);
    snprintf(full + length, sizeof full - length, "/%s", path);
    path = full;
  }
  return !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

static int file_below(int descriptor) {
  char link[64], path[PATH_MAX];
  if (!root_length) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return below(path);
}

// Returns whether the call is to fail.
static int boundary(int fills) {
  long number = atomic_fetch_add(&calls, 1) + 1;
  if (kill_at && number == kill_at) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  return fills && full_at && number >= full_at;
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define FULL() do { errno = ENOSPC; return -1; } while (0)

ssize_t write(int d, const void *b, size_t n) {
  REAL(ssize_t, "write", int, const void *, size_t);
  if (file_below(d) && boundary(1)) FULL();
  return real(d, b, n);
}
ssize_t writev(int d, const struct iovec *v, int n) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  if (file_below(d) && boundary(1)) FULL();
  return real(d, v, n);
}
ssize_t pwrite(int d, const void *b, size_t n, off_t o) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  if (file_below(d) && boundary(1)) FULL();
  return real(d, b, n, o);
}
ssize_t pwrite64(int d, const void *b, size_t n, off64_t o) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  if (file_below(d) && boundary(1)) FULL();
  return real(d, b, n, o);
}
int ftruncate(int d, off_t n) {
  REAL(int, "ftruncate", int, off_t);
  if (file_below(d)) boundary(0);
  return real(d, n);
}
int ftruncate64(int d, off64_t n) {
  REAL(int, "ftruncate64", int, off64_t);
  if (file_below(d)) boundary(0);
  return real(d, n);
}
int fsync(int d) {
  REAL(int, "fsync", int);
  if (file_below(d)) boundary(0);
  return real(d);
}
int fdatasync(int d) {
  REAL(int, "fdatasync", int);
  if (file_below(d)) boundary(0);
  return real(d);
}
int rename(const char *a, const char *b) {
  REAL(int, "rename", const char *, const char *);
  if (below(b)) boundary(0);
  return real(a, b);
}
int unlink(const char *p) {
  REAL(int, "unlink", const char *);
  if (below(p)) boundary(0);
  return real(p);
}
int mkdir(const char *p, mode_t m) {
  REAL(int, "mkdir", const char *, mode_t);
  if (below(p)) boundary(0);
  return real(p, m);
}
