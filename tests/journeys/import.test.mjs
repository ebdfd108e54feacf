// Many rows in: the bad ones named by line and reason, the good ones all there, nothing twice.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { csv, MEASURES, sql } from '../harness/demo.mjs';
import { createDatabase } from '../harness/pg.mjs';
import { BIN, DB, ROOT, run, veche } from '../harness/server.mjs';

const ROWS = 10_000, BAD_JSON = 17, BAD_CODE = 4_000, BAD_AMOUNT = 9_999;
let dir, db, own;

before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'veche-import-'));
	const ready = DB === 'pg' ? process.env.VECHE_TEST_DEMO_PG : null;
	own = DB === 'pg' ? await createDatabase(ready) : null;
	db = own?.url ?? `sqlite:${join(dir, 'veche.db')}`;
	if (!ready)
		await veche(db, 'demo', '--from', join(ROOT, 'demo'));
});
after(async () => {
	await own?.drop();
	rmSync(dir, { recursive: true, force: true });
});

const file = (name, data) => {
	writeFileSync(join(dir, name), data);
	return join(dir, name);
};
const load = async (kind, path, ...more) => {
	const r = await run(BIN, ['import', kind, '--db', db, '--json', ...more, path]);
	const said = r.out.trim() ? JSON.parse(r.out.trim().split('\n').pop()) : null;
	return { ...r, said };
};
const count = async what => Number((await sql(db, `SELECT COUNT(*) FROM ${what}`))[0][0]);
const tables = ['navigator_measure', 'navigator_step', 'navigator_document', 'navigator_contact', 'navigator_round', 'navigator_place', 'entry', 'entry_text', 'entry_topic'];
const counts = async () => Promise.all(tables.map(count));
const good = (i, more = {}) => ({ ...MEASURES[i % MEASURES.length], key: `gen-${i}`, title: `Мера ${i}`, parent: null, ...more });
let made;
const generated = () => made ??= Array.from({ length: ROWS }, (_, k) => {
	const line = k + 1;
	if (line === BAD_JSON)
		return '{"key":"gen-17","title":';
	if (line === BAD_CODE)
		return JSON.stringify(good(line, { level: 'galactic' }));
	if (line === BAD_AMOUNT)
		return JSON.stringify(good(line, { amount_min: 10, amount_max: 5 }));
	return JSON.stringify(good(line));
}).join('\n') + '\n';

test('a dry run checks everything and keeps nothing', async () => {
	const rows = generated().split('\n').slice(0, 1000), before = await counts();
	rows[700] = '{"key":';
	const r = await load('measures', file('tried.jsonl', `${rows.join('\n')}\n`), '--dry-run');
	assert.equal(r.status, 3, r.err);
	assert.equal(r.said.dry_run, true);
	assert.equal(r.said.bad, 1 + [BAD_JSON, BAD_CODE, BAD_AMOUNT].filter(n => n <= 1000).length);
	assert.deepEqual([r.said.read, r.said.added], [1000, 1000 - r.said.bad]);
	assert.deepEqual(await counts(), before);
});

test('ten thousand rows, three of them bad: 9 997 are in and three are named', async () => {
	const before = await count('navigator_measure');
	const r = await load('measures', file('gen.jsonl', generated()));
	assert.equal(r.status, 3, r.err);
	assert.deepEqual([r.said.read, r.said.added, r.said.changed, r.said.bad], [ROWS, ROWS - 3, 0, 3]);
	assert.deepEqual(r.said.problems.map(p => p.line), [BAD_JSON, BAD_CODE, BAD_AMOUNT]);
	for (const p of r.said.problems)
		assert.match(p.reason, /[а-яё]{3}/i, `a reason for a person: ${p.reason}`);
	assert.match(r.said.problems[1].reason, /level|уров/i);
	assert.match(r.said.problems[2].reason, /amount|сумм/i);
	assert.equal(await count('navigator_measure'), before + ROWS - 3);
	for (const line of [BAD_JSON, BAD_CODE, BAD_AMOUNT])
		assert.equal(await count(`navigator_measure WHERE key = 'gen-${line}'`), 0);
	assert.equal(await count("navigator_measure WHERE key = 'gen-10000'"), 1, 'what follows a bad row is in');
	// nothing half-written: each measure has its entry, each entry its measure
	assert.equal(await count('navigator_measure m WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = m.entry)'), 0);
	assert.equal(await count("entry e WHERE e.url LIKE '/navigator/%' AND NOT EXISTS (SELECT 1 FROM navigator_measure m WHERE m.entry = e.id)"), 0);
	const steps = MEASURES[BAD_AMOUNT % MEASURES.length].steps?.length;
	assert.ok(steps === undefined || await count('navigator_step s WHERE NOT EXISTS (SELECT 1 FROM navigator_measure m WHERE m.id = s.measure)') === 0);
});

