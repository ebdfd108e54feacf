// What goes wrong around the portal: slow clients, a full disk, a database that goes and comes back.
// Others are served meanwhile, answers say what to do, data is whole after.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { validate } from '../harness/browser.mjs';
import { Node } from '../harness/cluster.mjs';
import { PASSWORD, signIn, sql, tokenOf } from '../harness/demo.mjs';
import { createDatabase, withDatabase } from '../harness/pg.mjs';
import { BIN, DB, run, start, veche } from '../harness/server.mjs';

const EMAIL = 'writer@example.org';
const sites = [];
after(async () => {
	for (const s of sites)
		await s.stop();
	for (const n of Node.all)
		n.destroy();
});

/* A portal with one account in it, signed in. */
async function site(options = {}) {
	const s = await start(options);
	sites.push(s);
	const r = await run(BIN, ['user', '--db', s.db, '--argon_memory=8', '--argon_passes=1', 'add', EMAIL, '--name', 'начало'], { input: `${PASSWORD}\n` });
	assert.equal(r.status, 0, r.err);
	const who = await signIn(s, EMAIL);
	const csrf = await tokenOf(who);
	return { s, who, rename: (name, o) => who.post('/account/name', { csrf, name }, { timeout: 20_000, ...o }) };
}

const words = (page, re) => {
	assert.match(page.headers['content-type'], /^text\/html/);
	assert.match(page.text, /<h1[^>]*>[^<]+<\/h1>/);
	assert.match(page.text, re);
};
const p99 = list => list.sort((a, b) => a - b)[Math.floor(list.length * 0.99)];

/* Readers one after another on `width` connections; how long each page took. */
async function read(c, n, width = 4) {
	const took = [];
	await Promise.all(Array.from({ length: width }, async () => {
		for (let i = 0; i < n / width; i++) {
			const t = performance.now();
			const r = await c.get('/navigator');
			assert.equal(r.status, 200);
			took.push(performance.now() - t);
		}
	}));
	return p99(took);
}

test('500 clients who send head or body slowly or never: others are served, each of them gets an end', { timeout: 120_000 }, async () => {
	const SLOW = 500, { s } = await site({ set: { body_timeout: 8 } });
	await read(s.http, 100);	// warm
	const calm = await read(s.http, 400);
	const ends = [];
	const from = Date.now();
	const clients = Array.from({ length: SLOW }, (_, i) => {
		const c = net.connect(s.port, '127.0.0.1');
		let heard = '';
		ends.push(new Promise(ok => {
			c.setEncoding('latin1').on('data', d => { heard += d; });
			c.on('error', () => {}).once('close', () => ok(heard));
		}));
		c.write(i % 3 === 2 ? 'POST /login HTTP/1.1\r\nHost: x\r\nX-Slow: '
			: 'POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n');
		return c;
	});
	const trickle = setInterval(() => clients.forEach((c, i) => i % 3 === 0 || c.destroyed || c.write('a')), 700);
	await sleep(1000);
	const under = await read(s.http, 400);
	assert.ok(clients.filter(c => !c.destroyed).length === SLOW || Date.now() - from > 8000, 'they were there while others read');
	console.log(`# p99 of readers: ${calm.toFixed(1)} ms calm, ${under.toFixed(1)} ms beside ${SLOW} slow clients: ${(under / calm).toFixed(2)} times`);
	assert.ok(under < 2000, `others starve: p99 ${under} ms`);
	assert.equal((await s.http.post('/login', { csrf: await tokenOf(s.http), email: EMAIL, password: 'wrong-one-2026' })).status, 422, 'a form goes through too');
	const patience = setTimeout(() => {
		clients.forEach((c, i) => c.destroyed || (console.log(`# client ${i} is still there: ${c.bytesRead} read, ${c.bytesWritten} written`), c.destroy()));
	}, 30_000);
	const said = await Promise.all(ends);
	clearTimeout(patience);
	clearInterval(trickle);
	assert.ok(Date.now() - from < 60_000);
	assert.ok(said.every(x => x === '' || /^HTTP\/1\.1 408 /.test(x)), said.find(x => x && !/^HTTP\/1\.1 408 /.test(x)));
	assert.ok(said.filter(x => /^HTTP\/1\.1 408 /.test(x)).length > SLOW * 0.9, 'they are told why');
	const lines = () => [...s.log.matchAll(/event=http_late connections=(\d+) after_s=8 answer=408/g)];
	const { r: late } = await until(() => lines().reduce((n, m) => n + Number(m[1]), 0) === SLOW && lines(), 5000, 'the log counts them all');
	assert.ok(late.length < 60, `in few lines: ${late.length}`);
	await s.logged(/event=request .*method=POST path=\/login status=408/);
	assert.equal((await s.http.get('/health')).status, 200);
});

