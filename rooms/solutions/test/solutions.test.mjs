// Ready-made solutions: the list and its filters, a page with norms and templates, files, versions.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, launch, validate } from '../../../tests/harness/browser.mjs';
import { sql } from '../../../tests/harness/demo.mjs';
import { BIN, ROOT, run, start } from '../../../tests/harness/server.mjs';

const SOLUTIONS = readFileSync(join(ROOT, 'demo/solutions/solutions.jsonl'), 'utf8').trim().split('\n').map(l => JSON.parse(l));
const YAMA = SOLUTIONS.find(s => s.key === 'yama');
let site, guest, dir;
const one = async text => (await sql(site.db, text))[0]?.[0];
const enc = encodeURIComponent;
async function load(rows) {
	const file = join(dir, 'solutions.jsonl');
	writeFileSync(file, rows.map(r => typeof r === 'string' ? r : JSON.stringify(r)).join('\n'));
	const r = await run(BIN, ['import', '--db', site.db, '--json', 'solutions', file]);
	return { ...JSON.parse(r.out), status: r.status };
}

before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	guest = site.client();
	dir = mkdtempSync(join(tmpdir(), 'solutions-'));
});
after(async () => {
	rmSync(dir, { recursive: true, force: true });
	await site?.stop();
});

test('the list: everything, by words, by topic with those below it, by kind and level, and when nothing fits', async () => {
	const all = await guest.get('/solutions');
	assert.equal(all.status, 200);
	for (const s of SOLUTIONS)
		assert.ok(all.text.includes(`href="/solutions/${s.key}"`), s.key);
	assert.deepEqual(await validate(all.text, 'list'), []);
	const keys = r => [...r.text.matchAll(/href="\/solutions\/([a-z]+)"/g)].map(m => m[1]);
	assert.deepEqual(keys(await guest.get(`/solutions?q=${enc('аварийное дерево')}`)).slice(0, 1), ['derevo']);
	const under = await one("SELECT parent FROM topic WHERE code = 'roads'"), roads = await one("SELECT id FROM topic WHERE code = 'roads'");
	assert.deepEqual(keys(await guest.get(`/solutions?topic=${roads}`)), ['yama']);
	assert.deepEqual(keys(await guest.get(`/solutions?topic=${under}`)), ['yama'], 'a topic with those below it');
	const rural = keys(await guest.get('/solutions?kind=rural_settlement'));
	assert.ok(!rural.includes('fkgs') && rural.includes('svalka'), rural.join());
	assert.ok(keys(await guest.get('/solutions?kind=urban_okrug')).includes('fkgs'));
	assert.match((await guest.get('/solutions?level=2')).text, /Таких решений нет/);
	assert.match((await guest.get('/solutions?q=zzzzqq')).text, /Таких решений нет/);
	assert.equal((await guest.get('/solutions?q=%FF&topic=-1&kind=x&level=9&page=0&order=y')).status, 200);
	assert.ok((await guest.get(`/search?q=${enc('яма на дороге')}`)).text.includes('/solutions/yama'), 'in the portal’s search');
});

