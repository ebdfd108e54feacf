// Checklists of a municipality: started, ticked off, given to people, taken over to a later version; neighbours see nothing.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, launch, validate } from '../../../tests/harness/browser.mjs';
import { OTHER_PLACE, PLACE, signIn, sql } from '../../../tests/harness/demo.mjs';
import { csrfOf, unescape } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

const PASS = 'pass-Word-for-tests-7';
const yes = process.env.VECHE_TEST_DB === 'pg' ? 't' : '1';
let site, staff, list;
const one = async text => (await sql(site.db, text))[0]?.[0];
const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
/* The portal's own day: Moscow's. */
const today = () => Math.floor((Date.now() / 1000 + 3 * 3600) / 86400);
const field = day => new Date(day * 86400e3).toISOString().slice(0, 10).split('-').reverse().join('.');
const task = async (code, cols = '*') => (await sql(site.db, `SELECT ${cols} FROM solutions_task WHERE list = ${list} AND code = '${code}'`))[0];
const act = async (what, data = {}, c = staff) => c.post(`/solutions/work/${PLACE}/${list}`, { csrf: csrfOf((await c.get('/account')).text), do: what, ...data });
const onTask = async (code, what, data = {}) => {
	const id = await one(`SELECT id FROM solutions_task WHERE list = ${list} AND code = '${code}'`);
	return act(what, { task: id, ...Object.fromEntries(Object.entries(data).map(([k, v]) => [`${k}-${id}`, v])) });
};
async function user(email, role, place) {
	const veche = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: `${PASS}\n` });
	assert.equal((await veche('add', email, '--name', 'Проверка')).status, 0, email);
	assert.equal((await veche('grant', email, '--role', role, '--place', place)).status, 0);
	return signIn(site, email, PASS);
}

const STEPS = [{ code: 'a', title: 'Первый шаг', who: 'Специалист', term: 3, days: 'calendar', norm: 'Статья 12 Федерального закона № 59-ФЗ.' },
	{ code: 'b', title: 'Второй шаг', term: 5, days: 'calendar', from: 'previous' }, { code: 'v', title: 'Третий шаг' },
	{ code: 'g', title: 'Четвёртый шаг', term: 2, days: 'calendar', from: 'previous', template: { name: 'Акт.txt', text: 'Акт' } }];
async function load(steps) {
	const file = join(site.dir, 'one.jsonl');
	writeFileSync(file, JSON.stringify({ key: 'delo', title: 'Пробное дело', situation: 'Пробная ситуация для проверки списка дел.', topic: 'roads', steps }));
	const r = await run(BIN, ['import', '--db', site.db, 'solutions', file]);
	assert.equal(r.status, 0, r.err);
}

before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	staff = await signIn(site, 'specialist@veche.demo');
	await load(STEPS);
});
after(() => site?.stop());

test('the demonstration’s municipality has begun two; who works nowhere is told what to do', async () => {
	const r = await staff.get('/solutions/work');
	assert.equal(r.status, 200);
	assert.match(words(r.text), /Тейково.*Сделано: 1 из .*демонстрация.*Сделано: 2 из .*демонстрация/);
	assert.equal((r.text.match(/class="v-item"/g) ?? []).length, 2);
	assert.match((await staff.get('/solutions')).text, /href="\/solutions\/work"/);
	assert.doesNotMatch((await site.client().get('/solutions')).text, /href="\/solutions\/work"/);
	const lawyer = await signIn(site, 'lawyer@veche.demo');
	for (const path of ['/solutions/work', '/solutions/delo/start'])
		assert.match((await lawyer.get(path)).text, /Не сказано, где вы работаете/, path);
	assert.equal((await site.client().get('/solutions/delo/start')).status, 303, 'a guest signs in');
	assert.equal((await (await signIn(site, 'resident@veche.demo')).get('/solutions/delo/start')).status, 403);
});

