// Curators write solutions: a draft, review, publishing; two at once; the past comes back; files give way.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { forms, unescape } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

const NEW = '/solutions/curate/new', KEY = 'ubrat-sosuli';
let site, guest, curator, region, employee, dir;
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	guest = site.client();
	curator = await signIn(site, 'curator@veche.demo');
	region = await signIn(site, 'region@veche.demo');
	employee = await signIn(site, 'specialist@veche.demo');
	dir = mkdtempSync(join(tmpdir(), 'curate-'));
});
after(async () => {
	rmSync(dir, { recursive: true, force: true });
	await site?.stop();
});

const one = async text => (await sql(site.db, text))[0]?.[0];
const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const desk = key => `/solutions/curate/${key}`;
/* The form as a browser would send it, some fields typed over. */
function fill(html, action, over = {}) {
	const f = forms(html).find(x => x.action === action);
	assert.ok(f, `a form to ${action}`);
	return [...f.fields.filter(([k]) => !(k in over) && k !== 'do'), ...Object.entries(over).flatMap(([k, v]) => [v].flat().map(x => [k, x])), ['do', 'save']];
}
async function form(c, path, over = {}) {
	const r = await c.get(path);
	assert.equal(r.status, 200, path);
	return fill(r.text, path.split('?')[0], over);
}
const press = (fields, what) => [...fields.filter(([k]) => k !== 'do'), ['do', what]];
const go = async (c, key, to) => c.post(`${desk(key)}/state`, { csrf: await tokenOf(c), to }, { follow: true });
const checked = async (c, key) => c.post(`${desk(key)}/checked`, { csrf: await tokenOf(c) }, { follow: true });
async function load(rows) {
	const file = join(dir, 'solutions.jsonl');
	writeFileSync(file, rows.map(r => JSON.stringify(r)).join('\n'));
	const r = await run(BIN, ['import', '--db', site.db, '--json', 'solutions', file]);
	return { ...JSON.parse(r.out), status: r.status };
}
async function exported() {
	const r = await run(BIN, ['export', '--db', site.db, 'solutions']);
	assert.equal(r.status, 0, r.err);
	return r.out.trim().split('\n').map(l => JSON.parse(l));
}

