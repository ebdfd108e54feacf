// Acts as people meet them: brought in, found, read on a day, cited, compared.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPage, launch } from '../../../tests/harness/browser.mjs';
import { signIn, sql } from '../../../tests/harness/demo.mjs';
import { unescape } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

const dir = mkdtempSync(join(tmpdir(), 'veche-law-'));
const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const file = (name, data) => { writeFileSync(join(dir, name), data); return join(dir, name); };
const lines = rows => rows.map(r => JSON.stringify(r)).join('\n') + '\n';
const load = async (path, ...more) => {
	const r = await run(BIN, ['import', 'acts', '--db', site.db, '--json', ...more, path]);
	return { ...r, said: r.out.trim() ? JSON.parse(r.out.trim().split('\n').pop()) : null };
};
/* PostgreSQL's readers look at most once a second whether something has changed. */
async function soon(what, ms = 3000) {
	for (const until = Date.now() + ms; ; await sleep(100)) {
		try {
			return await what();
		} catch (e) {
			if (Date.now() > until)
				throw e;
		}
	}
}
const ACT = '/law/ru/fz/2009-01-01/900';
const ABOUT = ['--number', '900-ФЗ', '--title', 'О проверке правового раздела', '--kind', 'fz', '--adopted', '2009-01-01'];
const OLD = [
	{ act: 'try', article: '1', title: 'О чём', chapter: 'Глава 1. Общее', text: '1. Закон определяет порядок:\n1) первый;\n2) второй.\n2. См. часть 1 статьи 2 настоящего Федерального закона и статью 8 Федерального закона от 02.05.2006 № 59-ФЗ.\n2. Опять.' },
	{ act: 'try', article: '2', title: 'Сроки', chapter: 'Глава 1. Общее', text: '1. Тридцать дней.' },
	{ act: 'try', article: '3', title: 'Прочее', chapter: 'Глава 2. Разное', text: 'Осталось <b>так</b>.' },
];
const NEW = [
	{ ...OLD[0], text: OLD[0].text.replace('определяет', 'устанавливает') },
	OLD[1],
	{ act: 'try', article: '3', title: '', chapter: 'Глава 2. Разное', text: '' },
	{ act: 'try', article: '4', was: '2.1', title: 'Новая', chapter: 'Глава 2. Разное', text: 'Добавлено.' },
];
let site, browser;
before(async () => {
	site = await start({ demo: true });
	let r = await load(file('try.jsonl', lines(OLD)), ...ABOUT, '--edition', '2010-01-01');
	assert.equal(r.status, 0, r.err);
	assert.deepEqual([r.said.added, r.said.changed, r.said.same], [3, 0, 0]);
	r = await load(file('try2.jsonl', lines(NEW)), ...ABOUT, '--edition', '2020-01-01');
	assert.equal(r.status, 0, r.err);
	assert.deepEqual([r.said.added, r.said.changed, r.said.same], [1, 2, 1]);
	r = await load(file('try3.jsonl', lines([{ ...OLD[1], text: '1. Двадцать дней.' }])), ...ABOUT, '--edition', '2099-01-01');
	assert.equal(r.status, 0, r.err);
	await soon(async () => assert.equal((await site.http.get(ACT)).status, 200));
});
after(async () => {
	await browser?.close();
	await site?.stop();
	rmSync(dir, { recursive: true });
});

test('the same file again changes nothing; a dry run shows the tree and keeps nothing', async () => {
	const r = await load(file('try.jsonl', lines(OLD)), ...ABOUT, '--edition', '2010-01-01');
	assert.deepEqual([r.status, r.said.same, r.said.added + r.said.changed], [0, 3, 0]);
	const text = file('reshenie.txt', 'Решение\nГлава 1. Общие положения\nСтатья 1. О чём\n1. Один.\n2. Два.\nСтатья 39.36-1. Ещё\nТекст.\nСтатья 5 настоящего решения важна.\n');
	const dry = await run(BIN, ['import', 'acts', '--db', site.db, '--dry-run', '--title', 'О порядке', '--kind', 'resh', '--number', '5/1', '--adopted', '2024-02-03', text]);
	assert.equal(dry.status, 0, dry.err);
	for (const w of ['/law/ru/resh/2024-02-03/5-1', 'st-39.36-1', 'единиц с номером: 2', 'строка 8: Статья 5 настоящего'])
		assert.ok(dry.out.includes(w), `${w}\n${dry.out}`);
	assert.equal((await sql(site.db, "SELECT COUNT(*) FROM law_act WHERE kind = 'resh'"))[0][0], '0');
});

