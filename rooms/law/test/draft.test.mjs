// A municipal draft beside a model act: paired by number and title, word by word, on the page and as a table; nothing stays.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, launch, validate } from '../../../tests/harness/browser.mjs';
import { signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { unescape } from '../../../tests/harness/http.mjs';
import { BIN, DB, run, start } from '../../../tests/harness/server.mjs';
import { docx } from './files.mjs';

const AT = '/law/compare/draft', dir = mkdtempSync(join(tmpdir(), 'veche-draft-'));
const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const one = async text => (await sql(site.db, text))[0]?.[0];
const value = (page, name) => page.text.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
const MODEL = 'Статья 1. О чём\nПравила о фонарях.\nСтатья 2. Сроки\nФонари чинят за тридцать дней.\nСтатья 3. Контроль\nКонтроль ведёт администрация.\nСтатья 4. Цвет\nФонари красят.\n';
const DRAFT = 'Статья 1. О чём\nПравила о фонарях.\nСтатья 2. Собаки\nСобак ведут на поводке.\nСтатья 3. Сроки\nФонари чинят за двадцать дней.\nСтатья 4. Цвет\nФонари красят.\n';
let site, browser, who;
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no', upload_limit: 1 } });
	const file = join(dir, 'model.txt');
	writeFileSync(file, MODEL);
	for (const [number, ...see] of [['М-1'], ['М-2', '--oktmo', '01539000', '--see', 'territory']])
		assert.equal((await run(BIN, ['import', 'acts', '--db', site.db, '--kind', 'resh', '--title', 'О модельных фонарях', '--number', number, '--adopted', '2020-01-01', ...see, file])).status, 0);
	who = { specialist: await signIn(site, 'specialist@veche.demo'), muni: await signIn(site, 'muni@veche.demo') };
});
after(async () => {
	await browser?.close();
	await site?.stop();
	rmSync(dir, { recursive: true });
});
const send = async (data, c = who.specialist) => c.upload(AT, { csrf: await tokenOf(c), ...data });
async function compared(data, c = who.specialist) {
	const r = await send(data, c);
	assert.equal(r.status, 303, words(r.text).slice(0, 1500));
	return r.headers.location;
}
function isTheComparison(page) {
	const said = words(page.text);
	for (const w of ['Изложено иначе: 1, нет в проекте: 1, есть только в проекте: 1, под другим номером: 1, совпадает: 2.', 'Статья 2. Собаки есть только в проекте', 'Статья 3. Сроки изложена иначе',
		'в модельном акте: Статья 2. Сроки', 'Статья 3. Контроль нет в проекте'])
		assert.ok(said.includes(w), `${w}\n${said}`);
	assert.match(page.text, /<del>[^<]*тридцать[^<]*<\/del><ins>[^<]*двадцать/);
	assert.doesNotMatch(said, /Фонари красят/);
}

test('a draft and an act of the base: by words of its title, by address, from its page; as DOCX and ODT', async () => {
	const url = await compared({ text: DRAFT, model: 'модельных фонарях' });
	isTheComparison(await who.specialist.get(url));
	assert.deepEqual(await validate((await who.specialist.get(url)).text, 'draft'), []);
	for (const model of ['/law/ru/resh/2020-01-01/m-1', `${site.base}/law/ru/resh/2020-01-01/m-1@2024-01-01`, 'ru/resh/2020-01-01/m-1'])
		assert.match((await who.specialist.get(await compared({ text: DRAFT, model }))).text, /href="\/law\/ru\/resh\/2020-01-01\/m-1"/);
	assert.ok((await who.specialist.get('/law/ru/resh/2020-01-01/m-1')).text.includes(`${AT}?model=ru/resh/2020-01-01/m-1`));
	assert.match((await who.specialist.get(`${AT}?model=ru/resh/2020-01-01/m-1`)).text, /name="model"[^>]* value="ru\/resh\/2020-01-01\/m-1"[^]*<p class="v-note" lang="ru">Решение от 01.01.2020 №\u00a0М-1/);
	assert.match((await who.specialist.get('/law')).text, /href="\/law\/compare\/draft"/);
	assert.doesNotMatch((await site.client().get('/law')).text, /href="\/law\/compare\/draft"/);
	for (const [format, part] of [['docx', 'word/document.xml'], ['odt', 'content.xml']]) {
		const r = await who.specialist.get(`${url}?format=${format}`), file = join(dir, `t.${format}`);
		assert.equal(r.status, 200);
		writeFileSync(file, r.body);
		const xml = execFileSync('unzip', ['-p', file, part]).toString();
		execFileSync('xmllint', ['--noout', '-'], { input: xml });
		for (const w of ['Модельный акт', 'Проект', 'Статья 3. Сроки (изложена иначе; в модельном акте: Статья 2. Сроки)', 'Статья 3. Контроль (нет в проекте)', 'Изложено иначе: 1'])
			assert.ok(unescape(xml.replace(/<[^>]+>/g, '')).replace(/\u00a0/g, ' ').includes(w), `${format}: ${w}`);
		assert.match(xml, format === 'docx' ? /"Gone"\/><\/w:rPr><w:t[^>]*>[^<]*тридцать/ : /"Gone">[^<]*тридцать/);
	}
	for (const bad of ['?format=pdf', '?row=99'])
		assert.equal((await who.specialist.get(url + bad)).status, 404, bad);
	assert.match((await who.specialist.get(`${url}?row=2`)).text, /Сравнить целиком/);
});

