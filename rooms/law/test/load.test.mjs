// An act brought by the page: what is understood is shown first, then it is stored; who may, who sees it, what is refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPage, launch, validate } from '../../../tests/harness/browser.mjs';
import { OTHER_PLACE, PLACE, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { unescape } from '../../../tests/harness/http.mjs';
import { BIN, DB, run, start } from '../../../tests/harness/server.mjs';
import { akn, docx, zip } from './files.mjs';

const PASS = 'pass-Word-for-tests-7';
const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const one = async text => (await sql(site.db, text))[0]?.[0];
const value = (page, name) => unescape(page.text.match(new RegExp(`<input[^>]* name="${name}"[^>]* value="([^"]*)"`))?.[1] ?? '');
let site, who, browser;
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no', upload_limit: 1 } });
	who = { stranger: site.client() };
	const add = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: `${PASS}\n` });
	for (const [name, role, place] of [['local', 'LAWYER', PLACE], ['othermuni', 'MUNI_ADMIN', OTHER_PLACE], ['otherstaff', 'EMPLOYEE', OTHER_PLACE]]) {
		assert.equal((await add('add', `${name}@example.org`, '--name', 'Проверка')).status, 0);
		assert.equal((await add('grant', `${name}@example.org`, '--role', role, '--place', place)).status, 0);
		who[name] = await signIn(site, `${name}@example.org`, PASS);
	}
	for (const name of ['lawyer', 'muni', 'specialist', 'resident'])
		who[name] = await signIn(site, `${name}@veche.demo`);
});
after(async () => {
	await browser?.close();
	await site?.stop();
});
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

const ABOUT = { kind: 'resh', number: '77/1', title: 'О правилах проверки загрузки', adopted: '03.02.2024', since: '', place: PLACE, see: 'all', source: 'Газета «Проверка»' };
const TEXT = 'Раздел I. Начало\nГлава 1. Общее\nСтатья 1. О чём\n1. Правила определяют:\n1) первое:\nа) букву;\nб) другую;\n2) второе.\n2. Утратила силу.\n2. Снова два.\n(в ред. решения от 01.03.2024 № 80)\nСтатья 39.36-1. Ещё\nБарсукам выдают фонарики.\nСтатья 5 настоящего решения важна.\nПриложение № 1\nПеречень барсуков.\n';
const send = async (c, data, more = {}) => c.upload('/law/import', { csrf: await tokenOf(c), ...ABOUT, ...data }, more);
const file = (name, data) => ({ file: { name, data } });
const press = async (c, url, page, what) => c.post(url, { csrf: await tokenOf(c), do: what, seen: value(page, 'seen') });
/* From the form to the preview: its address and the page. */
async function preview(c, data) {
	const r = await send(c, data);
	assert.equal(r.status, 303, words(r.text).slice(0, 1500));
	const page = await c.get(r.headers.location);
	assert.equal(page.status, 200, words(page.text).slice(0, 800));
	return { url: r.headers.location, page };
}
const acts = () => one("SELECT COUNT(*) FROM law_act WHERE title LIKE '%проверк%'");
const ACT = `/law/ru-${PLACE}/resh/2024-02-03/77-1`;

