// What Stockroom needs of libcurl, without variadic functions, which Swift cannot call.
#ifndef STOCKROOM_CCURL_H
#define STOCKROOM_CCURL_H

#include <stddef.h>
#include <stdint.h>

// What came of a transfer.
typedef struct {
  int is_done;             // 1: the other side took it
  int curl_code;           // libcurl's CURLcode
  long status;             // the last HTTP status or SMTP reply code, 0 without one
  long retry_after_seconds;  // what the receiver asked for, 0 without
} ccurl_result;

// The transport of a mail.
enum {
  CCURL_PLAIN = 0,
  CCURL_STARTTLS = 1,  // the connection turns into TLS before anything is said; required
  CCURL_TLS = 2,       // TLS from the first byte (smtps://)
};

// Posts a body. `headers` holds one header per line; `ca_file` may be NULL. `message` gets what went wrong, or the beginning
// of the answer where the status tells of an error.
ccurl_result ccurl_post(const char *url, const char *headers, const uint8_t *body, size_t length, const char *ca_file,
                        long timeout_ms, char *message, size_t message_size);

// Sends a mail. `recipients` holds one address per line; `user`, `password` and `ca_file` may be NULL.
ccurl_result ccurl_mail(const char *server, int transport, const char *user, const char *password, const char *ca_file,
                        const char *from, const char *recipients, const uint8_t *mail, size_t length, long timeout_ms,
                        char *message, size_t message_size);

#endif
