#include "ccurl.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void initialise(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

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

static CURLcode perform(CURL *curl) {
  sigset_t before;
  int was_pending = hold_broken_pipe(&before);
  CURLcode code = curl_easy_perform(curl);
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
    if (*line) list = curl_slist_append(list, line);
  }
  free(copy);
  return list;
}

static void set_common(CURL *curl, const char *ca_file, long timeout_ms, char *error) {
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout_ms);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms < 10000 ? timeout_ms : 10000L);
  if (ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
}

static ccurl_result finish(CURL *curl, CURLcode code, const char *error, char *message, size_t message_size) {
  ccurl_result result = {code == CURLE_OK, code, 0, 0};
  curl_off_t retry_after = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
  result.retry_after_seconds = (long)retry_after;
  if (code != CURLE_OK) {
    strncpy(message, *error ? error : curl_easy_strerror(code), message_size - 1);
    message[message_size - 1] = 0;
  }
  sigset_t before;
  int was_pending = hold_broken_pipe(&before);
  curl_easy_cleanup(curl);
  release_broken_pipe(&before, was_pending);
  return result;
}

ccurl_result ccurl_post(const char *url, const char *headers, const uint8_t *body, size_t length, const char *ca_file,
                        long timeout_ms, char *message, size_t message_size) {
  pthread_once(&once, initialise);
  char error[CURL_ERROR_SIZE] = "";
  sink answer = {message, message_size, 0};
  struct curl_slist *list = lines(headers);
  CURL *curl = curl_easy_init();
  set_common(curl, ca_file, timeout_ms, error);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_sink);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  message[0] = 0;
  CURLcode code = perform(curl);
  ccurl_result result = finish(curl, code, error, message, message_size);
  result.is_done = code == CURLE_OK && result.status >= 200 && result.status < 300;
  curl_slist_free_all(list);
  return result;
}

ccurl_result ccurl_mail(const char *server, int transport, const char *user, const char *password, const char *ca_file,
                        const char *from, const char *recipients, const uint8_t *mail, size_t length, long timeout_ms,
                        char *message, size_t message_size) {
  pthread_once(&once, initialise);
  char error[CURL_ERROR_SIZE] = "";
  source upload = {mail, length};
  struct curl_slist *list = lines(recipients);
  CURL *curl = curl_easy_init();
  set_common(curl, ca_file, timeout_ms, error);
  curl_easy_setopt(curl, CURLOPT_URL, server);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, transport == CCURL_TLS ? "smtps" : "smtp");
  curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(transport == CCURL_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (user) curl_easy_setopt(curl, CURLOPT_USERNAME, user);
  if (password) curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_source);
  curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
  message[0] = 0;
  CURLcode code = perform(curl);
  ccurl_result result = finish(curl, code, error, message, message_size);
  curl_slist_free_all(list);
  return result;
}
