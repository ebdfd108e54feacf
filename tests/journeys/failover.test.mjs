// A primary with a streaming replica: the primary is killed under writes, the replica promoted. The
// portal goes on by itself, and every write it said was saved is there. PostgreSQL alone.
//
//   VECHE_ROUNDS=10   again and again, each time with a new replica (make soak)
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Node } from '../harness/cluster.mjs';
import { PASSWORD, signIn, tokenOf } from '../harness/demo.mjs';
import { BIN, run, start } from '../harness/server.mjs';

const WRITERS = 8, ROUNDS = Number(process.env.VECHE_ROUNDS ?? 1), LIMIT_MS = 10_000;
let site;
after(async () => {
	await site?.stop();
	for (const n of Node.all)
		n.destroy();
});

/* Names saved one after another until told to stop. What came after the last one acknowledged may
 * or may not be there: its answer was lost. */
async function write(w, say) {
	for (let n = 1; !say.stop; n++) {
		const name = `п${w.i} н${w.total + 1} з${n}`;
		w.open.push(name);
		let r = null;
		try {
			r = await w.c.post('/account/name', { csrf: w.csrf, name }, { timeout: 20_000 });
		} catch (e) {
			assert.fail(`the portal itself does not answer: ${e.message}`);
		}
		if (r.status === 303) {
			w.open = [name];
			w.total++;
			w.lastAt = Date.now();
			if (say.killed && !w.first)
				w.first = w.lastAt;
		} else {
			assert.ok([500, 503].includes(r.status), `${r.status}: ${r.text.slice(0, 300)}`);
			say.refused++;
			await sleep(50);
		}
	}
}

test(`the primary killed under ${WRITERS} writers, the replica promoted${ROUNDS > 1 ? `, ${ROUNDS} times` : ''}`, { timeout: 60_000 * (ROUNDS + 1) }, async () => {
	let primary = await Node.create(), standby = await primary.replica();
	const both = `postgres://veche@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/veche`;
	site = await start({ db: both });
	const pid = site.pid, who = [];
	for (let i = 0; i < WRITERS; i++) {
		const email = `w${i}@example.org`;
		const r = await run(BIN, ['user', '--db', both, '--argon_memory=8', '--argon_passes=1', 'add', email, '--name', 'начало'], { input: `${PASSWORD}\n` });
		assert.equal(r.status, 0, r.err);
		const c = await signIn(site, email);
		who.push({ i, email, c, csrf: await tokenOf(c), open: ['начало'], total: 0 });
	}
	for (let round = 1; round <= ROUNDS; round++) {
		const say = { stop: false, killed: 0, refused: 0 };
		for (const w of who)
			Object.assign(w, { first: 0, before: w.total });
		const writing = Promise.all(who.map(w => write(w, say)));
		writing.catch(() => { say.stop = true; });
		while (!say.stop && who.some(w => w.total < w.before + 4))
			await sleep(10);
		await sleep(Math.random() * 200);
		primary.crash();
		say.killed = Date.now();
		await standby.promote();
		const reader = setInterval(() => site.http.get('/navigator').catch(() => {}), 100);
		while (!say.stop && who.some(w => !w.first) && Date.now() - say.killed < LIMIT_MS + 5000)
			await sleep(20);
		clearInterval(reader);
		const waits = who.map(w => w.first ? w.first - say.killed : Infinity);
		console.log(`# round ${round}: the first writer goes on after ${Math.min(...waits)} ms, the last after ${Math.max(...waits)} ms; ${say.refused} refused meanwhile`);
		assert.ok(Math.max(...waits) < LIMIT_MS, `not all writers go on within ${LIMIT_MS} ms: ${waits.join(', ')}`);
		await sleep(300);
		say.stop = true;
		await writing;
		assert.equal(site.pid, pid);
		process.kill(pid, 0);	// the same process serves
		const rows = new Map((await standby.sql('SELECT email, name FROM account_user')).split('\n').map(l => l.split('|')));
		for (const w of who) {
			assert.ok(w.total > w.before + 4, `writer ${w.i} wrote`);
			assert.ok(w.open.includes(rows.get(w.email)), `writer ${w.i} was told «${w.open[0]}», found «${rows.get(w.email)}»`);
		}
		assert.equal((await site.http.get('/health')).status, 200);
		const audit = await run(BIN, ['audit', 'verify', '--db', standby.url]);
		assert.equal(audit.status, 0, audit.err);
		if (round === ROUNDS)
			break;
		const port = primary.port;	// the dead one's address gets a new replica
		primary.destroy();
		primary = standby;
		standby = await primary.replica(port);
	}
});
