// The restore drill: a copy taken while the portal works comes back with the same content, table by table.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync, truncateSync, openSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { signIn, sql, tokenOf } from '../harness/demo.mjs';
import { createDatabase, pgTool } from '../harness/pg.mjs';
import { BIN, DB, run, start, veche } from '../harness/server.mjs';

const PG = DB === 'pg';
let site;
before(async () => { site = await start({ demo: true, set: { jobs_runner: 'no' } }); });
after(async () => { await site?.stop(); });

const tables = async db => (await sql(db, PG ? `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`
	: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_fts%' ORDER BY 1`)).map(r => r[0]);

/* table → its rows as text, in an order of their own. */
async function content(db) {
	const all = new Map();
	for (const t of await tables(db)) {
		const r = PG ? await run(pgTool('psql'), ['-X', '-q', '-A', '-t', '-d', db, '-c', `SELECT t::text FROM "${t}" t`])
			: await run('sqlite3', ['-batch', '-cmd', '.timeout 5000', '-cmd', '.mode quote', db.replace(/^sqlite:/, ''), `SELECT * FROM "${t}"`]);
		assert.equal(r.status, 0, r.err);
		all.set(t, r.out.split('\n').sort().join('\n'));
	}
	return all;
}
function same(a, b, except = []) {
	assert.deepEqual([...a.keys()], [...b.keys()]);
	for (const [t, rows] of a)
		if (!except.includes(t))
			assert.ok(rows === b.get(t), `${t}: the rows are the same`);
}
const file = name => join(site.dir, name);
const ask = (...args) => run(BIN, args);

/* People write while the copy is taken. */
async function busy(until) {
	const c = await signIn(site, 'specialist@veche.demo'), csrf = await tokenOf(c);
	const write = async () => {
		let n = 0;
		while (!until.done)
			assert.equal((await c.post('/account/name', { csrf, name: `Специалист ${++n}` })).status, 303);
		return n;
	};
	return { writing: write() };
}

test('a copy of a portal at work is whole, and comes back the same', { skip: PG && 'pg_dump below' }, async () => {
	const copy = file('copy.db'), until = { done: false };
	const { writing } = await busy(until);
	const r = await ask('backup', copy, '--db', site.db);
	until.done = true;
	assert.equal(r.status, 0, r.err);
	assert.match(r.err, /проверено/);
	const steps = [...r.err.matchAll(/Копия: (\d+) %/g)].map(m => Number(m[1]));
	assert.ok(steps.length > 2 && steps.every((n, i) => i === 0 || n >= steps[i - 1]), `never begun anew: ${steps.slice(0, 20)}`);
	assert.ok(await writing > 0, 'somebody wrote meanwhile');
	assert.deepEqual(readdirSync(site.dir).filter(f => f.startsWith('copy.db')), ['copy.db'], 'one file');
	assert.equal(statSync(copy).mode & 0o077, 0, 'it is for the owner alone: it holds persons');

	const back = file('back.db');
	assert.equal((await ask('restore', copy, '--db', back)).status, 0);
	same(await content(copy), await content(back));
	/* but for the writers' own rows, their trace, jobs of the clock and the note of the copy, it is the portal's content of now */
	same(await content(site.db), await content(back), ['account_user', 'account_session', 'web_value', 'content_version', 'audit', 'audit_head', 'job', 'job_schedule']);
	assert.equal((await ask('check', '--db', back)).status, 0);
	const other = await start({ db: back });
	try {
		assert.equal((await other.http.get('/navigator')).status, 200);
		await signIn(other, 'admin@veche.demo');
		assert.match((await other.http.get('/search?q=парк')).text, /<mark>/);
	} finally {
		await other.stop();
	}
});

test('nothing is overwritten unasked, and what was there stays beside', { skip: PG && 'SQLite’s own' }, async () => {
	const copy = file('second.db'), to = file('to.db');
	assert.equal((await ask('backup', copy, '--db', site.db)).status, 0);
	let r = await ask('backup', copy, '--db', site.db);
	assert.equal(r.status, 1);
	assert.match(r.err, /уже есть/);
	assert.equal((await ask('restore', copy, '--db', to)).status, 0);
	await sql(to, `UPDATE account_user SET name = 'Прежнее имя'`);
	r = await ask('restore', copy, '--db', to);
	assert.equal(r.status, 1);
	assert.match(r.err, /--allow/);
	assert.equal((await sql(to, 'SELECT DISTINCT name FROM account_user'))[0][0], 'Прежнее имя', 'untouched');
	r = await ask('restore', copy, '--db', to, '--allow');
	assert.equal(r.status, 0, r.err);
	const aside = readdirSync(site.dir).find(f => f.startsWith('to.db.before-'));
	assert.equal((await sql(file(aside), 'SELECT DISTINCT name FROM account_user'))[0][0], 'Прежнее имя');
	same(await content(copy), await content(to));
	r = await ask('restore', copy, '--db', site.db, '--allow');
	assert.equal(r.status, 1, 'a portal at work is not restored under its feet');
	assert.match(r.err, /остановите портал/);
	assert.equal((await site.http.get('/navigator')).status, 200);
});

test('a bad copy is refused before anything is touched', { skip: PG && 'SQLite’s own' }, async () => {
	const copy = file('third.db'), to = file('never.db');
	assert.equal((await ask('backup', copy, '--db', site.db)).status, 0);
	const refuse = async (what, re) => {
		const r = await ask('restore', what, '--db', to);
		assert.equal(r.status, 1, what);
		assert.match(r.err, re);
		assert.ok(!existsSync(to) && !existsSync(`${to}.restoring`));
	};
	await refuse(file('nowhere.db'), /нет такого файла/);
	writeFileSync(file('text.db'), 'not a database\n'.repeat(100));
	await refuse(file('text.db'), /не копия базы портала/);
	assert.equal(spawnSync('sqlite3', [file('alien.db'), 'CREATE TABLE t (x)']).status, 0);
	await refuse(file('alien.db'), /не копия базы портала/);
	truncateSync(copy, statSync(copy).size / 2 & ~4095);
	await refuse(copy, /повреждён|не копия/);
	const torn = file('torn.db');
	assert.equal((await ask('backup', torn, '--db', site.db)).status, 0);
	const fd = openSync(torn, 'r+');
	for (let at = 4096 * 1200; at < 4096 * 1600; at += 4096)
		writeSync(fd, Buffer.alloc(512, 0xa5), 0, 512, at);
	closeSync(fd);
	await refuse(torn, /повреждён/);
});

test('a copy that cannot be written leaves nothing behind', { skip: PG && 'SQLite’s own' }, async () => {
	let r = await ask('backup', '/dev/full/x.db', '--db', site.db);
	assert.equal(r.status, 1);
	r = await ask('backup', file('no/such/folder/x.db'), '--db', site.db);
	assert.equal(r.status, 1);
	assert.equal((await ask('backup', '--db', site.db)).status, 2);
	assert.equal((await ask('restore', '--db', site.db)).status, 2);
	const full = await run('sh', ['-c', `trap '' XFSZ; ulimit -f 2048; exec "$0" backup "$1" --db "$2"`, BIN, file('big.db'), site.db]);
	assert.equal(full.status, 1, full.err);
	assert.ok(!existsSync(file('big.db')), 'the unfinished copy is taken away');
});

test('the overview tells when the last copy was taken', { skip: PG && 'the server of the database does it' }, async () => {
	assert.equal((await ask('backup', file('seen.db'), '--db', site.db)).status, 0);
	const c = await signIn(site, 'admin@veche.demo');
	assert.match((await c.get('/admin')).text, /Копия базы<\/dt><dd>сегодня, \d\d:\d\d/);
});

test('on PostgreSQL pg_dump and pg_restore bring the same back', { skip: !PG && 'PostgreSQL’s own' }, async () => {
	for (const what of ['backup', 'restore']) {
		const r = await ask(what, file('x'), '--db', site.db);
		assert.equal(r.status, 1);
		assert.match(r.err, /pg_(dump|restore)/);
	}
	const dump = file('veche.dump'), until = { done: false }, { writing } = await busy(until);
	const d = await run(pgTool('pg_dump'), ['-Fc', '-f', dump, '-d', site.db]);
	until.done = true;
	assert.equal(d.status, 0, d.err);
	await writing;
	const back = await createDatabase();
	try {
		const r = await run(pgTool('pg_restore'), ['--no-owner', '--exit-on-error', '-d', back.url, dump]);
		assert.equal(r.status, 0, r.err);
		same(await content(site.db), await content(back.url), ['account_user', 'account_session', 'web_value', 'content_version', 'audit', 'audit_head', 'job', 'job_schedule']);
		await veche(back.url, 'check');
		await veche(back.url, 'audit', 'verify');
		const other = await start({ db: back.url });
		try {
			await signIn(other, 'admin@veche.demo');
			assert.match((await other.http.get('/search?q=парк')).text, /<mark>/);
		} finally {
			await other.stop();
		}
	} finally {
		await back.drop();
	}
});

test('help and the manual page tell of it', async () => {
	const help = await ask('help'), man = await ask('print', 'man');
	for (const word of ['backup', 'restore', 'audit', 'jobs']) {
		assert.match(help.out, new RegExp(`^  ${word} `, 'm'));
		assert.ok(man.out.includes(word), word);
	}
});
