/* priv.h - what the files of http/ share and nobody else sees.
 *
 * Owns    nothing.
 * Memory  calls and connections come from their loop's arena and are used
 *         again through free lists; each call has an arena of its own.
 * Errors  as in http.h.
 * Threads a loop, its calls and its connections belong to the loop's thread.
 *         While a call is suspended it belongs to the queue or to the thread
 *         that took it from there.
 */
#pragma once
#include "http/http.h"
#include "http/thread.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

enum {
	HTTP_QUEUE_WRITER = 1024,	/* requests waiting for the writer    */
	HTTP_QUEUE_WORKER = 64,		/* waiting for each of the workers    */
	HTTP_BATCH_MAX = 256,		/* ceiling of http_conf.batch_max     */
	HTTP_HOPS_MAX = 4,		/* moves between threads of a request */
	HTTP_HEADERS_MAX = 100,
	HTTP_QUERY_MAX = 256,		/* pairs of a query                   */
	HTTP_FORM_MAX = 2000,		/* pairs or parts of a body           */
	HTTP_BODY_KEEP = 64 * 1024,	/* body memory kept for the next call */
	HTTP_CALLS_KEEP = 64,		/* idle calls that keep their arena   */
	HTTP_LINGER_MAX = 64,
	HTTP_PROXIES_MAX = 32,
	HTTP_PEER_TEXT = 64,
};

enum phase {
	PHASE_IDLE,	/* between requests: ends after idle_s              */
	PHASE_READ,	/* a head or a body is coming: ends after body_s    */
	PHASE_WORK,	/* handled or sent: no end of ours                  */
};

struct conn {	/* one client's connection */
	struct conn *prev, *next;
	int fd;
	enum phase phase;
	int64_t since;		/* microseconds, when the phase began */
	bool linger;		/* unread input follows: close with patience */
	bool ending;		/* its time is over */
	bool late;		/* its request did not come in time: 408 */
	char peer[HTTP_PEER_TEXT];
	bool trusted;		/* the peer is one of our proxies */
};

enum call_state {
	CALL_NEW,	/* the request line is in */
	CALL_BODY,	/* the head is in, the body comes */
	CALL_QUEUED,	/* suspended: a writer or worker has it */
	CALL_READY,	/* the reply may be sent */
	CALL_SENT,
};

struct call {	/* one request */
	struct http_req rq;	/* rq.conn points back here */
	struct http_reply rp;
	struct loop *loop;
	struct conn *conn;
	struct MHD_Connection *mc;
	struct call *next;	/* in a queue or a free list */
	struct buf body;
	const char *version;	/* "HTTP/1.1" */
	struct str type;	/* Content-Type of the body */
	size_t body_limit;
	uint64_t body_length;	/* as announced; 0 when chunked */
	int64_t start;
	enum call_state state;
	enum http_next where;	/* the thread that is to handle it */
	int hops;
	bool has_body;
	bool close;		/* the connection ends with this reply */
	bool away;		/* counted in loop->n_away */
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct call *head, **tail;
	size_t n, cap;
	bool stop;		/* nothing more will come */
	bool abandon;		/* what is in it is refused */
};

struct farewell { int fd; int64_t until; };

struct loop {
	struct http_server *srv;
	struct MHD_Daemon *mhd;
	pthread_t thread;
	int listen_fd;
	int wake_fd;		/* written when a suspended call may go on */
	int epoll_fd;		/* the library's own */
	size_t n_away;		/* calls that a writer or worker has, or had until just now */
	void *ctx;
	bool started;
	struct arena *arena;
	struct call *free_calls;
	size_t n_free;
	struct conn *conns, *free_conns;
	struct farewell linger[HTTP_LINGER_MAX];
	size_t n_linger;
	_Atomic int64_t requests, open, active, refused;
};

struct proxy { unsigned char addr[16]; int bits; };

struct http_server {
	struct http_conf conf;
	struct http_app app;
	struct arena *arena;
	struct loop *loops;
	struct worker *workers;	/* the writer is the first, when there is one */
	size_t n_workers;
	struct queue write_q, work_q;
	struct proxy proxies[HTTP_PROXIES_MAX];
	size_t n_proxies;
	int port;
	struct gate gate;
	_Atomic bool stopping;	/* no new connections, replies close theirs */
	_Atomic bool halt;	/* loops end now */
};

/* loop.c */
MUST_USE enum err http_loop_start(struct loop *lp);
void http_loop_join(struct loop *lp);

/* conn.c: what libmicrohttpd tells of connections, and their deadlines. */
void http_on_conn(void *cls, struct MHD_Connection *mc, void **sock_ctx,
    enum MHD_ConnectionNotificationCode what);
struct conn *http_conn_of(struct MHD_Connection *mc);
void http_conn_phase(struct conn *c, enum phase p, int64_t now);
void http_conn_reap(struct loop *lp, int64_t now);
bool http_linger_step(struct loop *lp, int64_t now);	/* true: some are left */
void http_linger_end(struct loop *lp);

/* request.c: from bytes to a call. */
void *http_on_uri(void *cls, const char *uri, struct MHD_Connection *mc);
enum MHD_Result http_on_access(void *cls, struct MHD_Connection *mc, const char *url,
    const char *method, const char *version, const char *data, size_t *data_n, void **con_cls);
void http_on_completed(void *cls, struct MHD_Connection *mc, void **con_cls,
    enum MHD_RequestTerminationCode how);

/* head.c: the head, read once. */
MUST_USE enum err http_head_read(struct call *cl, const char *method);

/* reply.c */
enum MHD_Result http_send(struct call *cl);
void http_refuse(struct call *cl, enum err e);	/* in place of whatever reply there was */
/* Past libmicrohttpd, which takes no reply while a body comes; then close. */
void http_send_raw(struct call *cl);

/* queue.c: the writer and the workers. */
MUST_USE enum err http_queues_start(struct http_server *s);
bool http_queue_put(struct call *cl, enum http_next where);	/* suspends; false: no room */
void http_queues_stop(struct http_server *s);	/* after what is queued */
size_t http_queued(struct http_server *s);

/* peer.c */
MUST_USE enum err http_proxies_read(struct http_server *s, struct str list);
void http_peer_read(const struct http_server *s, const struct sockaddr *sa, struct conn *c);
/* The rightmost address of X-Forwarded-For that is none of our proxies. */
struct str http_forwarded_for(const struct http_server *s, struct arena *a,
    const struct str *lists, size_t n_lists, struct str peer);

/* listen.c */
MUST_USE enum err http_listen(struct http_server *s);

/* multipart.c: false when `type` is not multipart/form-data; p NULL: no boundary in it. */
bool http_boundary(struct str type, struct str *ret);
