// Who cites what: the table follows the texts, each row is shown to whom its text is, links keep their day.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, launch } from '../../../tests/harness/browser.mjs';
import { MEASURES, OTHER_PLACE, PLACE, signIn, sql } from '../../../tests/harness/demo.mjs';
import { unescape } from '../../../tests/harness/http.mjs';
import { BIN, DB, run, start } from '../../../tests/harness/server.mjs';

const dir = mkdtempSync(join(tmpdir(), 'veche-cites-'));
const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const at = day => ({ env: { ...process.env, ...day ? { VECHE_NOW: String(Date.parse(`${day}T09:00:00Z`) / 1000) } : {} } });
const veche = async (args, day) => {
	const r = await run(BIN, [args[0], '--db', site.db, ...args.slice(1)], at(day));
	assert.equal(r.status, 0, r.err);
	return r;
};
const file = (name, rows) => {
	writeFileSync(join(dir, name), rows.map(r => JSON.stringify(r)).join('\n') + '\n');
	return join(dir, name);
};
const act = (name, rows, about, more = []) => veche(['import', 'acts', ...about, ...more, file(`${name}.jsonl`, rows)]);
const measure = (key, what, day, more = {}) => veche(['import', 'measures', file(`${key}.jsonl`,
	[{ ...MEASURES[0], key, parent: undefined, title: `Проверка ссылок ${key}`, what, ...more }])], day);
/* What is due by the clock, a little later each time: the job runs once a minute. */
let later = Math.floor(Date.now() / 1000);
const jobs = () => run(BIN, ['jobs', '--db', site.db, 'run'], { env: { ...process.env, VECHE_NOW: String(later += 61) } });
const cites = async (where = '1 = 1') => (await sql(site.db, `SELECT e.url, c.article, c.unit, c.head, c.day FROM law_cite c JOIN entry e ON e.id = c.entry JOIN law_act a ON a.id = c.act WHERE a.number = '900-ФЗ' AND ${where} ORDER BY e.url, c.no`));
const count = async text => Number((await sql(site.db, text))[0][0]);

const ACT = '/law/ru/fz/2009-01-01/900', NAME = 'Федерального закона от 01.01.2009 № 900-ФЗ';
const ABOUT = ['--number', '900-ФЗ', '--title', 'О проверке ссылок', '--kind', 'fz', '--adopted', '2009-01-01'];
const OLD = [
	{ act: 'c900', article: '1', title: 'О чём', text: '1. Закон определяет порядок.\n2. См. часть 1 статьи 2 настоящего Федерального закона.' },
	{ act: 'c900', article: '2', title: 'Сроки', text: '1. Тридцать дней.\n2. Сорок дней.' },
	{ act: 'c900', article: '3', title: 'Прочее', text: 'Остальное.' },
];
let site, guest, resident, muni, foreign;
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	await measure('cites-old', `Порядок — по статье 1 ${NAME}, срок — по части 1 статьи 2 ${NAME}. Ещё раз: п. 9 ст. 777 ${NAME}.`, '2015-06-01');
	await act('old', OLD, ABOUT, ['--edition', '2010-01-01']);
	await act('new', [{ ...OLD[0], text: OLD[0].text.replace('определяет', 'устанавливает') }, OLD[1], OLD[2]], ABOUT, ['--edition', '2020-01-01']);
	const secret = (n, see, more = []) => act(`s${n}`, [{ act: `s${n}`, article: '1', title: `Тайна ${n}`, text: `Применяется статья 2 ${NAME}.` }],
		['--number', String(n), '--title', `О внутреннем ${n}`, '--kind', 'post', '--adopted', '2024-01-01', '--edition', '2024-01-01', '--oktmo', PLACE, '--see', see], more);
	await secret(71, 'signed');
	await secret(72, 'territory');
	await run(BIN, ['user', '--db', site.db, 'add', 'far@example.org', '--name', 'Проверка дальняя'], { input: 'pass-Word-for-tests-7\n' });
	await veche(['user', 'grant', 'far@example.org', '--role', 'EMPLOYEE', '--place', OTHER_PLACE]);
	guest = site.client();
	[resident, muni] = await Promise.all(['resident', 'muni'].map(n => signIn(site, `${n}@veche.demo`)));
	foreign = await signIn(site, 'far@example.org', 'pass-Word-for-tests-7');
});
after(async () => {
	await site?.stop();
	rmSync(dir, { recursive: true });
});

test('an import links what came before it too: units, ranges, own articles; what is not there is kept by number', async () => {
	assert.deepEqual((await cites("e.url LIKE '%cites-old'")).map(r => r.slice(1, 4)),
		[['st-1', '', '2'], ['st-2', 'ch-1', '1'], ['st-777', 'p-9', '1']]);
	assert.deepEqual((await cites("e.url LIKE '%cites-old'"))[0][4], String(Date.parse('2015-06-01') / 864e5));
	assert.deepEqual((await cites('c.own = 1')).map(r => r.slice(0, 3)), [[`${ACT}/st-1`, 'st-2', 'ch-1']]);
	assert.equal(await count('SELECT COUNT(*) FROM entry_changed'), 0);
});

