#include "ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// libcurl brings thirty libraries with it, which take longer to load than a short command runs: it is loaded with the first
// transfer.
static struct {
  __typeof__(&curl_global_init) global_init;
  __typeof__(&curl_easy_init) easy_init;
  __typeof__(&curl_easy_setopt) easy_setopt;
  __typeof__(&curl_easy_perform) easy_perform;
  __typeof__(&curl_easy_getinfo) easy_getinfo;
  __typeof__(&curl_easy_strerror) easy_strerror;
  __typeof__(&curl_easy_cleanup) easy_cleanup;
  __typeof__(&curl_slist_append) slist_append;
  __typeof__(&curl_slist_free_all) slist_free_all;
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
// Why there is no libcurl; empty where it was loaded.
static char failure[256];

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  const struct {
    void *target;
    const char *name;
  } functions[] = {
      {&curl.global_init, "curl_global_init"},     {&curl.easy_init, "curl_easy_init"},
      {&curl.easy_setopt, "curl_easy_setopt"},     {&curl.easy_perform, "curl_easy_perform"},
      {&curl.easy_getinfo, "curl_easy_getinfo"},   {&curl.easy_strerror, "curl_easy_strerror"},
      {&curl.easy_cleanup, "curl_easy_cleanup"},   {&curl.slist_append, "curl_slist_append"},
      {&curl.slist_free_all, "curl_slist_free_all"},
  };
  for (size_t index = 0; library && index < sizeof functions / sizeof *functions; index++) {
    void *function = dlsym(library, functions[index].name);
    if (!function) library = NULL;
    memcpy(functions[index].target, &function, sizeof function);
  }
  if (!library) {
    snprintf(failure, sizeof failure, "libcurl cannot be loaded (%s): apt-get install libcurl4", dlerror());
  } else {
    curl.global_init(CURL_GLOBAL_DEFAULT);
  }
}

// Whether libcurl is there; else `result` and `message` say why not.
static int is_loaded(ccurl_result *result, char *message, size_t message_size) {
  pthread_once(&once, load);
  if (!*failure) return 1;
  *result = (ccurl_result){0, CURLE_FAILED_INIT, 0, 0};
  snprintf(message, message_size, "%s", failure);
  return 0;
}

// With CURLOPT_NOSIGNAL a TLS connection that the other side has closed would end the process by SIGPIPE. The signal is kept
// from this thread while a transfer goes on, and what came of it is taken away; the rest of the process is left as it is.
static int hold_broken_pipe(sigset_t *before) {
  sigset_t pipe, pending;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &pipe, before);
  return sigismember(&pending, SIGPIPE);
}

static void release_broken_pipe(const sigset_t *before, int was_pending) {
  sigset_t pipe;
  const struct timespec at_once = {0, 0};
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  if (!was_pending) sigtimedwait(&pipe, NULL, &at_once);
  pthread_sigmask(SIG_SETMASK, before, NULL);
}

static CURLcode perform(CURL *handle) {
  sigset_t before;
  int was_pending = hold_broken_pipe(&before);
  CURLcode code = curl.easy_perform(handle);
  release_broken_pipe(&before, was_pending);
  return code;
}

typedef struct {
  const uint8_t *bytes;
  size_t left;
} source;

typedef struct {
  char *text;
  size_t size;
  size_t used;
} sink;

static size_t read_source(char *buffer, size_t size, size_t count, void *context) {
  source *from = context;
  size_t length = size * count < from->left ? size * count : from->left;
  memcpy(buffer, from->bytes, length);
  from->bytes += length;
  from->left -= length;
  return length;
}

static size_t write_sink(char *buffer, size_t size, size_t count, void *context) {
  sink *to = context;
  size_t length = size * count;
  for (size_t index = 0; index < length && to->used + 1 < to->size; index++) to->text[to->used++] = buffer[index];
  to->text[to->used] = 0;
  return length;
}

// One entry per line.
static struct curl_slist *lines(const char *text) {
  struct curl_slist *list = NULL;
  char *copy = strdup(text), *rest = copy, *line;
  while ((line = strsep(&rest, "\n")) != NULL) {
    if (*line) list = curl.slist_append(list, line);
  }
  free(copy);
  return list;
}