test('a model act brought beside it, in other formats; points of an act without articles; the same text', async () => {
	const p = t => `<w:p><w:r><w:t>${t}</w:t></w:r></w:p>`, file = (name, data) => ({ name, data });
	isTheComparison(await who.muni.get(await compared({ file: file('draft.docx', docx(DRAFT.trim().split('\n').map(p).join(''))), model_file: file('m.html', `<html><body>${MODEL.trim().split('\n').map(t => `<p>${t}</p>`).join('')}</body></html>`) }, who.muni)));
	const points = await who.muni.get(await compared({ text: 'О правилах\n1. Урны ставят у дверей.\n2. Снег вывозят.\n', model_text: 'О правилах\n1. Урны ставят у входа.\n2. Мусор вывозят.\n3. Снег вывозят.\n' }, who.muni));
	assert.match(words(points.text), /п\. 1 изложена иначе.*п\. 2 нет в проекте.*п\. 2 тот же текст под другим номером.*в модельном акте: Текст, п\. 3/);
	assert.match(words((await who.muni.get(await compared({ text: MODEL, model_text: MODEL }, who.muni))).text), /Различий нет/);
});

test('what is missing or wrong is asked for; what was sent once stays', async () => {
	const none = await send({});
	assert.equal(none.status, 422);
	assert.match(none.text, /id="e-file"[^]*id="e-model"/);
	const lost = await send({ text: DRAFT, model: 'о летающих слонах' });
	assert.match(words(lost.text), /Такого акта в базе нет.* Проект уже здесь/);
	const load = value(lost, 'load');
	isTheComparison(await who.specialist.get(await compared({ load, model: 'М-1' })));
	const many = await send({ load, model: 'Федеральный закон' });
	assert.match(many.text, /Так называются \d+ актов/);
	assert.deepEqual(await validate(many.text, 'many'), []);
	const act = many.text.match(/name="act" value="([^"]+)"/)[1];
	assert.ok((await who.specialist.get(await compared({ load, model: 'Федеральный закон', act }))).text.includes(`href="/law/${act}"`));
	const bad = await send({ file: { name: 'x.pdf', data: '%PDF-1.7' }, model_text: MODEL });
	assert.match(bad.text, /id="e-file"[^]*PDF/);
	assert.equal(value(bad, 'load'), undefined);
	assert.match((await send({ text: DRAFT, model_file: { name: 'b.docx', data: 'PK\u0003\u0004' } })).text, /id="e-model_file"/);
	assert.match((await send({ file: { name: 'b.txt', data: 'х'.repeat(530e3) }, model: 'М-1' })).text, /Файл больше 1 МиБ|Слишком большой/);
	const many2 = Array.from({ length: 5001 }, (_, i) => `Статья ${i + 1}. А\nБ.\n`).join('');
	const wide = await who.specialist.get(await compared({ text: many2, model: 'М-1' }));
	assert.equal(wide.status, 422);
	assert.match(words(wide.text), /больше 5 000 статей и пунктов/);
});

test('the draft is its owner’s alone, a hidden act is no model for others, and it all goes', async () => {
	const url = await compared({ text: DRAFT, model: 'М-1' }), id = url.split('/').pop();
	assert.equal(await one("SELECT COUNT(*) FROM law_load WHERE what = 2 AND author = (SELECT id FROM account_user WHERE email = 'specialist@veche.demo')"), '5', 'of many the newest are kept');
	assert.equal((await who.muni.get(url)).status, 404);
	assert.equal((await who.muni.post(url, { csrf: await tokenOf(who.muni) })).status, 404);
	assert.equal((await site.client().get(url)).status, 303);
	for (const model of ['М-2', '/law/ru-01539000/resh/2020-01-01/m-2'])
		assert.match(words((await send({ text: DRAFT, model })).text), /Такого акта в базе нет/);
	assert.doesNotMatch((await send({ text: DRAFT, model: '', act: 'ru-01539000/resh/2020-01-01/m-2' })).text, /модельных/);
	assert.equal((await who.specialist.post(url, { csrf: await tokenOf(who.specialist) })).status, 303);
	assert.equal((await who.specialist.get(url)).status, 404);
	const both = await compared({ text: DRAFT, model_text: MODEL }), n = both.split('/').pop();
	assert.equal((await who.specialist.post(both, { csrf: await tokenOf(who.specialist) })).status, 303);
	assert.equal(await one(`SELECT COUNT(*) FROM law_load WHERE id IN (${id}, ${n}) OR id = ${n} - 1`), '0', 'the model act goes with it');
	assert.equal(await one("SELECT COUNT(*) FROM law_act WHERE title LIKE '%фонар%'"), '2', 'nothing came into the base');
	await sql(site.db, 'UPDATE law_load SET expires = 1000');
	assert.equal((await run(BIN, ['jobs', 'run', '--db', site.db])).status, 0);
	assert.equal(await one('SELECT (SELECT COUNT(*) FROM law_load) + (SELECT COUNT(*) FROM law_load_piece)'), '0');
});

test('the pages: axe, widths, keyboard, without script', { skip: DB === 'pg' }, async () => {
	browser = await launch();
	const url = await compared({ text: DRAFT, model: 'М-1' }), c = who.specialist;
	const context = { storageState: { origins: [], cookies: [...c.jar].map(([name, v]) => ({ name, value: v, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' })) } };
	for (const at of [AT, url]) {
		const page = await browser.open(site.base + at, { context });
		await checkPage(page);
		await page.context().close();
	}
	const plain = await browser.open(site.base + AT, { context, script: false });
	await plain.click('text=Или вставьте текст проекта');
	await plain.fill('#f-text', DRAFT);
	await plain.fill('#f-model', 'М-1');
	await plain.click('form[enctype] button[type=submit]');
	assert.match(await plain.textContent('h1'), /Чем проект отличается/);
});