test('nothing is stored before it is confirmed: the tree, the counts, what was not understood', async () => {
	const before = await acts(), { url, page } = await preview(who.muni, { text: TEXT });
	const said = words(page.text);
	for (const w of ['Новый акт', ACT, 'В нём 1 приложение, 1 раздел, 1 глава, 2 статьи, 1 текст вне статей', 'Раздел I. Начало', 'Глава 1. Общее', 'Статья 1. О чём',
		'Статья 39.36-1. Ещё', 'Приложение № 1', 'Похоже на заголовки, но оставлено текстом: 1', 'Номера не по порядку: 1', 'номер не по порядку', 'утратила силу', 'пометка о редакции', 'Виден всем'])
		assert.ok(said.includes(w), `${w}\n${said}`);
	assert.match(page.text, /<th scope="row"><span lang="ru">14<\/span><\/th><td[^>]*><span lang="ru">Статья 5 настоящего/);
	assert.deepEqual(await validate(page.text, 'preview'), []);
	assert.equal(await acts(), before);
	// it is seen by nobody else, and comes back in the form
	for (const name of ['lawyer', 'othermuni', 'specialist', 'stranger'])
		assert.notEqual((await who[name].get(url)).status, 200, name);
	const id = url.split('/').pop(), back = await who.muni.get(`/law/import?load=${id}`);
	assert.equal(value(back, 'title'), ABOUT.title);
	assert.match(back.text, /Барсукам выдают фонарики/);
	assert.match(words(back.text), /Мои загрузки .*ждёт вашего решения/);
	// changed in the form without sending the text again
	const other = await send(who.muni, { load: id, title: 'О правилах проверки (другое имя)' });
	assert.equal(other.headers.location, url);
	assert.match((await who.muni.get(url)).text, /другое имя/);
	const again = await who.muni.get(url), r = await press(who.muni, url, again, 'drop');
	assert.equal(r.status, 303);
	assert.equal((await who.muni.get(url)).status, 404);
	assert.equal(await one('SELECT COUNT(*) FROM law_load_piece'), '0');
	assert.equal(await acts(), before);
});

test('stored once: the act, its author, the history, the log, the job; then a new edition shows what it changes', async () => {
	const first = await preview(who.muni, { text: TEXT });
	const clicks = await Promise.all([1, 2].map(() => press(who.muni, first.url, first.page, 'save')));
	assert.deepEqual(clicks.map(r => r.status), [303, 303]);
	assert.match(words((await who.muni.get(first.url)).text), /Акт загружен .*Новых статей: 3, изменённых: 0/);
	await soon(async () => assert.equal((await who.stranger.get(`${ACT}/st-39.36-1`)).status, 200));
	assert.equal(await one(`SELECT COUNT(*) FROM audit WHERE action = 'law.import' AND object = '${ACT}'`), '1');
	assert.equal(await one("SELECT COUNT(*) FROM law_edition e JOIN law_act a ON a.id = e.act JOIN account_user u ON u.id = e.author WHERE a.number = '77/1' AND u.email = 'muni@veche.demo'"), '1');
	assert.equal(await one("SELECT COUNT(*) FROM entry_import WHERE kind = 'acts' AND via = 2"), '1');
	assert.equal(await one("SELECT COUNT(*) FROM job WHERE kind = 'law.cites' AND state = 0"), '1');
	assert.equal(await one('SELECT COUNT(*) FROM law_load_piece'), '0');
	const list = words((await who.muni.get('/law/import')).text);
	assert.match(list, /О правилах проверки загрузки .*новых статей 3/);
	assert.match((await who.muni.get(ACT)).text, /\/law\/import\?act=ru-24707000\/resh\/2024-02-03\/77-1/);
	assert.doesNotMatch((await who.othermuni.get(ACT)).text, /\/law\/import\?act=/);
	const form = await who.muni.get(`/law/import?act=${ACT.slice(5)}`);
	assert.deepEqual([value(form, 'number'), value(form, 'adopted'), value(form, 'place')], ['77/1', '03.02.2024', PLACE]);

	const next = TEXT.replace('фонарики', 'каски').replace('Приложение № 1\nПеречень барсуков.\n', '') + 'Статья 40. Новая\nДобавлено.\n';
	const second = await preview(who.muni, { text: next, since: '01.06.2024', title: 'О правилах проверки загрузки (новое)' });
	const said = words(second.page.text);
	assert.match(said, /Новая редакция с 1 июня 2024 года\. Сравнение с той, что действует перед ней: с 3 февраля 2024 года/);
	assert.match(said, /Название было «О правилах проверки загрузки», станет «О правилах проверки загрузки \(новое\)»/);
	assert.match(said, /Изменено: 1, добавлено: 1, исключено: 1, без изменений: 1\./);
	assert.match(second.page.text, /<del>[^<]*фонарики[^<]*<\/del>/);
	assert.match(second.page.text, /<ins>[^<]*каски[^<]*<\/ins>/);
	assert.match(said, /Статья 40\. Новая добавлена/);
	assert.match(said, /Приложение № 1 исключена/);
	// somebody is quicker: what was shown is no longer so
	const other = await preview(who.lawyer, { text: next, since: '01.05.2024' });
	assert.equal((await press(who.lawyer, other.url, other.page, 'save')).status, 303);
	await soon(async () => {
		const late = await press(who.muni, second.url, second.page, 'save');
		assert.equal(late.status, 422);
		assert.match(words(late.text), /Пока вы смотрели, акт в базе изменили/);
		assert.equal((await press(who.muni, second.url, late, 'save')).status, 303);
	});
	assert.equal(await one("SELECT COUNT(*) FROM law_edition e JOIN law_act a ON a.id = e.act WHERE a.number = '77/1'"), '3');
	await soon(async () => assert.match(words((await who.muni.get((await preview(who.muni, { text: next, since: '01.06.2024', title: 'О правилах проверки загрузки (новое)' })).url)).text), /Такая редакция уже есть в базе/));
});