static void set_common(CURL *handle, const char *ca_file, long timeout_ms, char *error) {
  curl.easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
  curl.easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl.easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_ms);
  curl.easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms < 10000 ? timeout_ms : 10000L);
  if (ca_file) curl.easy_setopt(handle, CURLOPT_CAINFO, ca_file);
}

static ccurl_result finish(CURL *handle, CURLcode code, const char *error, char *message, size_t message_size) {
  ccurl_result result = {code == CURLE_OK, code, 0, 0};
  curl_off_t retry_after = 0;
  curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &result.status);
  curl.easy_getinfo(handle, CURLINFO_RETRY_AFTER, &retry_after);
  result.retry_after_seconds = (long)retry_after;
  if (code != CURLE_OK) {
    strncpy(message, *error ? error : curl.easy_strerror(code), message_size - 1);
    message[message_size - 1] = 0;
  }
  sigset_t before;
  int was_pending = hold_broken_pipe(&before);
  curl.easy_cleanup(handle);
  release_broken_pipe(&before, was_pending);
  return result;
}

ccurl_result ccurl_post(const char *url, const char *headers, const uint8_t *body, size_t length, const char *ca_file,
                        long timeout_ms, char *message, size_t message_size) {
  ccurl_result missing;
  if (!is_loaded(&missing, message, message_size)) return missing;
  char error[CURL_ERROR_SIZE] = "";
  sink answer = {message, message_size, 0};
  struct curl_slist *list = lines(headers);
  CURL *handle = curl.easy_init();
  set_common(handle, ca_file, timeout_ms, error);
  curl.easy_setopt(handle, CURLOPT_URL, url);
  curl.easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl.easy_setopt(handle, CURLOPT_POST, 1L);
  curl.easy_setopt(handle, CURLOPT_POSTFIELDS, body);
  curl.easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  curl.easy_setopt(handle, CURLOPT_HTTPHEADER, list);
  curl.easy_setopt(handle, CURLOPT_WRITEFUNCTION, write_sink);
  curl.easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  message[0] = 0;
  CURLcode code = perform(handle);
  ccurl_result result = finish(handle, code, error, message, message_size);
  result.is_done = code == CURLE_OK && result.status >= 200 && result.status < 300;
  curl.slist_free_all(list);
  return result;
}

ccurl_result ccurl_mail(const char *server, int transport, const char *user, const char *password, const char *ca_file,
                        const char *from, const char *recipients, const uint8_t *mail, size_t length, long timeout_ms,
                        char *message, size_t message_size) {
  ccurl_result missing;
  if (!is_loaded(&missing, message, message_size)) return missing;
  char error[CURL_ERROR_SIZE] = "";
  source upload = {mail, length};
  struct curl_slist *list = lines(recipients);
  CURL *handle = curl.easy_init();
  set_common(handle, ca_file, timeout_ms, error);
  curl.easy_setopt(handle, CURLOPT_URL, server);
  curl.easy_setopt(handle, CURLOPT_PROTOCOLS_STR, transport == CCURL_TLS ? "smtps" : "smtp");
  curl.easy_setopt(handle, CURLOPT_USE_SSL, (long)(transport == CCURL_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (user) curl.easy_setopt(handle, CURLOPT_USERNAME, user);
  if (password) curl.easy_setopt(handle, CURLOPT_PASSWORD, password);
  curl.easy_setopt(handle, CURLOPT_MAIL_FROM, from);
  curl.easy_setopt(handle, CURLOPT_MAIL_RCPT, list);
  curl.easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl.easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
  curl.easy_setopt(handle, CURLOPT_READFUNCTION, read_source);
  curl.easy_setopt(handle, CURLOPT_READDATA, &upload);
  message[0] = 0;
  CURLcode code = perform(handle);
  ccurl_result result = finish(handle, code, error, message, message_size);
  curl.slist_free_all(list);
  return result;
}
