/* second.h - the second factor beneath its pages: codes by time, codes for a lost phone.
 *
 * Owns    tables account_second, account_recovery.
 * Memory  the arena given.
 * Errors  as db.h; E_INPUT: the code does not fit, was used, or cannot be a code; E_RATE: too many
 *         wrong ones in a row; E_NOT_FOUND: this user has no second factor.
 * Threads any.
 */
#pragma once
#include "account/account.h"

#define SECOND_DIGITS 6
#define SECOND_STEP_S 30
#define SECOND_KEY_BYTES 20	/* RFC 4226, 4: 160 bits */
#define SECOND_FAILS 10		/* wrong codes in a row, then a pause */
#define SECOND_PAUSE_S 900
#define RECOVERY_CODES 10

/* RFC 6238, HMAC-SHA-1, 30 seconds, one step early or late. The time step the code belongs to;
 * -1: it is none of the three. */
int64_t totp_step(const unsigned char *key, size_t n, int64_t now, struct str code);
/* The secret as it is kept and back. p NULL: memory is out, or the seal is another key's. */
struct str second_seal(struct arena *a, const unsigned char key[SECOND_KEY_BYTES]);
bool second_unseal(struct str sealed, unsigned char ret[SECOND_KEY_BYTES]);
/* The same in letters that an application takes, in fours. */
struct str second_base32(struct arena *a, const unsigned char key[SECOND_KEY_BYTES], bool fours);
/* otpauth:// for this account. */
struct str second_uri(struct arena *a, struct str issuer, struct str email,
    const unsigned char key[SECOND_KEY_BYTES]);
/* Its dark squares as one SVG path, and how many squares a side has. */
MUST_USE enum err second_qr(struct arena *a, struct str uri, struct str *ret_path, int *ret_side);

/* Is a code asked for at this user's sign-in? */
MUST_USE enum err second_asked(struct db *db, struct arena *a, struct user_id who, bool *ret);
/* Takes a code, or a recovery code where `recovery` allows: it will not fit again. A wrong one is
 * counted. In a transaction of its own. *ret_recovery: which of the two it was. */
MUST_USE enum err second_take(struct db *db, struct arena *a, struct user_id who, struct str code,
    bool recovery, int64_t now, bool *ret_recovery);
/* New recovery codes in place of the old, in the caller's transaction. */
MUST_USE enum err recovery_make(struct db *db, struct arena *a, struct user_id who,
    struct str ret[RECOVERY_CODES]);