test('the formats; several acts in one file; an act of the country keeps its short name and code', async () => {
	const p = t => `<w:p><w:r><w:t>${t}</w:t></w:r></w:p>`;
	let r = await preview(who.muni, file('pravila.docx', docx(p('Статья 1. О чём') + p('1. Один.') + p('2. Два.'))));
	assert.match(words(r.page.text), /1 статья, 2 части/);
	r = await preview(who.muni, file('p.html', '<html><body><p>Статья 1. О чём</p><p>1. Один.</p></body></html>'));
	assert.match(words(r.page.text), /1 статья, 1 часть/);
	r = await preview(who.lawyer, { ...file('a.xml', akn('<article eId="art_1"><num>Статья 1.</num><heading>О чём</heading><content><p>Текст.</p></content></article>')), kind: '', number: '', title: '', adopted: '', place: '' });
	assert.match(words(r.page.text), /О проверке обмена.*\/law\/ru\/fz\/2012-03-04\/907.*вся страна/);
	const line = (act, number, article) => JSON.stringify({ act, number, law: `О проверке ${act}`, article, text: 'Текст.' });
	const lines = [line('one', '1/1', '1'), '{"article":', line('two', '1/2', '1'), line('two', '1/2', '1')].join('\n');
	const both = await send(who.muni, file('a.jsonl', lines));
	assert.match(both.text, /В файле несколько актов/);
	const load = value(both, 'load');
	assert.ok(load, 'the file is kept while the form is mended');
	const mended = await send(who.muni, { load, number: '', title: '' }), page = await who.muni.get(mended.headers.location);
	assert.match(words(page.text), /Не понято и не будет загружено .* 2 .*не JSON.* 4 .*уже была в строке 3/);
	assert.match(page.text, /ru-24707000\/resh\/2024-02-03\/1-1[^]*ru-24707000\/resh\/2024-02-03\/1-2/);
	assert.equal((await press(who.muni, mended.headers.location, page, 'save')).status, 303);
	assert.deepEqual(await sql(site.db, "SELECT number, code FROM law_act WHERE title LIKE 'О проверке %' AND number LIKE '1/%' ORDER BY number"), [['1/1', ''], ['1/2', '']]);
	const fz = await preview(who.lawyer, { text: 'Статья 8. О чём\nНовый текст статьи.', kind: 'fz', number: '59-ФЗ', title: 'О порядке рассмотрения обращений граждан Российской Федерации', adopted: '02.05.2006', since: '01.01.2026', place: '' });
	assert.match(words(fz.page.text), /Кратко 59-ФЗ.*уступят место официальному тексту/);
	assert.equal((await press(who.lawyer, fz.url, fz.page, 'save')).status, 303);
	assert.deepEqual(await sql(site.db, "SELECT code, short, digest FROM law_act WHERE key = 'ru/fz/2006-05-02/59'"), [['fz59', '59-ФЗ', '0']]);
});