/* ---- a full disk ----------------------------------------------------------------------------- */

/* Every byte that is left there, taken. */
function fill(dir) {
	const file = join(dir, 'filler'), fd = openSync(file, 'a');
	for (const size of [1 << 20, 1 << 16, 4096, 1]) {
		try {
			for (;;)
				writeSync(fd, Buffer.alloc(size, 'x'));
		} catch (e) {
			assert.equal(e.code, 'ENOSPC');
		}
	}
	closeSync(fd);
	return () => rmSync(file);
}

/* A database on a disk of 48 MB: the file, or a tablespace of PostgreSQL. */
async function small() {
	const dir = mkdtempSync(join(tmpdir(), 'veche-full-'));
	const mount = join(dir, 'disk');
	mkdirSync(mount);
	chmodSync(dir, 0o755);
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,mode=0755', 'veche-test', mount]);
	const gone = () => {
		execFileSync('umount', ['-l', mount]);
		rmSync(dir, { recursive: true, force: true });
	};
	if (DB !== 'pg')
		return { url: `sqlite:${join(mount, 'veche.db')}`, mount, gone };
	const own = await createDatabase(), space = `space_${process.pid}`, name = `veche_full_${process.pid}`;
	const folder = join(mount, 'pg');
	mkdirSync(folder);
	execFileSync('chown', ['postgres', folder]);
	const ask = text => sql(own.url, text);
	await ask(`CREATE TABLESPACE ${space} LOCATION '${folder}'`);
	await ask(`CREATE DATABASE ${name} TABLESPACE ${space}`);
	return { url: withDatabase(own.url, name), mount, async gone() {
		await ask(`DROP DATABASE ${name} WITH (FORCE)`);
		await ask(`DROP TABLESPACE ${space}`);
		await own.drop();
		gone();
	} };
}

test('a full disk: saving is refused with words, reading goes on, and when there is room so does saving',
	{ skip: process.getuid() !== 0 && 'a disk of its own takes root', timeout: 120_000 }, async () => {
		const disk = await small();
		try {
			const { s, who, rename } = await site({ db: disk.url });
			assert.equal((await rename('до')).status, 303);
			const room = fill(disk.mount);
			let full, kept = 0;
			for (; kept < 400; kept++) {	// PostgreSQL has some room in the pages it holds
				full = await s.client().post('/login', { csrf: await tokenOf(s.http), email: EMAIL, password: PASSWORD },
					{ headers: { cookie: [...s.http.jar].map(([k, v]) => `${k}=${v}`).join('; ') } });
				if (full.status !== 303)
					break;
			}
			assert.equal(full.status, 503, `after ${kept}: ${full.text.slice(0, 300)}`);
			words(full, /не хватает места/);
			assert.match(full.text, /администратору/);
			await s.logged(/level=error event=db err=E_LIMIT /);
			for (const path of ['/', '/navigator', '/places', '/health'])
				assert.equal((await s.http.get(path)).status, 200, `${path} can be read`);
			assert.equal((await who.get('/account')).status, 200, 'by who is signed in too');
			const english = await s.http.post('/login', { csrf: await tokenOf(s.http), email: EMAIL, password: PASSWORD }, { headers: { 'accept-language': 'en' } });
			assert.equal(english.status, 503);
			words(english, /out of space/);
			if (DB === 'sqlite') {	// a row of PostgreSQL may still find room in its page
				const batch = await rename('в полный диск');
				assert.equal(batch.status, 503, 'what shares a commit hears the same');
				words(batch, /не хватает места/);
				assert.deepEqual(await validate(batch.text), []);
				assert.match(batch.headers['content-security-policy'], /default-src 'none'/);
			}
			room();
			assert.equal((await rename('после')).status, 303, 'it goes on without a restart');
			assert.equal((await s.client().get('/login')).status, 200);
			await signIn(s, EMAIL);
			assert.deepEqual(await sql(s.db, `SELECT name FROM account_user WHERE email = '${EMAIL}'`), [['после']]);
			if (DB === 'sqlite')
				assert.deepEqual(await sql(s.db, 'PRAGMA integrity_check'), [['ok']]);
			assert.deepEqual(await sql(s.db, 'SELECT COUNT(*) FROM account_session WHERE user_id NOT IN (SELECT id FROM account_user)'), [['0']]);
			const audit = await run(BIN, ['audit', 'verify', '--db', s.db]);
			assert.equal(audit.status, 0, audit.err);
			assert.equal((await veche(s.db, 'check')).status, 0);
			await sites.pop().stop();
		} finally {
			await disk.gone();
		}
	});