test('it begins on a day: steps get their terms; the form says what is wrong and keeps what was typed', async () => {
	const csrf = csrfOf((await staff.get('/solutions/delo/start')).text), begin = data => staff.post('/solutions/delo/start', { csrf, place: PLACE, start: field(today()), ...data });
	for (const [data, text] of [[{ start: '' }, /Назовите день начала/], [{ start: '31.02' }, /Введите дату/], [{ start: field(today() - 400) }, /не дальше года/], [{ place: OTHER_PLACE }, /Выберите муниципалитет/],
		[{ place: '', start: 'x' }, /Выберите муниципалитет[^]*Введите дату/]]) {
		const r = await begin(data);
		assert.equal(r.status, 422, JSON.stringify(data));
		assert.match(r.text, text, JSON.stringify(data));
		assert.ok(data.start === undefined || r.text.includes(`name="start"`) && r.text.includes(`value="${data.start}"`), 'what was typed is there');
		assert.deepEqual(await validate(r.text, 'start'), []);
	}
	assert.equal(await one('SELECT COUNT(*) FROM solutions_list'), '2');
	const r = await begin();
	assert.equal(r.status, 303);
	list = Number(r.headers.location.split('/').at(-1));
	const due = async () => (await sql(site.db, `SELECT code, due FROM solutions_task WHERE list = ${list} ORDER BY no`)).map(([c, d]) => [c, d ? d - today() : null]);
	assert.deepEqual(await due(), [['a', 3], ['b', 8], ['v', null], ['g', 10]]);
	const page = await staff.get(r.headers.location);
	assert.match(words(page.text), /Пробное дело Сделано: 0 из 4\. .*Ближайший срок: .*3 дня.*Первый шаг до .*Образец: Акт\.txt/);
	assert.match(page.text, /href="\/law\/ru\/fz\/2006-05-02\/59\/st-12"/, 'the norm is a link');
	assert.deepEqual(await validate(page.text, 'list'), []);
	assert.match((await staff.get('/solutions/delo/start')).text, /У вас это уже начато/);
	assert.equal((await act('start', { start: 'вчера' })).status, 422);
	assert.equal((await act('start', { start: field(today() - 2) })).status, 303);
	assert.deepEqual(await due(), [['a', 1], ['b', 6], ['v', null], ['g', 8]]);
	assert.equal(await one("SELECT COUNT(*) FROM audit WHERE action IN ('solutions.start', 'solutions.move')"), '2');
});