test('a text that changes is looked through again, one that is hidden is not there, a rebuild makes the same', async () => {
	await measure('cites-new', `Смотрите статьи 1-3 ${NAME}.`);
	assert.equal((await cites("e.url LIKE '%cites-new'")).length, 0, 'not per request: by the job');
	await jobs();
	assert.deepEqual((await cites("e.url LIKE '%cites-new'")).map(r => r[1]), ['st-1', 'st-2', 'st-3']);
	await measure('cites-new', `Смотрите статью 3 ${NAME}, и только её.`);
	await jobs();
	assert.deepEqual((await cites("e.url LIKE '%cites-new'")).map(r => r[1]), ['st-3']);
	const before = await sql(site.db, 'SELECT entry, no, act, article, unit, day, own, head, before, quote, after FROM law_cite ORDER BY entry, no');
	assert.ok(before.length > 8, `${before.length} rows`);
	await sql(site.db, "UPDATE law_cite SET article = 'st-000'");
	await veche(['rebuild', 'cites']);
	assert.deepEqual(await sql(site.db, 'SELECT entry, no, act, article, unit, day, own, head, before, quote, after FROM law_cite ORDER BY entry, no'), before);
});

test('a norm says who cites it: numbers by kind, words around, a page of all with a filter', async () => {
	const page = (await muni.get(`${ACT}/st-2`)).text;
	assert.match(page, /id="h-cited">На это ссылаются/);
	assert.match(page, /Порядок — по статье 1[^]*<mark>части 1 статьи 2 Федерального закона от 01\.01\.2009 № 900-ФЗ<\/mark>/);
	assert.match(words(page), /Меры поддержки: 1 .*Статьи актов: 3/);
	assert.match(words(page), /Статья того же акта ч\. 1/);
	const all = await guest.get(`${ACT}/st-2/cited`);
	assert.equal(all.status, 200);
	assert.match(words(all.text), /Кто ссылается на статью 2/);
	const only = words((await guest.get(`${ACT}/st-2/cited?kind=2`)).text);
	assert.match(only, /Проверка ссылок cites-old.*Мера поддержки ч\. 1 текст на 1 июня 2015 года/);
	assert.doesNotMatch(only, /Статья 1 900-ФЗ/);
	assert.match(words((await guest.get(`${ACT}/st-2/cited?kind=16`)).text), /Здесь таких ссылок нет/);
	assert.match(words((await guest.get(ACT)).text), /На это ссылаются .*Проверка ссылок/);
	assert.doesNotMatch(words((await guest.get(`${ACT}/cited`)).text), /Статья того же акта/);
	for (const q of ['kind=-1', 'kind=x', 'page=99', 'page=0', 'kind=999999999999'])
		assert.equal((await guest.get(`${ACT}/st-2/cited?${q}`)).status, 200, q);
	for (const bad of [`${ACT}/st-99/cited`, `${ACT}x/cited`])
		assert.equal((await guest.get(bad)).status, 404, bad);
});

test('a row is shown to whom its text is', async () => {
	const sees = async c => {
		const page = words((await c.get(`${ACT}/st-2`)).text), all = words((await c.get(`${ACT}/st-2/cited?kind=8`)).text);
		const of = n => [page, all].map(s => s.includes(`Тайна ${n}`));
		assert.equal(of(71)[0], of(71)[1]);
		assert.equal(of(72)[0], of(72)[1]);
		return [of(71)[0], of(72)[0], Number(all.match(/Статьи актов (\d+)/)[1])];
	};
	assert.deepEqual(await sees(guest), [false, false, 1]);
	assert.deepEqual(await sees(resident), [true, false, 2]);
	assert.deepEqual(await sees(foreign), [true, false, 2]);
	assert.deepEqual(await sees(muni), [true, true, 3]);
	/* what is hidden is not shown, looked through or not */
	await sql(site.db, "UPDATE entry SET state = 2 WHERE title LIKE '%Тайна 71%'");
	assert.deepEqual(await sees(resident), [false, false, 1]);
	await sql(site.db, "UPDATE entry SET state = 1 WHERE title LIKE '%Тайна 71%'");
});

