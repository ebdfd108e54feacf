// Law as it goes out: to programs (/api/v1), as files and feeds, as links to legal systems outside.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPage, launch } from '../../../tests/harness/browser.mjs';
import { csv, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { tags, unescape } from '../../../tests/harness/http.mjs';
import { BIN, DB, run, start } from '../../../tests/harness/server.mjs';

const text = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const iso = (d = 0) => new Date(Date.now() + d * 86400e3).toISOString().slice(0, 10);
const KEY = 'ru/pravila/2020-01-10/7', API = `/api/v1/acts/${KEY}`, Q = encodeURIComponent('содержания котов');
const line = (article, title, body, more = {}) => JSON.stringify({ act: 'kot', short: 'Правила о котах', number: '7', law: 'Правила содержания котов', chapter: 'Глава 1. Коты', article, title, text: body, ...more });
const kot = hours => [
	line('1', 'Предмет правил', '1. Правила говорят о содержании котов в подъездах.\n2. О собаках они не говорят.'),
	line('2', 'Кормление котов', `1. Кормить котов разрешается:\n1) у подъезда;\na) днём;\n2) во дворе.\n2. Миску убирают в течение ${hours} после кормления.`),
	line('3', 'Ночной шум', 'Крик кота ночью нарушением не считается.', { was: '2.1' })];
const PUT = 'в течение скольких часов убирают миску после кормления котов';
/* PostgreSQL's readers look at most once a second whether something has changed. */
async function soon(what, ms = 4000) {
	for (const until = Date.now() + ms; ; await sleep(100)) {
		try {
			return await what();
		} catch (e) {
			if (Date.now() > until)
				throw e;
		}
	}
}
let site, dir, browser;
const load = (name, lines, ...more) => {
	writeFileSync(join(dir, name), `${lines.join('\n')}\n`);
	return site.veche('import', 'acts', join(dir, name), '--kind', 'pravila', '--adopted', '2020-01-10', ...more);
};
const get = async (path, status = 200) => {
	const r = await site.http.get(path);
	assert.equal(r.status, status, `${path}: ${r.text.slice(0, 300)}`);
	assert.match(r.headers['content-type'], status === 200 ? /^application\/json/ : /problem\+json/, path);
	return r.json();
};
const path = url => { const u = new URL(url); return u.pathname + u.search; };

before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'veche-out-'));
	site = await start({ demo: true });
	if (DB === 'sqlite')
		browser = await launch();
	await load('kot.jsonl', kot('двух часов'), '--edition', '2020-02-01');
	await load('kot.jsonl', kot('одного часа'), '--edition', '2022-05-01', '--source', '=HYPERLINK("x")');
	await load('kot.jsonl', kot('получаса'), '--edition', iso(40));
	writeFileSync(join(dir, 'own.jsonl'), `${JSON.stringify({ act: 'own', article: '1', text: 'Для своих.' })}\n`);
	await site.veche('import', 'acts', join(dir, 'own.jsonl'), '--number', '8', '--title', 'О своём', '--kind', 'post', '--adopted', '2024-01-01', '--edition', '2024-01-01', '--oktmo', '24707000', '--see', 'territory');
	await soon(async () => assert.equal((await site.http.get(`/law/${KEY}`)).status, 200));
});
after(async () => {
	await browser?.close();
	await site?.stop();
	rmSync(dir, { recursive: true, force: true });
});

/* ---- programs --------------------------------------------------------------------------- */

test('a question answered as the command answers it; what is missing or wrong is named', async () => {
	const mine = JSON.parse((await run(BIN, ['ask', PUT, '--json', '--as-of', '2021-06-01', '--db', site.db])).out);
	const said = await get(`/api/v1/ask?q=${encodeURIComponent(PUT)}&on=01.06.2021`);
	assert.deepEqual(said, mine);
	assert.match(said.quotes[0].text, /двух часов/);
	for (const [query, name] of [['', 'q'], ['?q=%20', 'q'], ['?q=a&on=2021-13-01', 'on'], ['?q=a&when=now', 'when'], [`?q=${'a'.repeat(701)}`, 'q'], ['?q=a&q=b', 'q']])
		assert.equal((await get(`/api/v1/ask${query}`, 400)).errors[0].parameter, name, query);
	assert.equal((await get('/api/v1/ask?q=%3F%3F')).outcome, 'no_match');
});