test('a step is ticked off with who and when, and taken back; it has a person and a note', async () => {
	assert.match((await onTask('a', 'done')).headers.location, /#t-\d+$/);
	let page = words((await staff.get(`/solutions/work/${PLACE}/${list}`)).text);
	assert.match(page, /Шаг отмечен/);
	assert.match(page, /Сделано: 1 из 4\..*Первый шаг Сделано сегодня, \d\d?:\d\d, Специалист/);
	const again = await onTask('a', 'done');
	assert.match((await staff.get(again.headers.location)).text, /кто-то уже изменил/, 'done twice is done once');
	await onTask('a', 'undone');
	assert.deepEqual(await task('a', 'done, done_by'), ['', '']);
	const me = await one("SELECT id FROM account_user WHERE email = 'specialist@veche.demo'"), stranger = await one("SELECT id FROM account_user WHERE email = 'curator@veche.demo'");
	for (const [data, text] of [[{ person: stranger, remark: 'Слова' }, /Ответственного выбирают[^]*>Слова</], [{ person: 'x' }, /Ответственного выбирают/], [{ remark: 'я'.repeat(1001) }, /Слишком длинно/]]) {
		const r = await onTask('b', 'set', data);
		assert.equal(r.status, 422);
		assert.match(unescape(r.text.replace(/<textarea[^>]*>\n?/g, '>')), text);
		assert.deepEqual(await validate(r.text, 'set'), []);
	}
	assert.equal((await onTask('b', 'set', { person: me, remark: 'Ждём смету' })).status, 303);
	assert.deepEqual(await task('b', 'person, remark'), [me, 'Ждём смету']);
	page = words((await staff.get(`/solutions/work/${PLACE}/${list}`)).text);
	assert.match(page, /Второй шаг до .*Ответственный: Специалист\. Ждём смету/);
	await onTask('a', 'done');
	const foreign = await one('SELECT MIN(id) FROM solutions_task WHERE list = 1');
	const before = await one(`SELECT COUNT(*) FROM solutions_task WHERE done IS NOT NULL`);
	await act('done', { task: foreign });
	assert.equal(await one(`SELECT COUNT(*) FROM solutions_task WHERE done IS NOT NULL`), before, 'a step of another list stays');
});

test('a later version says what it changes; taken over, what is done stays as it was', async () => {
	const at = `/solutions/work/${PLACE}/${list}`;
	assert.doesNotMatch((await staff.get(at)).text, /Вышла новая версия/);
	await load([{ ...STEPS[2], title: 'Третий шаг иначе' }, { ...STEPS[0], title: 'Первый шаг иначе', term: 30 }, { ...STEPS[1], term: 9, norm: 'Статья 8 Федерального закона № 59-ФЗ.' }, { code: 'd', title: 'Пятый шаг', term: 1, days: 'calendar' }]);
	const r = await staff.get(at);
	assert.match(words(r.text), /Вышла новая версия решения Третий шаг иначе — изменится: название Второй шаг — изменится: срок, норма Пятый шаг — новый шаг Четвёртый шаг — шаг убран/);
	assert.match((await staff.get('/solutions/work')).text, /есть новая версия/);
	assert.deepEqual(await validate(r.text, 'newer'), []);
	assert.equal((await act('take')).status, 303);
	const rows = await sql(site.db, `SELECT code, title, due, done IS NULL FROM solutions_task WHERE list = ${list} ORDER BY no`);
	assert.deepEqual(rows.map(([c, t]) => [c, t]), [['v', 'Третий шаг иначе'], ['a', 'Первый шаг'], ['b', 'Второй шаг'], ['d', 'Пятый шаг']]);
	assert.deepEqual(rows.map(x => x[2] && x[2] - today()), ['', 1, 10, -1]);
	assert.deepEqual(await task('b', 'remark'), ['Ждём смету']);
	assert.match(words((await staff.get(at)).text), /просрочено на 1 день/);
	assert.match((await staff.get((await act('take')).headers.location)).text, /кто-то уже изменил/, 'nothing newer is there');
});

test('closed it does not change, and can be opened again; its terms stand in the municipality’s calendar', async () => {
	const made = await staff.submit(`/folder/${PLACE}/calendar`, { do: 'make' }, { form: `/folder/${PLACE}/calendar`, follow: false });
	const path = new URL(unescape(made.text.match(/value="([^"]+\.ics\?key=[^"]+)"/)[1])).search, ics = async () => (await site.client().get(`/folder/${PLACE}.ics${path}`)).text.replace(/\r\n /g, '');
	assert.match(await ics(), /SUMMARY:Пробное дело: Второй шаг/);
	assert.doesNotMatch(await ics(), /Первый шаг/, 'what is done is no term');
	assert.equal((await act('close')).status, 303);
	assert.doesNotMatch(await ics(), /Пробное дело/);
	await onTask('b', 'done');
	assert.deepEqual(await task('b', 'done IS NULL'), [yes]);
	const r = await staff.get(`/solutions/work/${PLACE}/${list}`);
	assert.match(r.text, /Вернуть в работу/);
	assert.doesNotMatch(r.text, /value="done"/);
	assert.equal((await act('open')).status, 303);
	assert.deepEqual((await sql(site.db, "SELECT DISTINCT action FROM audit WHERE action LIKE 'solutions.%' ORDER BY action")).flat(),
		['close', 'done', 'move', 'open', 'set', 'start', 'take', 'undone'].map(a => `solutions.${a}`));
});

test('nobody outside of the territory sees or changes it', async () => {
	const neighbour = await user('neighbour@example.org', 'MUNI_ADMIN', OTHER_PLACE), at = `/solutions/work/${PLACE}/${list}`;
	assert.equal((await neighbour.get(at)).status, 403);
	assert.equal((await act('close', {}, neighbour)).status, 403);
	assert.equal((await neighbour.get(at.replace(PLACE, OTHER_PLACE))).status, 404, 'by its number under one’s own place neither');
	assert.equal((await neighbour.post(at.replace(PLACE, OTHER_PLACE), { csrf: csrfOf((await neighbour.get('/account')).text), do: 'close' })).status, 404);
	assert.doesNotMatch((await neighbour.get('/solutions/work')).text, /Пробное дело|Тейково/);
	assert.match((await neighbour.get('/solutions/work')).text, /Здесь ещё ничего не начато/);
	assert.doesNotMatch((await neighbour.get('/solutions/delo/start')).text, /уже начато/);
	assert.equal((await site.client().get(at)).status, 303);
	for (const bad of ['0', 'x', '999', '-1'])
		assert.equal((await staff.get(`/solutions/work/${PLACE}/${bad}`)).status, 404, bad);
	assert.equal(await one(`SELECT state FROM solutions_list WHERE id = ${list}`), '0');
	assert.equal((await (await signIn(site, 'muni@veche.demo')).get(at)).status, 200, 'a colleague does');
});

test('who leaves takes the name away, the work stays', async () => {
	const leaver = await user('leaver@example.org', 'EMPLOYEE', PLACE), id = await one("SELECT id FROM account_user WHERE email = 'leaver@example.org'");
	await act('done', { task: await one(`SELECT id FROM solutions_task WHERE list = ${list} AND code = 'v'`) }, leaver);
	await onTask('b', 'set', { person: id, remark: '' });
	const { kept } = JSON.parse((await run(BIN, ['user', '--db', site.db, 'export', 'leaver@example.org'])).out);
	assert.deepEqual([kept.solutions.ticked[0].step, kept.solutions.steps[0].step, kept.solutions.started], ['Третий шаг иначе', 'Второй шаг', []]);
	assert.equal((await run(BIN, ['user', '--db', site.db, 'erase', 'leaver@example.org', '--allow'])).status, 0);
	assert.deepEqual(await task('b', 'person IS NULL'), [yes]);
	assert.deepEqual(await task('v', 'done_by'), [id]);
	assert.doesNotMatch((await staff.get(`/solutions/work/${PLACE}/${list}`)).text, /Проверка/);
});

test('pages in a browser', { skip: process.env.VECHE_TEST_DB === 'pg' && 'the same pages on both' }, async () => {
	const b = await launch();
	const context = { storageState: { origins: [], cookies: [...staff.jar].map(([name, value]) => ({ name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' })) } };
	try {
		for (const path of ['/solutions/work', '/solutions/delo/start', `/solutions/work/${PLACE}/1`])
			await checkPage(await b.open(site.base + path, { context }), { themes: ['light'] });
	} finally {
		await b.close();
	}
});
