// Solutions for programs and files: the API says what the page and the file say; a file of the export goes back in unchanged.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from '../../../tests/harness/demo.mjs';
import { request } from '../../../tests/harness/http.mjs';
import { BIN, ROOT, run, start } from '../../../tests/harness/server.mjs';

const SOLUTIONS = readFileSync(join(ROOT, 'demo/solutions/solutions.jsonl'), 'utf8').trim().split('\n').map(l => JSON.parse(l));
let site;
before(async () => { site = await start({ demo: true, set: { jobs_runner: 'no' } }); });
after(() => site?.stop());

const get = async (path, status = 200) => {
	const r = await request(path.startsWith('http') ? path : site.base + path);
	assert.equal(r.status, status, `${path}: ${r.text.slice(0, 300)}`);
	return r.json();
};
async function all(path) {
	const items = [];
	for (let at = path; at;) {
		const page = await get(at);
		items.push(...page.items);
		assert.ok(page.items.length > 0 && items.length <= page.total, at);
		at = page.next;
	}
	return items;
}
const veche = (...args) => run(BIN, [args[0], '--db', site.db, ...args.slice(1)]);
async function bring(text) {
	const file = join(site.dir, 'in.jsonl');
	writeFileSync(file, text);
	const r = await veche('import', '--json', 'solutions', file);
	return { ...JSON.parse(r.out), status: r.status };
}
const enc = encodeURIComponent;

test('the list: page by page each once, the page’s own filter; what is wrong is named', async () => {
	const keys = (await all('/api/v1/solutions?limit=3')).map(s => s.key);
	assert.deepEqual([...keys].sort(), SOLUTIONS.map(s => s.key).sort());
	assert.equal(new Set(keys).size, keys.length);
	for (const q of ['kind=rural_settlement', `q=${enc('аварийное дерево')}`, 'level=federal']) {
		const page = await request(`${site.base}/solutions?${q.replace('federal', '0')}`);
		assert.deepEqual((await all(`/api/v1/solutions?${q}&limit=100`)).map(s => s.key), [...page.text.matchAll(/v-item__title"><a href="\/solutions\/([a-z]+)"/g)].map(m => m[1]), q);
	}
	assert.deepEqual((await get('/api/v1/solutions?topic=roads')).items.map(s => s.key), ['yama']);
	const parent = (await sql(site.db, "SELECT p.code FROM topic t JOIN topic p ON p.id = t.parent WHERE t.code = 'roads'"))[0][0];
	assert.ok((await get(`/api/v1/solutions?topic=${parent}`)).items.some(s => s.key === 'yama'), 'a topic with those below it');
	assert.deepEqual((await get('/api/v1/solutions?level=municipal')).items, []);
	for (const [q, name] of [['topic=net', 'topic'], ['kind=village', 'kind'], ['level=local', 'level'], ['x=1', 'x'], ['limit=0', 'limit'], ['cursor=x', 'cursor']])
		assert.equal((await get(`/api/v1/solutions?${q}`, 400)).errors[0].parameter, name, q);
});

test('one says what the file says, step by step; drafts are nobody’s, the archive says so', async () => {
	for (const want of SOLUTIONS) {
		const s = await get(`/api/v1/solutions/${want.key}`);
		assert.deepEqual([s.title, s.situation, s.topic, s.level, s.owner, s.demo, s.state, s.version], [want.title, want.situation, want.topic, want.level ?? 'federal', want.owner, true, 'published', 1]);
		assert.deepEqual([s.measures, [...s.kinds].sort(), s.place, s.checked], [want.measures ?? [], [...want.kinds ?? []].sort(), null, want.checked ?? null]);
		assert.deepEqual(s.steps.map(t => [t.code, t.title, t.who, t.term, t.days, t.from, t.norm, t.note, t.template?.name]),
			want.steps.map(t => [t.code, t.title, t.who ?? null, t.term ?? null, t.term === undefined ? null : t.days ?? 'calendar', t.term === undefined ? null : t.from ?? 'start', t.norm ?? null, t.note ?? null, t.template?.name]));
		assert.equal((await request(s.url)).status, 200);
		assert.deepEqual(await get(s.self), s);
	}
	await get('/api/v1/solutions/net', 404);
	const row = { ...SOLUTIONS[0], key: 'tishina' };
	await bring(JSON.stringify({ ...row, state: 'draft' }));
	await get('/api/v1/solutions/tishina', 404);
	await bring(JSON.stringify({ ...row, state: 'archived' }));
	assert.equal((await get('/api/v1/solutions/tishina')).state, 'archived');
	assert.ok(!(await all('/api/v1/solutions?limit=100')).some(s => s.key === 'tishina'));
});

test('an export goes back in unchanged, and made anew it gives the same bytes', async () => {
	await bring(JSON.stringify({ ...SOLUTIONS[1], key: 'polno', state: 'draft', place: '24707000', checked: '2026-01-15', kinds: ['urban_okrug', 'rural_settlement'], measures: ['fkgs-public-spaces'],
		steps: [{ code: 'a', title: 'Строка «в кавычках»\\ и\tзнак', note: 'Первая строка\nвторая "строка"', term: 0, days: 'working', from: 'previous', template: { name: 'Акт.txt', text: 'Текст\n\nещё' } }, { code: 'b', title: 'Без срока' }] }));
	const out = await veche('export', 'solutions');
	assert.equal(out.status, 0, out.err);
	const lines = out.out.trimEnd().split('\n');
	assert.deepEqual(lines.map(l => JSON.parse(l).key), [...SOLUTIONS.map(s => s.key), 'polno', 'tishina'].sort(), 'drafts and the archive too');
	const again = await bring(out.out);
	assert.deepEqual([again.status, again.read, again.same, again.bad], [0, lines.length, lines.length, 0]);
	const anew = out.out.replace(/^\{"key":"/gm, '{"key":"z-');
	const added = await bring(anew);
	assert.deepEqual([added.added, added.bad], [lines.length, 0], JSON.stringify(added.problems));
	const both = (await veche('export', 'solutions')).out.split('\n').filter(l => l.startsWith('{"key":"z-')).join('\n');
	assert.equal(both, anew.trimEnd());
	assert.equal((await run(BIN, ['export', '--db', site.db, 'nothing'])).status, 2);
});