test('a solution from nothing: what was typed stays, steps come and go, a draft is its curators’ alone', async () => {
	assert.equal((await guest.get('/solutions/curate')).status, 303);
	assert.equal((await employee.get('/solutions/curate')).status, 403);
	assert.ok(!(await employee.get('/solutions')).text.includes('/solutions/curate'));
	assert.ok((await curator.get('/solutions')).text.includes('href="/solutions/curate"'));
	let r = await curator.post(NEW, await form(curator, NEW, { title: 'Лёд', place: 'Нигдения', measures: 'net-takoy', topic: 'improvement' }));
	assert.equal(r.status, 422);
	for (const id of ['title', 'situation', 'place', 'measures', 'steps'])
		assert.match(r.text, new RegExp(`href="#f-${id}"`), id);
	assert.match(r.text, /Нет такой территории: «Нигдения»/);
	assert.match(r.text, /Нет опубликованной меры «net-takoy»/);
	assert.match(r.text, /value="Лёд"/);
	assert.deepEqual(await validate(r.text, 'a new solution with problems'), []);
	let f = fill(r.text, NEW, { title: 'Убрать сосули', situation: 'С крыш над тротуарами свисает лёд, людям опасно ходить.', place: '',
		measures: `${site.base}/navigator/fkgs-public-spaces`, owner: 'Управление благоустройства', 'kinds[]': ['urban_okrug', 'urban_settlement'] });
	r = await curator.post(NEW, press(f, 'add:steps'));
	assert.equal(r.status, 200);
	f = fill(r.text, NEW, { 'steps-0-title': 'Сбить лёд', 'steps-0-term': '3', 'steps-0-norm': 'Так велит обычай.' });
	r = await curator.post(NEW, press(f, 'add:steps'));
	f = fill(r.text, NEW, { 'steps-1-title': 'Оградить место', 'steps-1-norm': 'Меры при угрозе для людей: 68-ФЗ.', 'steps-1-text': 'АКТ' });
	r = await curator.post(NEW, press(f, 'up:steps:1'));
	f = fill(r.text, NEW);
	assert.deepEqual(f.filter(([k]) => /^steps-\d-title$/.test(k)).map(([, v]) => v), ['Оградить место', 'Сбить лёд']);
	r = await curator.post(NEW, f);
	assert.equal(r.status, 422, 'days of what kind, a file of what name');
	assert.match(r.text, /href="#f-steps-1-days"/);
	assert.match(r.text, /href="#f-steps-0-file"/);
	f = fill(r.text, NEW, { 'steps-1-days': 'working', 'steps-0-file': 'Акт осмотра.txt' });
	r = await curator.post(NEW, press(f, 'add:steps'));
	r = await curator.post(NEW, press(fill(r.text, NEW), 'del:steps:2'));
	r = await curator.post(NEW, fill(r.text, NEW));
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, desk(KEY));
	r = await curator.get(desk(KEY));
	assert.match(words(r.text), /Решение: черновик .*До публикации не хватает шаги не сверены с нормами/);
	assert.match(words(r.text), /Ссылки на норму не получилось .*шаг 2: «Так велит обычай\.»/);
	assert.ok(!words(r.text).includes('шаг 1: «'), 'a reference that leads to an act');
	assert.deepEqual(await validate(r.text, 'a draft'), []);
	for (const [c, status] of [[guest, 404], [employee, 404], [region, 404], [curator, 200]])
		assert.equal((await c.get(`/solutions/${KEY}`)).status, status);
	assert.equal((await guest.get(`/solutions/${KEY}/file/ogradit-mesto`)).status, 404, 'nor its templates');
	assert.equal((await curator.get(`/solutions/${KEY}/file/ogradit-mesto`)).text, 'АКТ');
	assert.match(words((await curator.get(`/solutions/${KEY}`)).text), /Пока оно не опубликовано, его видят только кураторы/);
	assert.ok(!(await guest.get('/solutions')).text.includes(KEY));
	assert.equal((await guest.get(`/api/v1/solutions/${KEY}`)).status, 404);
	f = await form(curator, NEW, { key: KEY, title: 'Убрать сосули', situation: 'То же самое ещё раз, но с тем же ключом.', 'steps-n': '1', 'steps-0-title': 'Шаг' });
	assert.match((await curator.post(NEW, f)).text, /Такой ключ уже есть/);
	assert.match((await curator.post(NEW, f.map(([k, v]) => [k, k === 'key' ? 'work' : v]))).text, /слова work, curate и new заняты/);
});

test('publishing: not before it is checked; readers see it, its version is the first; an edit is the second', async () => {
	let r = await go(curator, KEY, 'published');
	assert.match(words(r.text), /Пока не публикуем/);
	assert.equal(await one(`SELECT state FROM solutions_solution WHERE key = '${KEY}'`), '0');
	r = await curator.post(`${desk(KEY)}/edit`, await form(curator, `${desk(KEY)}/edit`, { 'steps-1-norm': '' }));
	assert.equal(r.status, 303);
	await checked(curator, KEY);
	r = await go(curator, KEY, 'published');
	assert.match(words(r.text), /Решение опубликовано .*Версия 1 /);
	r = await guest.get(`/solutions/${KEY}`);
	assert.equal(r.status, 200);
	assert.match(words(r.text), /Оградить место .*Сбить лёд 3 рабочих дня со дня начала/);
	assert.ok((await guest.get('/solutions')).text.includes(`/solutions/${KEY}`));
	assert.match(words((await guest.get(`/solutions/${KEY}/history`)).text), /Решение ещё не менялось/, 'what went before is no reader’s business');
	r = await curator.post(`${desk(KEY)}/edit`, await form(curator, `${desk(KEY)}/edit`));
	assert.equal(r.status, 303);
	assert.match(words((await curator.get(desk(KEY))).text), /Всё так же, как было/);
	await pause(1100); /* history parts edits by the second */
	r = await curator.post(`${desk(KEY)}/edit`, await form(curator, `${desk(KEY)}/edit`, { 'steps-1-term': '2', 'steps-1-who': 'Управляющая организация', topic: 'roads', 'kinds[]': [] }));
	assert.equal(r.status, 303);
	const h = words((await guest.get(`/solutions/${KEY}/history`)).text);
	assert.match(h, /Версия 2 .*Кому подходит городской округ, городское поселение всем муниципалитетам Тема Благоустройство Дороги Кто делает, шаг 2 — Управляющая организация Срок, шаг 2 3 рабочих дня со дня начала 2 рабочих дня со дня начала/);
	const own = await curator.get(`${desk(KEY)}/history`);
	assert.match(words(own.text), /Федеральный куратор .*Состояние черновик опубликовано/);
	assert.deepEqual(await validate(own.text, 'history'), []);
	assert.equal(await one(`SELECT COUNT(*) FROM audit WHERE object = '/solutions/${KEY}' AND action IN ('solutions.create', 'solutions.edit', 'solutions.publish')`), '4');
});

