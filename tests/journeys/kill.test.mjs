// A reply of success follows the commit: whatever was said to be saved is there after kill -9.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD, sql, tokenOf } from '../harness/demo.mjs';
import { client } from '../harness/http.mjs';
import { BIN, DB, run, start } from '../harness/server.mjs';

const CLIENTS = 16, ROUNDS = 3;
let site;

before(async () => {
	site = await start({ prepare: [['init']] });
	for (let i = 0; i < CLIENTS; i++) {
		const r = await run(BIN, ['user', '--db', site.db, '--argon_memory=8', '--argon_passes=1', 'add', `w${i}@example.org`, '--name', 'начало'], { input: `${PASSWORD}\n` });
		assert.equal(r.status, 0, r.err);
	}
});
after(() => site?.stop());

async function enter(i) {
	const c = client(site.base), csrf = await tokenOf(c);
	const r = await c.post('/login', { csrf, email: `w${i}@example.org`, password: PASSWORD });
	assert.equal(r.status, 303);
	return c;
}

/* Names saved one after another until the server is gone: the last one said to be saved, and
 * the one whose answer never came. */
async function write(c, csrf, i, round, state) {
	for (let n = 1; ; n++) {
		const name = `р${round} п${i} н${n}`;
		state.asked = name;
		try {
			const r = await c.post('/account/name', { csrf, name }, { timeout: 5000 });
			if (r.status !== 303)
				return assert.fail(`${r.status}: ${r.text.slice(0, 300)}`);
			state.saved = name;
			state.n = n;
		} catch (e) {
			if (e.code === 'ERR_ASSERTION')
				throw e;
			return null;	// the server is gone
		}
	}
}

for (let round = 1; round <= ROUNDS; round++) {
	test(`kill -9 under ${CLIENTS} writers, round ${round}`, async () => {
		const who = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => enter(i)));
		const tokens = await Promise.all(who.map(tokenOf));
		const states = who.map(() => ({ n: 0 }));
		const all = Promise.all(who.map((c, i) => write(c, tokens[i], i, round, states[i])));
		while (states.reduce((s, x) => s + x.n, 0) < CLIENTS * 4)	// well under way
			await sleep(5);
		await sleep(Math.random() * 200);
		const { signal } = await site.crash();
		assert.equal(signal, 'SIGKILL');
		await all;
		if (DB === 'sqlite')
			assert.deepEqual(await sql(site.db, 'PRAGMA integrity_check'), [['ok']]);
		await site.revive();
		const rows = Object.fromEntries(await sql(site.db, 'SELECT email, name FROM account_user'));
		let total = 0;
		states.forEach((s, i) => {
			assert.ok(s.n > 0, `writer ${i} wrote`);
			assert.ok([s.saved, s.asked].includes(rows[`w${i}@example.org`]), `writer ${i} was told «${s.saved}», found «${rows[`w${i}@example.org`]}»`);
			total += s.n;
		});
		assert.ok(total >= CLIENTS * 4, `${total} writes`);
		for (let i = 0; i < CLIENTS; i += 5)	// a session that was open before goes on
			assert.equal((await who[i].get('/account')).status, 200);
		assert.deepEqual(await sql(site.db, 'SELECT COUNT(*) FROM account_session s WHERE NOT EXISTS (SELECT 1 FROM account_user u WHERE u.id = s.user_id)'), [['0']]);
	});
}

test('asked to stop under writers, it answers what it began and loses nothing', async () => {
	const who = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => enter(i)));
	const tokens = await Promise.all(who.map(tokenOf));
	const states = who.map(() => ({ n: 0 }));
	const all = Promise.all(who.map((c, i) => write(c, tokens[i], i, 9, states[i]).catch(e => e)));
	while (states.reduce((s, x) => s + x.n, 0) < CLIENTS * 2)
		await sleep(5);
	await site.restart();
	await site.crash();
	await all;
	await site.revive();
	const rows = Object.fromEntries(await sql(site.db, 'SELECT email, name FROM account_user'));
	states.forEach((s, i) => assert.ok([s.saved, s.asked].includes(rows[`w${i}@example.org`]), `writer ${i}`));
});