test('acts by pages and filters; one with its editions; those of a territory are for nobody else', async () => {
	const all = [];
	let pages = 0;
	for (let at = '/api/v1/acts?limit=7'; at; pages++) {
		const page = await get(at);
		all.push(...page.items);
		at = page.next && path(page.next);
		if (!at)
			assert.equal(all.length, page.total);
	}
	assert.ok(pages > 1 && new Set(all.map(a => a.key)).size === all.length);
	assert.ok(!all.some(a => a.title === 'О своём'));
	assert.deepEqual((await get(`/api/v1/acts?q=${Q}`)).items.map(a => a.key), [KEY]);
	assert.deepEqual(new Set((await get('/api/v1/acts?kind=pravila&kind=post&limit=100')).items.map(a => a.kind)), new Set(all.map(a => a.kind).filter(k => k === 'pravila' || k === 'post')));
	assert.deepEqual((await get('/api/v1/acts?level=municipal&limit=100')).items.map(a => a.key), all.filter(a => a.level === 'municipal').map(a => a.key));
	const { act, editions } = await get(API);
	assert.deepEqual([act.key, act.short, act.kind, act.edition, act.editions, act.digest, act.place], [KEY, 'Правила о котах', 'pravila', '2022-05-01', 3, false, null]);
	assert.deepEqual(editions.map(e => [e.since, e.until]), [['2020-02-01', '2022-05-01'], ['2022-05-01', iso(40)], [iso(40), null]]);
	assert.equal((await get(`${API}?on=2021-01-01`)).act.edition, '2020-02-01');
	assert.equal((await get(`${API}?on=1999-01-01`)).act.edition, null);
	assert.equal((await site.http.get(path(editions[0].akn))).status, 200);
	for (const bad of ['/api/v1/acts/ru/fz/1900-01-01/1', '/api/v1/acts/ru-24707000/post/2024-01-01/8', `${API}@x`])
		await get(bad, 404);
	for (const [query, name] of [['kind=zakn', 'kind'], ['level=x', 'level'], ['on=x', 'on'], ['q=a&q=b', 'q']])
		assert.equal((await get(`/api/v1/acts?${query}`, 400)).errors[0].parameter, name);
});

test('articles of a day, byte for byte; a former number leads to the present one', async () => {
	const toc = await get(`${API}/articles?limit=2`);
	assert.deepEqual([toc.total, toc.act, toc.edition, toc.items.map(a => a.number)], [3, KEY, '2022-05-01', ['1', '2']]);
	const rest = await get(path(toc.next));
	assert.deepEqual([rest.items.map(a => a.id), rest.next], [['st-3'], null]);
	assert.equal((await site.http.get(path(rest.items[0].url))).status, 200);
	const then = await get(`${API}/articles/st-2?on=2021-01-01`);
	assert.equal(then.text, JSON.parse(kot('двух часов')[1]).text);
	assert.deepEqual([then.edition, then.until, then.chapter, then.empty], ['2020-02-01', '2022-05-01', 'Глава 1. Коты', false]);
	assert.match(then.reference, /^ст\.\s2 Правил/);
	const unit = then.units.find(u => u.id === 'ch-2');
	assert.deepEqual([unit.number, unit.depth, unit.text, unit.name.replace(/\u00a0/g, ' ')], ['2', 0, 'Миску убирают в течение двух часов после кормления.', 'ч. 2']);
	assert.equal(then.units.find(u => u.id === 'ch-1/p-2').text, 'во дворе.');
	assert.match(text((await site.http.get(path(unit.url))).text), /В тексте отмечено: ч\. 2/);
	assert.match((await get(`${API}/articles/st-2`)).text, /одного часа/);
	assert.match((await get(`${API}@${iso(41)}/articles/st-2`)).text, /получаса/);
	const moved = await site.http.get(`${API}/articles/st-2.1?on=2021-01-01`);
	assert.deepEqual([moved.status, moved.headers.location], [301, `${API}/articles/st-3?on=2021-01-01`]);
	for (const bad of ['/articles?on=1990-01-01', '/articles/st-2?on=1990-01-01', '/articles/st-99', '/articles/%00'])
		assert.ok([400, 404].includes((await site.http.get(API + bad)).status), bad);
});

