/* signer.c - bytes to the process that holds a key of ours, their signature back.
 *
 * One connection to a local socket is one signature: we write the bytes and close our half, it
 * writes base64url of a detached CMS signature and closes. The key, and the library that knows its
 * algorithm, stay in that process.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "account/oidc/oidc.h"

#define SIGNATURE_MAX (16 * KiB)

/* Waits for the socket until the moment; false: it has passed. */
static bool
ready(int fd, short what, int64_t until_us)
{
	struct pollfd p = { .fd = fd, .events = what };
	int64_t left = until_us - time_mono_us();
	int n = left > 0 ? poll(&p, 1, (int)(left / 1000) + 1) : 0;

	return n > 0 || (n < 0 && errno == EINTR);
}

static const char *
give(int fd, struct str bytes, int64_t until_us)
{
	while (bytes.n > 0) {
		ssize_t n;

		if (!ready(fd, POLLOUT, until_us))
			return "signer_timeout";
		n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return "signer_unreachable";
		if (n > 0) {
			bytes.p += n;
			bytes.n -= (size_t)n;
		}
	}
	return shutdown(fd, SHUT_WR) == 0 ? NULL : "signer_unreachable";
}

static const char *
get(int fd, struct buf *out, int64_t until_us)
{
	for (;;) {
		char part[4096];
		ssize_t n;

		if (!ready(fd, POLLIN, until_us))
			return "signer_timeout";
		n = recv(fd, part, sizeof part, MSG_DONTWAIT);
		if (n == 0)
			return NULL;
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return "signer_unreachable";
		if (n > 0)
			buf_put(out, (struct str){ part, (size_t)n });
		if (buf_err(out) != OK)
			return "signer_answer";
	}
}

/* Letters of base64url, padded or not. */
static bool
is_base64url(struct str s)
{
	while (s.n > 0 && s.p[s.n - 1] == '=')
		s.n--;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '-' || c == '_'))
			return false;
	}
	return s.n > 0;
}

enum err
signer_ask(struct arena *a, const char *path, struct str bytes, int64_t timeout_s, struct str *ret,
    const char **why)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int64_t until_us = time_mono_us() + timeout_s * 1000000;
	struct buf out;
	int fd;

	*why = "signer_unreachable";
	if (strlen(path) == 0 || strlen(path) >= sizeof to.sun_path)
		return E_INPUT;
	memcpy(to.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return E_INPUT;
	buf_init(&out, a, SIGNATURE_MAX);
	if (connect(fd, (const struct sockaddr *)(const void *)&to, sizeof to) == 0) {
		*why = give(fd, bytes, until_us);
		if (*why == NULL)
			*why = get(fd, &out, until_us);
	}
	close(fd);
	*ret = str_trim(buf_str(&out));
	if (*why == NULL && !is_base64url(*ret))
		*why = "signer_answer";
	return *why == NULL ? OK : E_INPUT;
}