test('two at once: what each touched is joined, what both did is shown and decided', async () => {
	const at = `${desk(KEY)}/edit`;
	const mine = await form(curator, at, { owner: 'Жилищный отдел', 'steps-0-note': 'Лента и знак.' });
	assert.equal((await curator.post(at, await form(curator, at, { situation: 'С крыш свисает лёд: людям опасно.', 'steps-1-note': 'Только со страховкой.' }))).status, 303);
	assert.equal((await curator.post(at, mine)).status, 303, 'joined by itself');
	let r = await guest.get(`/solutions/${KEY}`);
	assert.match(words(r.text), /С крыш свисает лёд: людям опасно\. .*Лента и знак\. .*Только со страховкой\. .*Жилищный отдел/);
	/* one adds a step and moves, the other takes one away and rewrites another */
	r = await curator.get(at);
	let a = press(fill(r.text, at), 'add:steps');
	r = await curator.post(at, a);
	a = fill(r.text, at, { 'steps-2-title': 'Ответить жителям' });
	const b = await form(curator, at, { 'steps-0-note': 'Лента, знак, дежурный.', title: 'Сбить сосули' });
	assert.equal((await curator.post(at, a)).status, 303);
	assert.equal((await curator.post(at, b)).status, 303);
	r = await guest.get(`/solutions/${KEY}`);
	assert.match(words(r.text), /Сбить сосули .*Лента, знак, дежурный\. .*Ответить жителям/);
	/* both the same field */
	const theirs = await form(curator, at, { 'steps-1-note': 'Со страховкой и напарником.' }), ours = await form(curator, at, { 'steps-1-note': 'С автовышки.', owner: 'Глава' });
	assert.equal((await curator.post(at, theirs)).status, 303);
	r = await curator.post(at, ours);
	assert.equal(r.status, 422);
	assert.match(words(r.text), /Изменили и вы, и другой куратор .*Пояснение, шаг 2/);
	assert.match(r.text, /<del>[^<]*напарником/);
	assert.deepEqual(await validate(r.text, 'a clash'), []);
	const keep = fill(r.text, at, { 'take[]': ['note:sbit-led'] });
	assert.equal((await curator.post(at, keep)).status, 303);
	r = await guest.get(`/solutions/${KEY}`);
	assert.match(words(r.text), /Со страховкой и напарником\. .*Глава/);
	/* one takes a step away that the other rewrites */
	const gone = press(await form(curator, at), 'del:steps:1'), wrote = await form(curator, at, { 'steps-1-title': 'Сбить лёд и убрать' });
	r = await curator.post(at, gone);
	assert.equal((await curator.post(at, fill(r.text, at))).status, 303);
	r = await curator.post(at, wrote);
	assert.equal(r.status, 422);
	assert.match(words(r.text), /Шаг, шаг 2 .*шага нет/);
	assert.equal((await curator.post(at, fill(r.text, at))).status, 303, 'ours stays when nothing is ticked');
	assert.match(words((await guest.get(`/solutions/${KEY}`)).text), /Сбить лёд и убрать/);
});

test('the past comes back: an earlier state fills the form and is saved as a new edit', async () => {
	await pause(1100);
	await curator.post(`${desk(KEY)}/edit`, await form(curator, `${desk(KEY)}/edit`, { 'steps-1-title': 'Сбить лёд и вывезти' }));
	const h = await curator.get(`${desk(KEY)}/history`);
	const back = [...h.text.matchAll(/href="([^"]+\?from=\d+)"/g)].map(m => m[1]);
	assert.ok(back.length >= 3, 'writes of every second lead back');
	let r = await curator.get(back[0]);
	assert.match(words(r.text), /каким оно было до той правки/);
	assert.equal((await curator.post(`${desk(KEY)}/edit`, fill(r.text, `${desk(KEY)}/edit`))).status, 303);
	const text = words((await guest.get(`/solutions/${KEY}`)).text);
	assert.ok(!text.includes('Сбить лёд и вывезти') && text.includes('Сбить лёд и убрать'), 'as it was before');
	r = await curator.get(`${desk(KEY)}/edit?from=999999`);
	assert.equal(r.status, 200, 'a number nobody had: the latest');
});