test('a guest who asks too often waits a minute and keeps the question; who signed in asks on', async () => {
	const tight = await start({ db: site.db, set: { rate_ask: 1 } });
	try {
		const c = tight.client(), ask = `/law/ask?q=${encodeURIComponent(PUT)}`;
		const who = await signIn(tight, 'specialist@veche.demo');
		for (let i = 0; i < 2; i++)	/* the first builds the index: the guest's minute is not spent on it */
			assert.equal((await who.get(ask)).status, 200, 'who signed in is not counted');
		assert.equal((await c.get(ask)).status, 200);
		const r = await c.get(ask);
		assert.equal(r.status, 429);
		assert.match(r.headers['retry-after'], /^\d+$/);
		assert.match(text(r.text), /Слишком много вопросов подряд/);
		assert.ok(tags(r.text, 'a').some(a => unescape(a.href) === `/login?back=${encodeURIComponent(ask)}`), 'back to the question after signing in');
		assert.ok(unescape(r.text).includes(PUT) && !r.text.includes('<blockquote'));
		const api = await c.get(`/api/v1/ask?q=${encodeURIComponent(PUT)}`);
		assert.equal(api.status, 429);
		assert.match(api.headers['retry-after'], /^\d+$/);
		assert.equal((await c.get('/law/ask')).status, 200, 'the form itself is no question');
		assert.equal((await who.get(ask)).status, 200);
		if (browser) {
			const page = await browser.open(tight.base + ask);
			page.complaints = [];	/* Chromium tells of the status itself */
			await checkPage(page, { walk: false });
			await page.context().close();
		}
	} finally {
		await tight.stop();
	}
});

/* ---- files and feeds ------------------------------------------------------------------------ */

test('the list as CSV: the rows of the page, columns that import knows, formulas defused', async () => {
	const r = await site.http.get(`/law.csv?q=${Q}`);
	assert.match(r.headers['content-type'], /^text\/csv/);
	assert.match(r.headers['content-disposition'], /attachment; filename="akty-[\d-]+\.csv"/);
	assert.ok(r.text.startsWith('\uFEFFact,short,number,title,kind,adopted,edition_from,'));
	const [row, ...more] = csv(r.text);
	assert.equal(more.length, 0);
	assert.deepEqual([row.act, row.short, row.number, row.kind, row.adopted, row.edition_from, row.key, row.editions], ['kot', 'Правила о котах', '7', 'pravila', '2020-01-10', '2022-05-01', KEY, '3']);
	assert.ok(!row.source.startsWith('='), row.source);
	assert.equal(new URL(row.url).pathname, `/law/${KEY}`);
	const all = csv((await site.http.get('/law.csv')).text);
	assert.equal(all.length, (await get('/api/v1/acts?limit=1')).total);
	assert.deepEqual(csv((await site.http.get('/law.csv?level=municipal')).text).map(x => x.level), all.filter(x => x.level === 'municipal').map(x => x.level));
	assert.equal(csv((await site.http.get('/law.csv?q=%D1%8B%D1%8A%D1%8B%D1%8A')).text).length, 0);
	const own = await signIn(site, 'muni@veche.demo');
	assert.ok(!all.some(x => x.title === 'О своём') && csv((await own.get('/law.csv')).text).some(x => x.title === 'О своём'));
	/* what went out comes in again: the same act is known by it */
	writeFileSync(join(dir, 'acts.csv'), r.text);
	writeFileSync(join(dir, 'kot.jsonl'), kot('одного часа').map(l => JSON.stringify({ ...JSON.parse(l), short: undefined, number: undefined, law: undefined })).join('\n'));
	const again = await run(BIN, ['import', 'acts', '--db', site.db, '--json', join(dir, 'kot.jsonl')]);
	rmSync(join(dir, 'acts.csv'));
	assert.deepEqual([again.status, JSON.parse(again.out.trim().split('\n').pop()).same], [0, 3], again.err);
});