test('the same file again changes nothing', async () => {
	const before = await counts(), [[newest]] = await sql(db, 'SELECT MAX(updated) FROM navigator_measure'), [[edits]] = await sql(db, 'SELECT COUNT(*) FROM entry_revision');
	const r = await load('measures', join(dir, 'gen.jsonl'));
	assert.equal(r.status, 3);
	assert.deepEqual([r.said.added, r.said.changed, r.said.same, r.said.bad], [0, 0, ROWS - 3, 3]);
	assert.deepEqual(await counts(), before);
	assert.equal((await sql(db, 'SELECT MAX(updated) FROM navigator_measure'))[0][0], newest);
	assert.equal((await sql(db, 'SELECT COUNT(*) FROM entry_revision'))[0][0], edits);
});

test('one changed row changes one row', async () => {
	const r = await load('measures', file('one.jsonl', `${JSON.stringify(good(5, { title: 'Мера пять, новое название' }))}\n${JSON.stringify(good(6))}\n`));
	assert.equal(r.status, 0, r.err);
	assert.deepEqual([r.said.added, r.said.changed, r.said.same], [0, 1, 1]);
	assert.deepEqual(await sql(db, "SELECT title FROM navigator_measure WHERE key = 'gen-5'"), [['Мера пять, новое название']]);
	assert.deepEqual(await sql(db, "SELECT e.title FROM entry e JOIN navigator_measure m ON m.entry = e.id WHERE m.key = 'gen-5'"), [['Мера пять, новое название']]);
});

test('words for a person: file, line, key, reason', async () => {
	const rows = generated().split('\n'), lines = [5, BAD_JSON, BAD_CODE, 6, BAD_AMOUNT];
	const r = await run(BIN, ['import', 'measures', '--db', db, file('words.jsonl', lines.map(n => `${rows[n - 1]}\n`).join(''))]);
	assert.equal(r.status, 3);
	for (const line of [2, 3, 5])
		assert.match(r.err, new RegExp(`words\\.jsonl:${line}: .*[а-яё]{3}`, 'i'));
	assert.match(r.err, /не принято 3/);
});

test('rows that are hostile are bad rows and nothing more', async () => {
	const before = await count('navigator_measure');
	const deep = n => '['.repeat(n) + ']'.repeat(n);
	const rows = [
		['{"a":'.repeat(5000) + '1' + '}'.repeat(5000), 'depth of objects'],
		[deep(100_000), 'depth of lists'],
		[JSON.stringify(good(1, { key: 'deep', rule: 'RULE' })).replace('"RULE"', `${'{"all":['.repeat(2000)}${']}'.repeat(2000)}`), 'depth of a rule'],
		['null', 'null'], ['[]', 'a list'], ['"text"', 'a text'], ['12', 'a number'], ['{}', 'nothing in it'],
		[JSON.stringify(good(1, { key: '../../etc' })), 'a key that is a path'],
		[JSON.stringify(good(1, { key: 'x'.repeat(500) })), 'a long key'],
		[JSON.stringify(good(1, { key: '' })), 'no key'],
		[JSON.stringify(good(1, { key: 'bad-title', title: '' })), 'no title'],
		[JSON.stringify(good(1, { key: 'bad-title', title: 'я'.repeat(100_000) })), 'a long title'],
		[JSON.stringify(good(1, { key: 'bad-amount', amount_min: 1e300, amount_max: 1e301 })), 'a number out of all bounds'],
		[JSON.stringify(good(1, { key: 'bad-amount', amount_min: '5' })), 'a number in quotes'],
		[JSON.stringify(good(1, { key: 'bad-topics', topics: 'improvement' })), 'a text for a list'],
		[JSON.stringify(good(1, { key: 'bad-topics', topics: ['no-such-topic'] })), 'no such topic'],
		[JSON.stringify(good(1, { key: 'bad-place', territories: ['99999999'] })), 'no such place'],
		[JSON.stringify(good(1, { key: 'bad-day', closes: '2026-02-31' })), 'no such day'],
		[JSON.stringify(good(1, { key: 'bad-many', steps: Array(500).fill({ title: 'x', text: 'y', due: null }) })), 'too many steps'],
		[Buffer.concat([Buffer.from('{"key":"bad-utf8","title":"'), Buffer.from([0xff, 0xfe, 0xc3, 0x28]), Buffer.from('"}')]), 'not UTF-8'],
		[Buffer.from('{"key":"bad-nul","title":"a\\u0000b"}'), 'NUL'],
		['x'.repeat(3 * 1024 * 1024), 'a line of three megabytes'],
	];
	const parts = rows.flatMap(([r]) => [Buffer.from(r), Buffer.from('\n')]);
	const r = await load('measures', file('hostile.jsonl', Buffer.concat([...parts, Buffer.from(`${JSON.stringify(good(20_001))}\n`)])));
	assert.equal(r.status, 3, `${r.status} ${r.signal} ${r.err.slice(0, 500)}`);
	const named = new Set(r.said.problems.map(p => p.line));
	rows.forEach(([, what], i) => assert.ok(named.has(i + 1), `line ${i + 1}, ${what}, is named`));
	assert.equal(r.said.added, 1, 'the good row after them is in');
	assert.equal(await count('navigator_measure'), before + 1);
});