/* ---- PostgreSQL goes and comes back ------------------------------------------------------------- */

const until = async (what, ms, why = '') => {
	const from = Date.now();
	for (;;) {
		const r = await what();
		if (r)
			return { r, ms: Date.now() - from };
		assert.ok(Date.now() - from < ms, `${why} not within ${ms} ms`);
		await sleep(50);
	}
};

test('PostgreSQL ends all sessions, then stops and starts: clear words meanwhile, no restart of ours',
	{ skip: DB !== 'pg' && 'there is no server to lose', timeout: 120_000 }, async () => {
		const node = await Node.create();
		const { s, who, rename } = await site({ db: node.url });
		const pid = s.pid;
		assert.equal((await rename('до')).status, 303);
		const cut = () => node.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'veche' AND pid <> pg_backend_pid()");
		for (let i = 0; i < 3; i++) {
			assert.ok(Number(await cut()) > 0, 'there were sessions to end');
			await sleep(20);
			const pages = await Promise.all(Array.from({ length: 24 }, () => s.client().get('/navigator?q=парк')));
			assert.deepEqual([...new Set(pages.map(r => r.status))], [200], 'an idle session that ended costs nothing');
			assert.equal((await rename(`обрыв ${i}`)).status, 303);
		}
		await node.stop();
		const css = (await s.http.get('/login')).text.match(/href="(\/a\/[^"]+\.css)"/)?.[1];
		for (let i = 0; i < 3; i++) {
			const t = Date.now();
			const pages = await Promise.all(Array.from({ length: 16 }, (_, k) => s.client().get(`/navigator?q=мост${i}${k}`, { timeout: 20_000 })));
			assert.deepEqual([...new Set(pages.map(r => r.status))], [503]);
			words(pages[0], /база данных на минуту недоступна/);
			assert.equal(pages[0].headers['retry-after'], '5');
			assert.ok(Date.now() - t < 8000, `${Date.now() - t} ms for 16 pages: nobody waits behind a dead server`);
		}
		assert.ok(css, 'a page that asks no database is there still');
		assert.equal((await s.http.get(css)).status, 200, 'and so are files');
		assert.equal((await s.http.get('/health')).status, 503, 'a balancer is told');
		const refused = await rename('в пустоту');
		assert.equal(refused.status, 503);
		words(refused, /база данных/);
		await s.logged(/event=db_lost /);
		await node.start();
		const back = await until(async () => (await rename('после')).status === 303, 10_000);
		await until(async () => (await s.http.get('/health')).status === 200, 10_000);
		console.log(`# writes again ${back.ms} ms after PostgreSQL is up`);
		const pages = await Promise.all(Array.from({ length: 24 }, () => s.client().get('/navigator?q=парк')));
		assert.deepEqual([...new Set(pages.map(r => r.status))], [200]);
		await s.logged(/event=db_back /);
		assert.equal((await who.get('/account')).status, 200, 'who was signed in still is');
		assert.equal(s.pid, pid);
		process.kill(pid, 0);
		assert.equal(await node.sql(`SELECT name FROM account_user WHERE email = '${EMAIL}'`), 'после');
		await sites.pop().stop();
	});