test('bad lines are named, the rest is in; what is missing is asked for; hostile files are refused', async () => {
	const bad = [JSON.stringify({ act: 'b', article: '1', text: 'Т.' }), '{"article":', JSON.stringify({ act: 'b', article: '../x?', text: 'Т.' }), JSON.stringify({ act: 'b', article: '1', text: 'Ещё.' }), ''];
	let r = await load(file('b.jsonl', Buffer.concat([Buffer.from(bad.join('\n')), Buffer.from([0xff, 0xfe])])), '--number', '901-ФЗ', '--title', 'О плохом', '--kind', 'fz', '--adopted', '2011-01-01', '--edition', '2011-01-01');
	assert.equal(r.status, 3, r.err);
	assert.deepEqual(r.said.problems.map(p => p.line), [2, 3, 4, 5]);
	assert.equal(r.said.added, 1);
	r = await load(file('n.jsonl', lines([{ act: 'n', article: '1', text: 'Т.' }])));
	assert.equal(r.status, 3);
	assert.match(r.said.problems[0].reason, /--title/);
	for (const [more, what] of [[['--kind', 'zzz'], /вид «zzz» неизвестен/], [['--adopted', '2024-02-31'], /не дата/], [['--oktmo', '99999999'], /территории с кодом/], [['--see', 'territory'], /oktmo/]]) {
		const about = ABOUT.includes(more[0]) ? ABOUT.map((v, i) => i === ABOUT.indexOf(more[0]) + 1 ? more[1] : v) : [...ABOUT, ...more];
		r = await load(join(dir, 'try.jsonl'), ...about);
		assert.equal(r.status, 3, r.err);
		assert.match(r.said.problems[0].reason, what);
	}
	r = await load(file('e.jsonl', ''), ...ABOUT);
	assert.equal(r.status, 3);
	assert.equal((await load(join(dir, 'no-such.jsonl'))).status, 1);
});

test('the list: words, number, kind, level; nothing found says what to do', async () => {
	const get = async q => words((await site.http.get(`/law?${new URLSearchParams(q)}`)).text);
	assert.match(await get({}), /О порядке рассмотрения обращений граждан/);
	assert.match(await get({ q: '900-фз' }), /1 акт .*О проверке правового раздела/);
	assert.match(await get({ q: 'ПРОВЕРКЕ право' }), /900-ФЗ/);
	assert.doesNotMatch(await get({ level: 'municipal' }), /900-ФЗ/);
	assert.match(await get({ level: 'municipal' }), /демонстрация/);
	assert.match(await get({ q: 'ыъыъ' }), /Таких актов в базе нет/);
	assert.match(await get({ q: 'ст 8 59-фз' }), /По номеру:/);
	for (const q of [{ page: '99999' }, { page: '-1' }, { sort: '<' }, { kind: "'" }, { q: '<b>' }, { q: 'x'.repeat(500) }])
		assert.equal((await site.http.get(`/law?${new URLSearchParams(q)}`)).status, 200);
});

test('an article: units with addresses, citations as links, neighbours, a reference', async () => {
	const r = await site.http.get(`${ACT}/st-1`);
	assert.equal(r.status, 200);
	assert.match(r.text, /<p id="ch-1-p-2" class="v-law__in"><a class="v-law__no" href="[^"]*\/st-1\/ch-1\/p-2#ch-1-p-2">2\)/);
	assert.match(r.text, /<a href="\/law\/ru\/fz\/2009-01-01\/900\/st-2\/ch-1#ch-1">часть 1 статьи 2/);
	assert.match(r.text, /<a href="\/law\/ru\/fz\/2006-05-02\/59\/st-8">статью 8/);
	assert.doesNotMatch(r.text, /--\d/, 'the address of a number met twice is not given out');
	assert.match(r.text, /rel="next" href="[^"]*\/st-2"/);
	assert.doesNotMatch(r.text, /rel="prev"/);
	assert.match(words(r.text), /ст\. 1 Федерального закона от 01\.01\.2009 № 900-ФЗ «О проверке правового раздела»/);
	const unit = await site.http.get(`${ACT}/st-1/ch-1/p-2`);
	assert.match(unit.text, /<mark>второй\.\s*<\/mark>/);
	assert.match(words(unit.text), /п\. 2 ч\. 1 ст\. 1 Федерального закона/);
	assert.match(words((await site.http.get(`${ACT}/st-1/ch-77`)).text), /Такой части или пункта/);
	assert.match((await site.http.get(`${ACT}@2010-05-05/st-3`)).text, /Осталось &lt;b&gt;так/);
});