test('what is missing or wrong is asked for by its field, the file and the form stay', async () => {
	for (const [data, field, what] of [
		[{ text: TEXT, title: '' }, 'title', /Назовите акт/], [{ text: TEXT, kind: '', title: 'Порядок' }, 'kind', /Выберите вид/],
		[{ text: TEXT, adopted: '' }, 'adopted', /Когда акт принят/], [{ text: TEXT, adopted: '31.02.2024' }, 'adopted', /Введите дату/],
		[{ text: TEXT, since: 'вчера' }, 'since', /Введите дату/], [{ text: TEXT, place: '' }, 'place', /Укажите свою территорию/],
		[{ text: TEXT, place: OTHER_PLACE }, 'place', /это не ваша территория/], [{ text: TEXT, place: 'Ыъыъград' }, 'place', /Такой территории нет|Похожи/],
		[{ text: TEXT, see: 'никому' }, 'see', /Выберите одно/], [{ text: TEXT, kind: 'zzz' }, 'kind', /Выберите одно/], [{ text: TEXT, title: 'х'.repeat(1001) }, 'title', /Слишком длинно/]]) {
		const r = await send(who.muni, data);
		assert.equal(r.status, 422, field);
		assert.match(r.text, new RegExp(`id="e-${field}"`), field);
		assert.match(words(r.text), what);
		assert.ok(value(r, 'load'), `${field}: the text is kept`);
		assert.equal(value(r, 'source'), ABOUT.source);
	}
	const nowhere = await send(who.lawyer, { text: TEXT, place: '', see: 'territory' });
	assert.match(words(nowhere.text), /Акт без территории не спрятать/);
	for (const [name, data, what] of [['bomb.docx', docx(`<w:p><w:r><w:t>${' '.repeat(8e6)}</w:t></w:r></w:p>`), /200 раз/], ['broken.docx', docx('').subarray(0, 60), /испорчен/], ['x.pdf', '%PDF-1.7', /PDF/], ['s.docx', zip({ 'xl/workbook.xml': '<x/>' }), /XLSX/],
		['d.xml', akn('').replace('<akomaNtoso', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x"><akomaNtoso'), /DOCTYPE/], ['cp.txt', Buffer.from([0xd1, 0xf2, 0xe0, 0xf2]), /UTF-8/], ['big.txt', 'х'.repeat(530e3), /Файл больше 1 МиБ/]]) {
		const r = await send(who.muni, file(name, data));
		assert.equal(r.status, 422, name);
		assert.match(r.text.match(/id="e-file"[^]*?<\/p>/)[0], what, name);
		assert.equal(value(r, 'title'), ABOUT.title, name);
		assert.equal(value(r, 'load'), '', `${name}: nothing is kept of it`);
	}
	// made to keep the portal busy: one number a hundred thousand times, as many headings
	for (const [name, data, what] of [['many.txt', 'Статья 1. А\n'.repeat(52e3), /50 000/], ['heads.txt', Array.from({ length: 52e3 }, (_, i) => `Глава ${i}. А\n`).join('') + 'Статья 1. А\nБ.\n', /50 000|МиБ/],
		['acts.jsonl', Array.from({ length: 1100 }, (_, i) => `{"act":"a${i}","article":"1","text":"Т"}\n`).join(''), /1000 актов/]]) {
		const began = Date.now(), r = await send(who.muni, file(name, data));
		assert.equal(r.status, 422, name);
		assert.match(words(r.text.match(/id="e-file"[^]*?<\/p>/)[0]), what, name);
		assert.ok(Date.now() - began < 15e3, `${name}: ${Date.now() - began} ms`);
	}
	assert.match((await send(who.muni, { ...file('b.jsonl', Array.from({ length: 60 }, (_, i) => `{"act":"a${i}","number":"${i}","law":"О ${i}","article":"1","text":"Т"}\n`).join('')), number: '', title: '' })).text, /больше 50 актов/);
	const none = await send(who.muni, {});
	assert.match(words(none.text), /Выберите файл или вставьте текст/);
	assert.deepEqual(await validate(none.text, 'form'), []);
});

test('who may: the local lawyer is told whom to ask, an employee is not let in, a right that ended is asked for again', async () => {
	assert.match(words((await who.local.get('/law/import')).text), /У вас нет права загружать акты/);
	assert.equal((await send(who.local, { text: TEXT })).status, 403);
	assert.equal((await who.specialist.get('/law/import')).status, 403);
	assert.equal((await who.stranger.get('/law/import')).status, 303);
	assert.match((await who.muni.get('/law')).text, /href="\/law\/import"/);
	for (const name of ['specialist', 'local', 'stranger'])
		assert.doesNotMatch((await who[name].get('/law')).text, /href="\/law\/import"/);
	const { url, page } = await preview(who.othermuni, { text: TEXT, place: OTHER_PLACE });
	await sql(site.db, "UPDATE account_grant SET until = 1000 WHERE user_id = (SELECT id FROM account_user WHERE email = 'othermuni@example.org')");
	assert.equal((await press(who.othermuni, url, page, 'save')).status, 403);
	await sql(site.db, "UPDATE account_grant SET until = NULL WHERE user_id = (SELECT id FROM account_user WHERE email = 'othermuni@example.org')");
	// its time passes
	await sql(site.db, `UPDATE law_load SET expires = 1000 WHERE id = ${url.split('/').pop()}`);
	assert.equal((await who.othermuni.get(url)).status, 404);
	assert.equal((await run(BIN, ['jobs', 'run', '--db', site.db])).status, 0);
	assert.equal(await one(`SELECT COUNT(*) FROM law_load WHERE id = ${url.split('/').pop()}`), '0');
});

test('an act for the staff of its territory alone: not for a stranger, a resident, an employee of another one', async () => {
	const SECRET = `/law/ru-${PLACE}/resh/2024-02-03/88-1`;
	const { url, page } = await preview(who.muni, { text: 'Статья 1. О тайных шмыгалках\nШмыгалки хранят в подвале мэрии. См. статью 8 Федерального закона от 02.05.2006 № 59-ФЗ.', number: '88/1', title: 'О шмыгалках скрытых', see: 'territory' });
	assert.match(words(page.text), /Виден только сотрудникам территории/);
	assert.equal((await press(who.muni, url, page, 'save')).status, 303);
	assert.equal((await run(BIN, ['jobs', 'run', '--db', site.db])).status, 0);
	await soon(async () => assert.equal((await who.specialist.get(`${SECRET}/st-1`)).status, 200));
	assert.match((await who.specialist.get('/law?level=municipal')).text, /О шмыгалках скрытых/);
	const q = encodeURIComponent('шмыгалки в подвале мэрии');
	for (const name of ['stranger', 'resident', 'otherstaff', 'othermuni']) {
		const c = who[name], no = async at => assert.doesNotMatch((await c.get(at)).text, /скрытых|тайных|88-1/, `${at} as ${name}`);
		for (const at of ['', '/st-1', '/st-1/abz-1', '@2024-02-03', '/compare', '/cited', '/st-1/cited', '/akn', '@2024-02-03/akn', '/compare?format=docx'])
			assert.equal((await c.get(SECRET + at)).status, 404, `${at} as ${name}`);
		for (const at of ['/law', '/law?q=88/1', '/law?level=municipal', '/law/calendar', '/law/ru/fz/2006-05-02/59', '/law/ru/fz/2006-05-02/59/st-8', '/law/ru/fz/2006-05-02/59/st-8/cited', `/search?q=${q}`, `/search?kind=article&q=${q}`, `/law/ask?q=${q}`, '/feed.atom', '/sitemap.xml', `/api/v1/search?q=${q}`])
			await no(at);
	}
	const asked = await run(BIN, ['ask', 'где хранят шмыгалки', '--json', '--db', site.db]);
	assert.doesNotMatch(asked.out, /подвал/);
});

test('the pages: axe, widths, keyboard, without script', { skip: DB === 'pg' }, async () => {
	browser = await launch();
	const { url } = await preview(who.muni, { text: TEXT.replace('фонарики', 'лампы'), since: '01.09.2024' });
	const context = { storageState: { cookies: [...who.muni.jar].map(([name, v]) => ({ name, value: v, url: site.base })).map(({ url: u, ...c }) => ({ ...c, domain: new URL(u).hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' })), origins: [] } };
	for (const at of ['/law/import', url]) {
		const page = await browser.open(site.base + at, { context, script: true });
		assert.equal(page.answer.status(), 200);
		await checkPage(page);
		await page.context().close();
	}
	const plain = await browser.open(site.base + url, { context, script: false });
	await plain.click('button[value="save"]');
	assert.match(await plain.textContent('h1'), /Акт загружен/);
});