test('empty files, comments, blank lines, a byte order mark, Windows line ends', async () => {
	const empty = await load('measures', file('empty.jsonl', ''));
	assert.deepEqual([empty.status, empty.said.read], [0, 0]);
	const r = await load('measures', file('bom.jsonl', `\uFEFF# a comment\r\n\r\n${JSON.stringify(good(20_002))}\r\n`));
	assert.deepEqual([r.status, r.said.read, r.said.added], [0, 1, 1], r.err);
});

test('no file, a folder, no right', async () => {
	for (const [args, status] of [[['measures', join(dir, 'nothing.jsonl')], 1], [['measures', dir], 1], [['measures'], 2], [['nothing', 'x'], 2], [[], 2]]) {
		const r = await run(BIN, ['import', '--db', db, ...args]);
		assert.equal(r.status, status, `${args}: ${r.err}`);
		assert.match(r.err, /[а-яё]{3}/i);
	}
});

test('what the portal exports can come in again', async t => {
	const { start } = await import('../harness/server.mjs');
	const site = await start({ db, prepare: [] });
	try {
		const r = await site.http.get('/navigator.csv');
		assert.equal(r.status, 200);
		const text = r.text;
		const rows = csv(text, text.split('\n')[0].includes(';') ? ';' : ',');
		assert.ok(rows.length > ROWS, `${rows.length} rows`);
	} finally {
		await site.stop();
	}
	const CSV = text => [...csv(text)];
	assert.deepEqual(CSV('a,b\n1,"x ""y"""\n'), [{ a: '1', b: 'x "y"' }]);
});

/* ---- CSV ------------------------------------------------------------------------------------ */

const HEAD = readFileSync(join(ROOT, 'demo/places/places.csv'), 'utf8').split('\n')[0];
const placeRow = (code, name, parent = '24000000', sep = ',') => HEAD.split(',').map(h => ({ code, parent, kind: 'urban_okrug', name, short_name: name, region_no: '37' })[h] ?? '').join(sep);

test('places: a bad row is named and left out', async () => {
	const before = await count('places_place');
	const r = await load('places', file('p.csv', [HEAD, placeRow('24990000', 'городской округ Первый'), placeRow('2499', 'с коротким кодом'), placeRow('24991000', 'без родителя', '00990000'), placeRow('24992000', ''), placeRow('24993000', 'городской округ Последний'), ''].join('\n')));
	assert.equal(r.status, 3, r.err);
	assert.ok(r.said.problems.length >= 3, `${JSON.stringify(r.said)} ${r.err}`);
	for (const line of [3, 4, 5])
		assert.ok(r.said.problems.some(p => p.line === line), `line ${line}: ${JSON.stringify(r.said)}`);
	assert.equal(await count('places_place'), before + 2);
});

test('places: semicolons, a byte order mark, quotes, Windows line ends', async () => {
	const before = await count('places_place');
	const r = await load('places', file('semi.csv', `\uFEFF${[HEAD.replaceAll(',', ';'), placeRow('24994000', '"городской округ ""Третий; новый"""', '24000000', ';')].join('\r\n')}\r\n`));
	assert.equal(r.status, 0, r.err);
	assert.equal(await count('places_place'), before + 1);
	assert.deepEqual(await sql(db, "SELECT name FROM places_place WHERE code = '24994000'"), [['городской округ "Третий; новый"']]);
});

test('places: a quote that never closes, too few columns, not UTF-8', async () => {
	const before = await count('places_place');
	for (const [name, body] of [['open.csv', `${HEAD}\n"24995000,24000000\n`], ['few.csv', `${HEAD}\n24995000,24000000\n`],
		['latin.csv', Buffer.concat([Buffer.from(`${HEAD}\n`), Buffer.from(placeRow('24995000', 'X')).map(b => b === 88 ? 0xe9 : b), Buffer.from('\n')])]]) {
		const r = await load('places', file(name, body));
		assert.equal(r.status, 3, `${name}: ${r.status} ${r.err}`);
		assert.ok(r.said.bad >= 1, name);
	}
	assert.equal(await count('places_place'), before);
});

test('places: the demonstration’s own file again changes nothing', async () => {
	const r = await load('places', join(ROOT, 'demo/places/places.csv'));
	assert.equal(r.status, 0, r.err);
	assert.deepEqual([r.said.added, r.said.changed, r.said.bad], [0, 0, 0]);
});

const KCHR = join(ROOT, '../shared/data/support_measures/measures_kchr.jsonl');
test('measures of a region’s investment portal', { skip: existsSync(KCHR) ? false : 'the sample of a region is not beside the project' }, async () => {
	const lines = readFileSync(KCHR, 'utf8').split('\n').filter(Boolean).length;
	const r = await load('measures', KCHR);
	assert.ok([0, 3].includes(r.status), r.err);
	assert.equal(r.said.read, lines);
	assert.equal(r.said.added + r.said.bad, lines);
	assert.ok(r.said.added >= lines * 0.9, `${r.said.added} of ${lines}: ${JSON.stringify(r.said.problems.slice(0, 3))}`);
	const again = await load('measures', KCHR);
	assert.deepEqual([again.said.added, again.said.changed], [0, 0]);
});
