/* http_address.h - where to listen.
 *
 * Purpose: reads IPv4 and IPv6 addresses and knows which of them stay on the
 * machine. Names are not resolved. Pure. Cost: O(1). */
#ifndef CSMS_FACE_HTTP_ADDRESS_H
#define CSMS_FACE_HTTP_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* False where the text is no IP address. */
bool http_address_read(const char *text, int port, struct sockaddr_storage *out);
bool http_address_is_loopback(const char *text);

#endif
