// Databases as programs of former days left them (tests/upgrade), brought up to the program of today.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { signIn, sql } from '../harness/demo.mjs';
import { createDatabase, pgTool } from '../harness/pg.mjs';
import { BIN, DB, freePort, ROOT, run, start, veche } from '../harness/server.mjs';

const FROM = join(ROOT, 'tests/upgrade'), END = DB === 'pg' ? '.sql.gz' : '.db.gz';
const names = readdirSync(FROM).filter(f => f.endsWith(END)).map(f => f.slice(0, -END.length)).sort();
let dir;
const made = [];
before(() => { dir = mkdtempSync(join(tmpdir(), 'veche-upgrade-')); });
after(async () => {
	for (const d of made)
		await d.drop();
	rmSync(dir, { recursive: true, force: true });
});

/* The database of that name, unpacked: its address. */
async function old(name, copy = '') {
	const bytes = gunzipSync(readFileSync(join(FROM, name + END)));
	const file = join(dir, name + copy + (DB === 'pg' ? '.sql' : '.db'));
	writeFileSync(file, bytes);
	if (DB !== 'pg')
		return file;
	const own = await createDatabase();
	made.push(own);
	const r = await run(pgTool('psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', own.url, '-f', file]);
	assert.equal(r.status, 0, r.err);
	return own.url;
}
const steps = r => Number(r.err.match(/шагов: (\d+)/)?.[1]);

test('there is something to upgrade from', () => assert.ok(names.length > 0, FROM));

for (const name of names) {
	test(`from ${name}`, async () => {
		const db = await old(name);
		const before = await sql(db, 'SELECT email, name, password FROM account_user ORDER BY email');
		const entries = await sql(db, 'SELECT id, kind, title FROM entry ORDER BY id');
		assert.equal(before.length, 2);
		assert.ok(entries.length >= 4, 'measures and places');
		const early = await run(BIN, ['serve', '--db', db, '--listen', `127.0.0.1:${await freePort()}`]);
		assert.equal(early.status, 1, 'a portal does not serve over tables that are behind');
		assert.match(early.err, /veche migrate/);
		const plan = await veche(db, 'migrate', '--dry-run');
		assert.ok(steps(plan) > 0, plan.err);
		assert.equal(steps(await veche(db, 'migrate', '--dry-run')), steps(plan), 'looking changes nothing');
		assert.equal(steps(await veche(db, 'migrate')), steps(plan));
		assert.equal(steps(await veche(db, 'migrate')), 0, 'once is enough');
		assert.deepEqual(await sql(db, 'SELECT email, name, password FROM account_user ORDER BY email'), before);
		assert.deepEqual(await sql(db, 'SELECT id, kind, title FROM entry ORDER BY id'), entries);
		const site = await start({ db, prepare: [['check']] });
		try {
			assert.equal((await site.http.get('/navigator')).status, 200);
			assert.match((await site.http.get('/places/24707000')).text, /Тейково/);
			const found = JSON.parse((await site.veche('search', '--json', 'Тейково')).out);
			assert.ok(found.hits.length > 0, 'the index is of use still');
			const admin = await signIn(site, 'admin@veche.demo');	// the old hash opens
			const page = await admin.submit('/account', { name: 'Администратор портала' }, { form: '/account/name' });
			assert.equal(page.status, 200);
			assert.deepEqual(await sql(db, "SELECT name FROM account_user WHERE email = 'admin@veche.demo'"), [['Администратор портала']]);
			assert.equal((await signIn(site, 'muni@veche.demo')).jar.has('veche_sid'), true);
		} finally {
			await site.stop();
		}
		assert.equal((await veche(db, 'rebuild', 'search', '--quiet')).status, 0);
	});

	test(`from ${name}: a step that was edited afterwards is noticed, and nothing is done`, async () => {
		const db = await old(name, '-edited');
		const was = await sql(db, 'SELECT room, no FROM veche_migration ORDER BY room, no');
		await sql(db, "UPDATE veche_migration SET sum = 'another' WHERE room = 'entry'");
		for (const how of [['migrate'], ['init'], ['migrate', '--allow']]) {
			const r = await run(BIN, [how[0], '--db', db, ...how.slice(1)]);
			assert.equal(r.status, 1);
			assert.match(r.err, /другой версии/);
		}
		assert.deepEqual(await sql(db, 'SELECT room, no FROM veche_migration ORDER BY room, no'), was);
	});
}