test('a measure leads to the norm as it stood on its day, and to what is in force where that differs', async () => {
	const { text } = await guest.get('/navigator/cites-old');
	assert.match(text, /<a href="\/law\/ru\/fz\/2009-01-01\/900@2010-01-01\/st-1">статье 1 Федерального закона[^<]*<\/a> \(<a href="\/law\/ru\/fz\/2009-01-01\/900\/st-1">сейчас действует редакция с 01\.01\.2020<\/a>\)/);
	assert.match(text, /<a href="\/law\/ru\/fz\/2009-01-01\/900\/st-2\/ch-1#ch-1">части 1 статьи 2[^<]*<\/a>\. Ещё/);
	assert.doesNotMatch(text, /st-777/, 'an article that the base has not is no link');
	await measure('cites-raw', `<script>статья 1 ${NAME}</script>\n\n[статья 1 ${NAME}](https://example.org/) и \`ст. 1 900-ФЗ\``);
	const raw = await guest.get('/navigator/cites-raw');
	assert.doesNotMatch(raw.text, /<script>статья|\/law\/ru\/fz\/2009-01-01/);
	assert.match(raw.text, /<a href="https:\/\/example.org\/">статья 1/);
});

const follow = async (c, what, more = {}) => {
	const r = await c.submit(`/alerts/new?what=${encodeURIComponent(what)}`, { every: 'once', mail: '1', ...more }, { form: '/alerts/new' });
	assert.equal(r.status, 200, r.text.slice(0, 2000));
	assert.match(words(r.text), /Подписка оформлена/);
};
const items = async c => words((await c.get('/alerts?show=all')).text);
const day = n => new Date((later + n * 86400 + 3 * 3600) * 1000).toISOString().slice(0, 10);
const dotted = iso => iso.split('-').reverse().join('.');

test('an act, an article and a topic are followed; a change is told once when it is loaded and once when it is in force', async () => {
	const page = (await resident.get(`${ACT}@2010-05-05/st-2`)).text;
	assert.match(page, /href="\/alerts\/new\?what=%2Flaw%2Fru%2Ffz%2F2009-01-01%2F900%2Fst-2"/);
	assert.doesNotMatch((await resident.get('/alerts/new?what=/law/ru/fz/2009-01-01/900')).text, /name="remind"/);
	await follow(resident, `${ACT}/st-2`);
	await follow(muni, ACT, { mail: '' });
	await follow(foreign, `${ACT}/st-3`);
	await follow(foreign, '/law/answers?topic=heritage');
	assert.match(words((await resident.get('/alerts/subscriptions')).text), /Статья 2, Федерального закона/);
	for (const what of [`/law/ru-${PLACE}/post/2024-01-01/72`, `${ACT}/st-99`, '/law/answers/999', '/law/answers?topic=no', '/law/', `${ACT}x`])
		assert.match(words((await muni.get(`/alerts/new?what=${encodeURIComponent(what)}`)).text), /За этой страницей следить нельзя/, what);
	const since = day(20), rows = [OLD[0], { ...OLD[1], text: '1. Двадцать дней.\n2. Сорок дней.' }, OLD[2]];
	rows[0] = { ...OLD[0], text: OLD[0].text.replace('определяет', 'устанавливает') };
	await act('ahead', rows, ABOUT, ['--edition', since]);
	await act('ahead', rows, ABOUT, ['--edition', since]);
	await jobs();
	const compare = `${ACT}/compare?from=2020-01-01&amp;to=${since}`;
	assert.match(await items(resident), new RegExp(`Норма изменилась.*Загружена редакция, которая вступает в силу ${dotted(since)}`));
	assert.ok((await resident.get('/alerts?show=all')).text.includes(`<a href="${compare}&amp;article=st-2">`));
	assert.match(await items(muni), /Норма изменилась.*Изменились статьи: 2 /);
	assert.doesNotMatch(await items(foreign), /Норма изменилась/);
	const mail = async () => (await sql(site.db, "SELECT COUNT(*) FROM outbox WHERE k LIKE 'alerts.%'"))[0][0];
	assert.equal(await mail(), '1', 'a letter to whom letters are sent');
	const letter = (await sql(site.db, "SELECT REPLACE(body, CHR, ' ') FROM outbox WHERE k LIKE 'alerts.%'".replace('CHR', DB === 'pg' ? 'chr(10)' : 'char(10)')))[0][0];
	assert.match(letter, /\/law\/ru\/fz\/2009-01-01\/900\/compare\?from=2020-01-01&to=/);
	later += 21 * 86400;
	await jobs();
	await jobs();
	assert.match(await items(resident), new RegExp(`Действует редакция с ${dotted(since)}.*Загружена редакция`));
	assert.equal(await count("SELECT COUNT(*) FROM alerts_event WHERE kind = 5 AND k LIKE 'law:%' AND changes LIKE '%900/compare%st-2%'"), 2);
	assert.equal(await mail(), '2');
});

test('pages stand in the browser', { skip: DB === 'pg' && 'the same pages' }, async () => {
	const b = await launch();
	try {
		for (const path of [`${ACT}/st-2`, `${ACT}/st-2/cited`])
			await checkPage(await b.once(site.base + path));
	} finally {
		await b.close();
	}
});