test('a region’s curator: its own solutions alone, to the gate of publishing', async () => {
	let r = await region.get(NEW);
	assert.match(r.text, /value="24000000 Ивановская область"/);
	const body = over => fill(r.text, NEW, { title: 'Паводок в посёлке', situation: 'Вода подошла к домам, людей надо предупредить.', owner: 'Дежурная служба',
		topic: 'improvement', level: 'regional', 'steps-n': '1', 'steps-0-code': '', 'steps-0-title': 'Предупредить', ...over });
	assert.match((await region.post(NEW, body({ place: '' }))).text, /заводит федеральный куратор/);
	assert.match((await region.post(NEW, body({ place: 'Владимирская область' }))).text, /чужая территория/);
	assert.equal((await region.post(NEW, body({}))).headers.location, desk('pavodok-v-poselke'));
	r = await checked(region, 'pavodok-v-poselke');
	assert.ok(!r.text.includes('value="published"'), 'no gate for who may not open it');
	await go(region, 'pavodok-v-poselke', 'published');
	assert.equal(await one("SELECT state FROM solutions_solution WHERE key = 'pavodok-v-poselke'"), '0');
	r = await go(region, 'pavodok-v-poselke', 'review');
	assert.match(words(r.text), /Решение отдано на проверку .*ждёт федерального куратора/);
	assert.match(words((await curator.get('/solutions/curate')).text), /На проверке 1 .*Паводок в посёлке Ивановская область/);
	assert.match(words((await go(curator, 'pavodok-v-poselke', 'published')).text), /Решение опубликовано/);
	assert.equal((await region.post(`${desk('pavodok-v-poselke')}/edit`, await form(region, `${desk('pavodok-v-poselke')}/edit`, { 'steps-0-note': 'Сиреной.' }))).status, 303);
	/* somebody else's */
	r = await region.get(desk(KEY));
	assert.match(words(r.text), /Вы можете смотреть, но не править/);
	assert.equal((await region.get(`${desk(KEY)}/edit`)).status, 303);
	const was = await one(`SELECT rev FROM solutions_solution WHERE key = '${KEY}'`);
	for (const [path, more] of [['edit', { title: 'Чужое' }], ['state', { to: 'archived' }], ['checked', {}]])
		assert.equal((await region.post(`${desk(KEY)}/${path}`, { csrf: await tokenOf(region), ...more })).status, 303, path);
	assert.equal(await one(`SELECT rev FROM solutions_solution WHERE key = '${KEY}'`), was);
	assert.ok(!(await region.get('/solutions/curate?state=published')).text.includes(desk(KEY)));
});