test('a day chooses the edition; what is not in force says so; addresses with dates stand', async () => {
	const at = async path => words((await site.http.get(ACT + path)).text);
	assert.match(await at('/st-1'), /Редакция с 1 января 2020 года/);
	assert.match(await at('/st-1'), /устанавливает/);
	assert.match(await at('@2015-01-01/st-1'), /Вы читаете редакцию на 1 января 2015 года.*Действует сейчас.*определяет/);
	assert.match(await at('/st-3'), /Статья утратила силу/);
	assert.match(await at('@2099-02-01/st-2'), /Ещё не вступило в силу.*Двадцать дней/);
	assert.match(await at('@2001-01-01/st-1'), /На 1 января 2001 года редакции в базе нет/);
	const none = await site.http.get(`${ACT}@2015-01-01/st-4`);
	assert.equal(none.status, 404);
	assert.match(none.text, /href="\/law\/ru\/fz\/2009-01-01\/900@2020-01-01\/st-4"/);
	let r = await site.http.get(`${ACT}/st-1?on=05.06.2015`);
	assert.deepEqual([r.status, r.headers.location], [303, `${ACT}@2015-06-05/st-1`]);
	r = await site.http.get(`${ACT}@2015-06-05/st-1?on=`);
	assert.equal(r.headers.location, `${ACT}/st-1`);
	assert.match(words((await site.http.get(`${ACT}/st-1?on=31.02.2015`)).text), /Такой даты нет/);
	r = await site.http.get(`${ACT}/st-2.1`);
	assert.deepEqual([r.status, r.headers.location], [301, `${ACT}/st-4`], 'a former number leads to the present one');
	for (const bad of ['@2015-13-01', '@', '@x', '/st-99', '/compare/x', '@2015-01-01x'])
		assert.equal((await site.http.get(ACT + bad)).status, 404, bad);
});

test('two editions word by word, of an article and of the act; the calendar', async () => {
	const one = (await site.http.get(`${ACT}/compare?from=2010-01-01&to=2020-01-01&article=st-1`)).text;
	assert.match(one, /<del>[^<]*определяет[^<]*<\/del>/);
	assert.match(one, /<ins>[^<]*устанавливает[^<]*<\/ins>/);
	const all = words((await site.http.get(`${ACT}/compare?from=2020-01-01&to=2010-01-01`)).text);
	assert.match(all, /Изменено: 2, добавлено: 1, исключено: 0, без изменений: 1/);
	assert.match(words((await site.http.get(`${ACT}/compare?from=2010-01-01&to=2010-01-01`)).text), /одна и та же редакция/);
	assert.equal((await site.http.get(`${ACT}/compare?article=st-77`)).status, 404);
	assert.match(words((await site.http.get('/law/calendar')).text), /Впереди 1 января 2099 года .*новая редакция/);
});

test('an act of a territory is for its staff; the search finds acts and articles of today', async () => {
	const r = await load(file('m.jsonl', lines([{ act: 'm', article: '1', title: 'Тайное', text: 'Для своих.' }])), '--number', '7', '--title', 'О внутреннем порядке', '--kind', 'post', '--adopted', '2024-01-01', '--edition', '2024-01-01', '--oktmo', '24707000', '--see', 'territory');
	assert.equal(r.status, 0, r.err);
	const path = '/law/ru-24707000/post/2024-01-01/7';
	const own = await signIn(site, 'muni@veche.demo');
	await soon(async () => assert.equal((await own.get(`${path}/st-1`)).status, 200));
	assert.equal((await site.http.get(`${path}/st-1`)).status, 404);
	assert.equal((await site.http.get(path)).status, 404);
	assert.doesNotMatch((await site.http.get('/law?q=внутреннем')).text, /О внутреннем порядке/);
	await soon(async () => {
		const s = words((await site.http.get(`/search?q=${encodeURIComponent('проверке правового раздела')}`)).text);
		assert.match(s, /№ 900-ФЗ/);
		const a = words((await site.http.get(`/search?kind=article&q=${encodeURIComponent('устанавливает порядок второй')}`)).text);
		assert.match(a, /Статья 1 900-ФЗ/);
	}, 15_000);
});

test('pages stand in the browser', async () => {
	browser = await launch();
	for (const path of ['/law', ACT, `${ACT}/st-1/ch-1/p-2`, `${ACT}/compare?from=2010-01-01&to=2020-01-01`]) {
		await checkPage(await browser.once(site.base + path));
	}
});