test('a page: steps in order with term, norm as a link that opens, template, measure; a demonstration says so', async () => {
	const r = await guest.get('/solutions/yama');
	assert.equal(r.status, 200);
	let at = 0;
	for (const s of YAMA.steps) {
		const next = r.text.indexOf(`>${s.title}</h3>`);
		assert.ok(next > at, s.title);
		at = next;
	}
	assert.match(r.text, /12\u00a0календарных дней после предыдущего шага/);
	assert.match(r.text, /юристом не проверены/);
	const norms = [...r.text.matchAll(/<a class="v-cite[^"]*" href="(\/law\/[^"]+)">([^<]+)</g)];
	assert.ok(norms.some(m => /257-ФЗ/.test(m[2]) && m[1].endsWith('/st-5')), norms.map(m => m[1]).join());
	for (const [, url] of norms)
		assert.equal((await guest.get(url)).status, 200, url);
	const file = await guest.get('/solutions/yama/file/defekt');
	assert.equal(file.status, 200);
	assert.match(file.headers['content-disposition'], /^attachment;/);
	assert.equal(file.text, YAMA.steps.find(s => s.code === 'defekt').template.text.trim());
	assert.ok((await guest.get('/solutions/fkgs')).text.includes('/navigator/fkgs-public-spaces'), 'what pays for it');
	for (const gone of ['/solutions/net', '/solutions/yama/file/znak', '/solutions/yama/file/net', '/solutions/net/history'])
		assert.equal((await guest.get(gone)).status, 404, gone);
	assert.match((await guest.get('/solutions/yama/history')).text, /ещё не менялось/);
});

test('a file: bad rows are named, the rest is in; what changed is a new version, field by field', async () => {
	const row = { key: 'proba', title: 'Пробное решение', situation: 'Пробная ситуация для проверки загрузки файла.', topic: 'roads',
		steps: [{ code: 'a', title: 'Первый шаг', who: 'Специалист', term: 3, days: 'working', norm: 'Статья 12 Федерального закона № 59-ФЗ.' },
			{ code: 'b', title: 'Второй шаг', term: 5, days: 'calendar', from: 'previous' }] };
	const step = more => ({ ...row, key: 'x', steps: [{ ...row.steps[0], ...more }] });
	const first = await load([row, '{', { ...row, key: 'Ш' }, { ...row, key: 'work' }, { ...row, key: 'x', topic: 'net' }, { ...row, key: 'x', steps: [] },
		{ ...row, key: 'x', place: '99999999' }, { ...row, key: 'x', kinds: ['village'] }, { ...row, key: 'x', title: 'Ой' }, step({ term: -1 }),
		step({ days: 'weeks' }), step({ template: { name: '../a.txt', text: 'x' } }), { ...row, key: 'x', steps: [row.steps[0], row.steps[0]] }]);
	assert.equal(first.status, 3, JSON.stringify(first));
	assert.deepEqual([first.read, first.added, first.bad], [13, 1, 12]);
	assert.deepEqual(first.problems.map(p => p.line), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
	assert.match(first.problems[3].reason, /^topic: /);
	assert.equal(await one("SELECT COUNT(*) FROM solutions_solution WHERE key = 'x'"), '0');
	assert.equal((await load([row])).same, 1);
	const next = { ...row, situation: `${row.situation} Уточнено.`, checked: '2026-01-15',
		steps: [{ ...row.steps[0], term: 7, norm: '' }, { code: 'c', title: 'Третий шаг' }] };
	assert.equal((await load([next])).changed, 1);
	assert.equal(await one("SELECT version FROM solutions_solution WHERE key = 'proba'"), '2');
	const h = await guest.get('/solutions/proba/history'), bare = h.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
	assert.match(bare, /Версия 2 .*Ситуация .*Уточнено\..*Срок, шаг 1 3 рабочих дня со дня начала 7 рабочих дней со дня начала Норма, шаг 1 Статья 12 [^—]*— Новый шаг, шаг 2 — Третий шаг Шаг убран Второй шаг —/);
	assert.deepEqual(await validate(h.text, 'history'), []);
	assert.equal((await load([{ ...next, checked: '2026-02-15' }])).changed, 1, 'checked again');
	assert.equal(await one("SELECT version FROM solutions_solution WHERE key = 'proba'"), '2', 'is no new version');
	assert.equal((await load([{ ...next, state: 'draft' }])).changed, 1);
	assert.equal((await guest.get('/solutions/proba')).status, 404);
	assert.ok(!(await guest.get('/solutions')).text.includes('/solutions/proba'));
	assert.equal(await one("SELECT e.state FROM entry e JOIN solutions_solution s ON s.entry = e.id WHERE s.key = 'proba'"), '0');
	assert.equal((await load([{ ...next, state: 'archived' }])).changed, 1);
	assert.match((await guest.get('/solutions/proba')).text, /Решение в архиве/);
});

test('pages in a browser', { skip: process.env.VECHE_TEST_DB === 'pg' && 'the same pages on both' }, async () => {
	const b = await launch();
	try {
		for (const path of ['/solutions', '/solutions?q=zzzzqq', '/solutions/tos', '/solutions/proba/history'])
			await checkPage(await b.once(`${site.base}${path}`));
	} finally {
		await b.close();
	}
});