test('away and back: the archive stays at its address, a checklist goes on', async () => {
	let r = await go(curator, KEY, 'archived');
	assert.match(words(r.text), /Решение убрано в архив/);
	assert.match(words((await guest.get(`/solutions/${KEY}`)).text), /Решение в архиве/);
	assert.ok(!(await guest.get('/solutions')).text.includes(`/solutions/${KEY}"`));
	assert.match(words((await go(curator, KEY, 'review')).text), /Так состояние решения не меняется/);
	assert.match(words((await go(curator, KEY, 'published')).text), /Решение опубликовано/);
	assert.match(words((await curator.get(desk(KEY))).text), /Работают по решению пока никто/);
	const page = `/solutions/${KEY}/start`;
	r = await employee.post(page, await form(employee, page));
	assert.equal(r.status, 303);
	const list = r.headers.location;
	await curator.post(`${desk(KEY)}/edit`, await form(curator, `${desk(KEY)}/edit`, { 'steps-0-note': 'Ещё и громкая связь.' }));
	assert.match(words((await curator.get(desk(KEY))).text), /списков: 1, из них по прежней версии: 1/);
	assert.match(words((await employee.get(list)).text), /изменится: пояснение/);
	/* who works by it is told, once a version, and so is who follows it; whose hand it was is not */
	const version = await one(`SELECT version FROM solutions_solution WHERE key = '${KEY}'`);
	const told = new RegExp(`Готовое решение изменилось .*Вышла версия ${version}: что изменилось`);
	assert.match(words((await employee.get('/alerts')).text), told);
	assert.doesNotMatch(words((await curator.get('/alerts')).text), /Вышла версия/);
	r = await region.submit(`/alerts/new?what=${encodeURIComponent(`/solutions/${KEY}`)}`, { every: 'day' }, { form: '/alerts/new' });
	assert.match(words(r.text), /Подписка оформлена/);
	assert.ok((await guest.get(`/solutions/${KEY}`)).text.includes(`/alerts/new?what=${encodeURIComponent(`/solutions/${KEY}`)}`));
	for (const gone of ['/solutions/net', '/solutions/na-proverke', '/solutions/work'])
		assert.match(words((await region.get(`/alerts/new?what=${encodeURIComponent(gone)}`)).text), /следить нельзя/, gone);
	await curator.post(`${desk(KEY)}/edit`, await form(curator, `${desk(KEY)}/edit`, { 'steps-0-note': 'И громкая связь, и смс.' }));
	assert.equal((await run(BIN, ['jobs', '--db', site.db, 'run'])).status, 0);
	if (process.env.VECHE_TEST_DB === 'pg')
		await pause(1100); /* what another process has committed is seen within a second */
	assert.match(words((await region.get('/alerts')).text), new RegExp(`Вышла версия ${Number(version) + 1}: что изменилось`));
	assert.equal(words((await employee.get('/alerts')).text).match(/Вышла версия/g).length, 2);
});

test('a file does not write over a curator’s hand, until it has seen it', async () => {
	const lines = await exported(), line = lines.find(l => l.key === KEY), stale = { ...line, sum: lines[0].sum, title: 'Сосули из файла' };
	let r = await load([stale]);
	assert.equal(r.status, 3);
	assert.match(r.problems[0].reason, /правили на портале/);
	assert.equal((await load([line])).same, 1, 'unchanged, it is the same');
	const { sum, ...bare } = line;
	assert.equal((await load([{ ...bare, title: 'Сосули без суммы' }])).bad, 1);
	assert.equal((await load([{ ...line, title: 'Сосули из файла' }])).changed, 1, 'made of what the portal has now');
	assert.equal((await load([{ ...bare, title: 'Сосули ещё раз' }])).changed, 1, 'the last hand was a file’s');
	assert.match(words((await curator.get(`${desk(KEY)}/history`)).text), /импорт .*Сосули/);
	/* the demonstration gives way too */
	const at = `${desk('yama')}/edit`;
	assert.equal((await curator.post(at, await form(curator, at, { owner: 'Дорожный отдел' }))).status, 303);
	const demo = await run(BIN, ['import', '--db', site.db, '--json', 'solutions', 'demo/solutions/solutions.jsonl']);
	assert.equal(JSON.parse(demo.out).bad, 0, demo.out);
	assert.equal(await one("SELECT owner FROM solutions_solution WHERE key = 'yama'"), 'Дорожный отдел');
	await checked(curator, 'tos');
	await go(curator, 'svalka', 'archived');
	await run(BIN, ['import', '--db', site.db, '--json', 'solutions', 'demo/solutions/solutions.jsonl']);
	assert.equal(await one("SELECT COUNT(*) FROM solutions_solution WHERE key = 'tos' AND checked IS NOT NULL"), '1', 'nor is a check undone');
	assert.equal(await one("SELECT state FROM solutions_solution WHERE key = 'svalka'"), '2', 'nor what was put away');
	/* review goes out and in */
	await go(region, 'pavodok-v-poselke', 'archived');
	assert.equal((await load([{ ...bare, key: 'na-proverke', state: 'review' }])).added, 1);
	assert.equal((await exported()).find(l => l.key === 'na-proverke').state, 'review');
	assert.equal((await guest.get('/solutions/na-proverke')).status, 404);
});

test('pages in a browser, with the keyboard too', { skip: process.env.VECHE_TEST_DB === 'pg' && 'the same pages on both' }, async () => {
	const b = await launch();
	try {
		const context = contextOf(curator);
		for (const path of ['/solutions/curate', '/solutions/curate?state=archived', NEW, desk(KEY), `${desk(KEY)}/edit`, `${desk(KEY)}/history`])
			await checkPage(await b.once(`${site.base}${path}`, { context }));
	} finally {
		await b.close();
	}
});
