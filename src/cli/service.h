/* service.h - what a service manager (systemd) wants to hear, and the socket it hands over.
 *
 * Owns    nothing; the descriptor handed over belongs to the caller.
 * Memory  none.
 * Errors  a manager that cannot be told is a line in the log, never a reason to stop.
 * Threads the main thread: the environment is changed.
 *
 * The protocol of sd_notify(3) and sd_listen_fds(3) in a few lines (docs/adr/0028).
 */
#pragma once
#include "base/base.h"

/* "READY=1\nSTATUS=…" to the socket that NOTIFY_SOCKET names; nothing without one. */
void service_tell(const char *state);
/* RELOADING=1 with the time the manager orders it by; READY=1 ends it. */
void service_reloading(void);
/* The listening socket the manager opened for us: *ret_fd -1 when there is none.
 * E_INPUT (logged) when it is not one listening stream socket. Asked once: the
 * variables are taken away, so that no child believes they are meant for it. */
MUST_USE enum err service_socket(int *ret_fd);