test('Atom: what is loaded and what has come into force, history is no news, one filter', async () => {
	const r = await site.http.get(`/law.atom?q=${Q}`);
	assert.match(r.headers['content-type'], /^application\/atom\+xml/);
	const entries = [...r.text.matchAll(/<entry>([^]*?)<\/entry>/g)].map(m => m[1]), one = (e, tag) => text(new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(e)[1]);
	assert.equal(entries.length, 2, 'the edition of 2020 was over when it was loaded');
	const titles = entries.map(e => one(e, 'title'));
	assert.ok(titles.every(t => /^Правила о котах: редакция с /.test(t)), titles.join());
	assert.ok(entries.some(e => /Вступит в силу/.test(one(e, 'summary'))) && entries.some(e => /Действует с 1 мая 2022/.test(one(e, 'summary'))));
	for (const e of entries) {
		assert.match(one(e, 'id'), /^tag:127\.0\.0\.1,2026:law\/ru\/pravila\/2020-01-10\/7@\d{4}-\d\d-\d\d$/);
		assert.equal((await site.http.get(new URL(/rel="alternate"[^>]*href="([^"]+)"/.exec(e)[1]).pathname)).status, 200);
	}
	/* its day comes: loaded before it, in force now */
	await sql(site.db, `UPDATE law_edition SET loaded = ${Math.floor(Date.UTC(2022, 3, 1) / 1000)} WHERE since = ${Math.floor(Date.UTC(2022, 4, 1) / 86400e3)} AND act = (SELECT id FROM law_act WHERE key = '${KEY}')`);
	await load('kot.jsonl', kot('четверти часа'), '--edition', iso(50));
	await soon(async () => assert.match(text((await site.http.get(`/law.atom?q=${Q}`)).text), /редакция с 1 мая 2022 года вступила в силу/));
	assert.match((await site.http.get('/law.atom?kind=konst')).text, /<title>Право: отбор актов<\/title>/);
	assert.doesNotMatch((await site.http.get('/law.atom')).text, /О своём/);
});

test('the calendar as iCalendar; the pages lead to all of it', async () => {
	const ics = await site.http.get(`/law.ics?q=${Q}`);
	assert.match(ics.headers['content-type'], /^text\/calendar/);
	const whole = ics.text.replace(/\r\n /g, '');
	assert.match(whole, new RegExp(`DTSTART;VALUE=DATE:${iso(40).replaceAll('-', '')}`));
	assert.match(whole, /SUMMARY:Вступает в силу: Правила о котах\\, новая редакция/);
	assert.doesNotMatch(whole, /20200201/, 'what is long past stays out');
	assert.doesNotMatch((await site.http.get('/law.ics?kind=konst')).text, /VEVENT/);
	const list = (await site.http.get(`/law?q=${Q}&sort=date`)).text, hrefs = tags(list, 'a').map(a => a.href);
	for (const [at, type] of [[`/law.csv?q=${Q}&sort=date`, /csv/], [`/law.atom?q=${Q}`, /atom/], [`/law.ics?q=${Q}`, /calendar/], [`/api/v1/acts?q=${Q}`, /json/]]) {
		assert.ok(hrefs.includes(at), at);
		assert.match((await site.http.get(at)).headers['content-type'], type);
	}
	const alternate = html => tags(html, 'link').find(l => l.rel === 'alternate')?.href;
	assert.equal(alternate(list), `/law.atom?q=${Q}`);
	assert.equal(alternate((await site.http.get('/law/calendar')).text), '/law.atom');
	assert.ok(tags((await site.http.get('/law/calendar')).text, 'a').some(a => a.href === '/law.ics'));
});

/* ---- legal systems outside --------------------------------------------------------------------- */

test('links outside: an administrator adds, tries, changes, switches off and deletes a template', async () => {
	const admin = await signIn(site, 'admin@veche.demo'), csrf = await tokenOf(admin);
	const post = (at, fields) => admin.post(at, { csrf, ...fields });
	assert.match(text((await admin.get('/law/systems')).text), /law\.example\.org .*скрыты/);
	assert.match((await admin.get('/admin')).text, /href="\/law\/systems"/);
	assert.doesNotMatch((await site.http.get('/law/ru/fz/2006-05-02/59')).text, /law\.example\.org/, 'the example is off');
	const T = 'https://sys.example.org/{kind}/{number}[?st={article}][&ch={part}]', form = { title: 'Система «А»', template: T, level: 'any', sort: '5', active: '1' };
	for (const [over, says] of [[{ template: 'javascript:alert({number})' }, /начинается с https/], [{ template: 'https://sys.example.org/{nomer}' }, /Подстановки \{nomer\} нет/], [{ title: '' }, /Заполните это поле/], [{ title: 'law.example.org' }, /уже есть/], [{ level: 'x' }, /Выберите одно/], [{ sort: '-1' }, /Число должно быть/]]) {
		const r = await post('/law/systems', { ...form, ...over });
		assert.equal(r.status, 422);
		assert.match(text(r.text), says);
		assert.ok(unescape(r.text).includes(over.template ?? T), 'the form comes back filled in');
	}
	const tried = await post('/law/systems', { ...form, do: 'try' });
	assert.equal(tried.status, 200);
	assert.match(text(tried.text), /59-ФЗ https:\/\/sys\.example\.org\/fz\/59-%D0%A4%D0%97 Ст\. 8, ч\. 3 https:\/\/sys\.example\.org\/fz\/59-%D0%A4%D0%97\?st=8&ch=3/);
	assert.equal((await sql(site.db, 'SELECT COUNT(*) FROM law_system'))[0][0], '1', 'trying keeps nothing');
	assert.equal((await post('/law/systems', form)).status, 303);
	const links = async at => tags((await site.http.get(at)).text, 'a').filter(a => a.href.startsWith('https://sys.example.org/'));
	await soon(async () => assert.deepEqual((await links(`/law/${KEY}`)).map(a => [a.href, a.rel]), [['https://sys.example.org/pravila/7', 'noopener external nofollow']]));
	assert.deepEqual((await links(`/law/${KEY}/st-2`)).map(a => a.href), ['https://sys.example.org/pravila/7?st=2']);
	assert.deepEqual((await links(`/law/${KEY}/st-2/ch-2`)).map(a => unescape(a.href)), ['https://sys.example.org/pravila/7?st=2&ch=2']);
	assert.match(text((await site.http.get(`/law/${KEY}/st-2`)).text), /Открыть в Система «А».*\(внешний сайт\)/);
	const [[id]] = await sql(site.db, "SELECT id FROM law_system WHERE title LIKE 'Система%'"), at = `/law/systems/${id}`;
	assert.match((await admin.get(at)).text, /sys\.example\.org\/fz\/59/);
	assert.equal((await post(at, { ...form, level: 'municipal' })).status, 303);
	await soon(async () => assert.equal((await links(`/law/${KEY}`)).length, 0));
	/* a row that came by other ways leads nowhere bad */
	await sql(site.db, `UPDATE law_system SET template = 'javascript:x({number})', level = NULL WHERE id = ${id}`);
	await post('/law/systems/1', { title: 'law.example.org', template: 'https://law.example.org/{number}', level: 'federal' });
	await soon(async () => assert.doesNotMatch((await site.http.get(`/law/${KEY}/st-3`)).text, /javascript:/));
	assert.equal((await post(`${at}/delete`, {})).status, 422);
	assert.equal((await post(`${at}/delete`, { sure: 'yes' })).status, 303);
	assert.equal((await admin.get(at)).status, 404);
	const log = (await sql(site.db, "SELECT action, detail FROM audit WHERE action LIKE 'law.system%' ORDER BY id")).map(r => r.join(' ').trim());
	assert.deepEqual(log, ['law.system_put new', 'law.system_put level', 'law.system_put template', 'law.system_drop']);
	for (const who of ['lawyer@veche.demo', 'muni@veche.demo'])
		assert.equal((await (await signIn(site, who)).get('/law/systems')).status, 403);
});

test('pages in the browser', { skip: DB !== 'sqlite' }, async () => {
	const admin = await signIn(site, 'admin@veche.demo');
	const context = { storageState: { origins: [], cookies: [...admin.jar].map(([name, value]) => ({ name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' })) } };
	await admin.post('/law/systems', { csrf: await tokenOf(admin), title: 'Система', template: 'https://sys.example.org/{number}', level: 'any', active: '1' });
	for (const [at, options] of [['/law/systems', {}], ['/law/systems/1', { themes: ['light'] }], [`/law/${KEY}/st-2`, { themes: ['light'], walk: false }], ['/law/calendar', { themes: ['light'], walk: false }]]) {
		const page = await browser.open(site.base + at, { context });
		assert.equal(page.answer.status(), 200, at);
		await checkPage(page, options);
		await page.context().close();
	}
});
