// A question to a lawyer from the asking to the answer: who sees it, who acts, terms, letters.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { OTHER_PLACE, PLACE, REGION, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

const PASS = 'pass-Word-for-tests-7';
/* Roles that the demonstration has only on the whole country, held where the questions are. */
const PEOPLE = [
	['colleague', 'EMPLOYEE', PLACE], ['local', 'LAWYER', PLACE], ['local2', 'LAWYER', PLACE], ['regional', 'LAWYER', REGION],
	['foreign', 'LAWYER', OTHER_PLACE], ['foreignadmin', 'MUNI_ADMIN', OTHER_PLACE], ['juror', 'JUROR', PLACE],
];
let site, who;
const one = async text => (await sql(site.db, text))[0]?.[0];
const veche = (...args) => run(BIN, [args[0], '--db', site.db, ...args.slice(1)], { input: `${PASS}\n` });
const letters = async key => Number(await one(`SELECT COUNT(*) FROM outbox WHERE k LIKE '${key}'`));

before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	who = {};
	for (const [name, role, place] of PEOPLE) {
		assert.equal((await veche('user', 'add', `${name}@example.org`, '--name', `Проверка ${name}`)).status, 0);
		assert.equal((await veche('user', 'grant', `${name}@example.org`, '--role', role, '--place', place)).status, 0);
		who[name] = await signIn(site, `${name}@example.org`, PASS);
	}
	for (const name of ['specialist', 'muni', 'region', 'resident', 'curator', 'lawyer'])
		who[name] = await signIn(site, `${name}@veche.demo`);
});
after(() => site?.stop());

const TITLE = 'Можно ли продлить срок ответа на обращение жителя';
const TEXT = 'Житель прислал обращение о ремонте дороги, нужны сведения от подрядчика. Можно ли продлить срок и как уведомить?';
async function ask(c = who.specialist, more = {}) {
	const r = await c.submit('/law/questions/new', { title: TITLE, text: TEXT, ...more }, { form: '/law/questions' });
	assert.equal(r.status, 200, r.text.slice(0, 3000));
	return Number(r.url.match(/\/law\/questions\/(\d+)$/)[1]);
}
const act = (c, id, what, more = {}) => c.submit(`/law/questions/${id}`, { do: what, ...more },
	{ form: `/law/${['claim', 'release', 'back', 'answer', 'pass'].includes(what) ? 'queue' : 'questions'}/${id}` });
/* Past what the page offers: the route itself. */
const force = async (c, id, data, base = 'queue') => c.post(`/law/${base}/${id}`, { csrf: await tokenOf(c), ...data });
const row = async id => (await sql(site.db, `SELECT state, COALESCE(lawyer, 0), at_place, due, COALESCE(up_on, 0), answer FROM law_question WHERE id = ${id}`))[0];
const state = async id => Number((await row(id))[0]);

test('a question is asked: what is wrong is said, nothing typed is lost, personal data is told of', async () => {
	const c = who.specialist, short = await c.submit('/law/questions/new', { title: 'Ой', text: 'мало', consent: '1' }, { form: '/law/questions' });
	assert.equal(short.status, 422);
	assert.match(short.text, /id="e-title"/);
	assert.match(short.text, />\s*мало<\/textarea>/);
	assert.match(short.text, /name="consent" value="1" checked/);
	assert.deepEqual(await validate(short.text, 'new'), []);
	const personal = { title: TITLE, text: `${TEXT} Телефон жителя +7 900 123-45-67, почта zhitel@example.ru.` };
	const warned = await c.submit('/law/questions/new', personal, { form: '/law/questions' });
	assert.equal(warned.status, 422);
	assert.match(warned.text, /Похоже на личные данные[^]*\+7 900 123-45-67[^]*zhitel@example\.ru/);
	assert.match(warned.text, /id="f-sure"/);
	assert.deepEqual(await validate(warned.text, 'warned'), []);
	assert.equal(await one('SELECT COUNT(*) FROM law_question WHERE demo = 0'), '0');
	const foreign = await c.submit('/law/questions/new', { title: TITLE, text: TEXT, place: OTHER_PLACE }, { form: '/law/questions' });
	assert.equal(foreign.status, 422);
	assert.match(foreign.text, /id="e-place"/);
	assert.equal((await c.submit('/law/questions/new', { title: TITLE, text: TEXT, topic: '99999' }, { form: '/law/questions' })).status, 422);
	const id = await ask(c, { ...personal, sure: '1' });
	assert.equal(await state(id), 1);
	assert.match((await c.get('/law/questions')).text, new RegExp(`href="/law/questions/${id}"`));
	assert.equal(await letters(`law.new:${id}:%`), 2, 'both lawyers of the municipality, nobody else');
	assert.match((await (await signIn(site, 'muni@veche.demo')).get('/law/questions')).text, /Вы ещё ничего не спрашивали/);
	assert.equal((await who.resident.get('/law/questions/new')).status, 403);
	assert.equal((await site.client().get('/law/questions')).status, 303);
	await act(c, id, 'withdraw', { sure: '1' });
	assert.equal(await state(id), 5);
	assert.equal((await act(c, await ask(), 'withdraw')).status, 422, 'withdrawing asks first');
});

test('nobody outside of the two territories sees it, by page, by list or by a guessed number', async () => {
	const id = await ask(), path = `/law/questions/${id}`;
	for (const name of ['specialist', 'local', 'local2', 'regional', 'muni', 'region', 'curator', 'lawyer'])
		assert.equal((await who[name].get(path)).status, 200, name);
	for (const name of ['colleague', 'foreign', 'foreignadmin', 'juror']) {
		assert.equal((await who[name].get(path)).status, 404, name);
		for (const what of ['reply', 'withdraw', 'rate', 'consent'])
			assert.equal((await force(who[name], id, { do: what, sure: '1', rating: '5', reply: TEXT }, 'questions')).status, 404, `${name} ${what}`);
	}
	for (const name of ['foreign', 'foreignadmin'])
		for (const what of ['claim', 'release', 'back', 'answer', 'pass'])
			assert.equal((await force(who[name], id, { do: what, answer: TEXT, back: TEXT, reason: TEXT, other: OTHER_PLACE })).status, 404, `${name} ${what}`);
	assert.equal((await who.resident.get(path)).status, 403);
	for (const name of ['colleague', 'juror'])
		assert.equal((await who[name].get('/law/queue')).status, 403, name);
	assert.equal((await site.client().get(path)).status, 303);
	for (const tab of ['open', 'waits', 'mine', 'asked', 'answered', 'passed'])
		assert.ok(!(await who.foreign.get(`/law/queue?state=${tab}`)).text.includes(path), tab);
	for (const name of ['local', 'regional', 'lawyer'])
		assert.ok((await who[name].get('/law/queue')).text.includes(`"${path}"`), name);
	assert.ok(!(await who.foreign.get('/search?q=' + encodeURIComponent('продлить срок ответа'))).text.includes('/law/questions'));
	// a lawyer of the territory sees and acts, the asker's own hands are not the lawyer's
	assert.equal((await force(who.local, id, { do: 'withdraw', sure: '1' }, 'questions')).status, 303);
	assert.equal(await state(id), 1);
});

test('claimed by one: another is refused; given back, asked back, answered, rated', async () => {
	const id = await ask();
	await act(who.local, id, 'claim');
	assert.equal(await state(id), 2);
	assert.doesNotMatch((await who.local2.get(`/law/questions/${id}`)).text, /value="claim"|value="answer"|value="pass"/);
	for (const data of [{ do: 'claim' }, { do: 'answer', answer: TEXT }, { do: 'back', back: TEXT }, { do: 'release' }, { do: 'pass', reason: TEXT, other: OTHER_PLACE }]) {
		const before = await row(id);
		assert.equal((await force(who.local2, id, data)).status, 303, data.do);
		assert.deepEqual(await row(id), before, data.do);
	}
	await act(who.local, id, 'release');
	assert.equal(await state(id), 1);
	await act(who.local2, id, 'claim');
	assert.equal((await act(who.local2, id, 'back', { back: 'а' })).status, 422);
	await act(who.local2, id, 'back', { back: 'Когда поступило обращение?' });
	assert.equal(await state(id), 3);
	const asked = await who.specialist.get(`/law/questions/${id}`);
	assert.match(asked.text, /Когда поступило обращение\?/);
	assert.match((await who.specialist.get('/law/questions')).text, /ждёт вашего уточнения/);
	const [, , , due] = await row(id);
	await sql(site.db, `UPDATE law_question SET paused = paused - 14 WHERE id = ${id}`);
	await act(who.specialist, id, 'reply', { reply: 'Обращение поступило 2 ноября' });
	const [s, , , due2] = await row(id);
	assert.equal(s, '2');
	assert.ok(Number(due2) - Number(due) >= 11, 'the days of waiting are not the lawyer’s');
	assert.equal((await act(who.local2, id, 'answer', { answer: 'коротко' })).status, 422);
	await act(who.local2, id, 'answer', { answer: 'Можно, не более чем на 30 дней: часть 2 статьи 12 Федерального закона от 2 мая 2006 г. № 59-ФЗ.\nЖителя нужно уведомить <сразу>.' });
	const page = (await who.specialist.get(`/law/questions/${id}`)).text;
	assert.match(page, /<a class="v-cite v-cite--long" href="\/law\/ru\/fz\/2006-05-02\/59\/st-12\/ch-2#ch-2">часть? 2 статьи 12/);
	assert.match(page, /ст\. 12 ч\. 2, [^<]*59-ФЗ/);
	assert.match(page, /&lt;сразу&gt;/);
	assert.equal(await letters('law.step:%'), await letters('law.step:%'));
	assert.ok(Number(await one("SELECT COUNT(*) FROM outbox WHERE subject LIKE '%ответил на ваш вопрос%'")) >= 1);
	assert.equal((await act(who.specialist, id, 'rate')).status, 422, 'no choice');
	await act(who.specialist, id, 'rate', { rating: '5' });
	assert.match((await who.local2.get(`/law/questions/${id}`)).text, /помог полностью/);
	assert.equal((await force(who.specialist, id, { do: 'rate', rating: '6' }, 'questions')).status, 422);
	assert.equal((await force(who.specialist, id, { do: 'withdraw', sure: '1' }, 'questions')).status, 303);
	assert.equal(await state(id), 4, 'an answered question is not withdrawn');
	for (const a of ['ask', 'claim', 'release', 'back', 'reply', 'answer', 'rate'])
		assert.ok(Number(await one(`SELECT COUNT(*) FROM audit WHERE action = 'law.${a}' AND object = 'law_question:${id}'`)) >= 1, a);
	const log = (await (await signIn(site, 'admin@veche.demo')).get('/admin/audit')).text;
	assert.match(log, /ответил на вопрос муниципалитета/);
	assert.ok(!(await one(`SELECT COUNT(*) FROM audit WHERE detail LIKE '%обращени%'`) > 0), 'no words of the question in the log');
});

test('passed on to another territory and up: those see it then, and only then', async () => {
	const id = await ask(), path = `/law/questions/${id}`;
	assert.equal((await act(who.local, id, 'pass', { reason: 'У нас нет такого опыта' })).status, 422, 'where to');
	assert.equal((await act(who.local, id, 'pass', { reason: 'У нас нет такого опыта', other: 'Нетакогогорода' })).status, 422);
	assert.equal((await who.foreign.get(path)).status, 404);
	await act(who.local, id, 'pass', { reason: 'У соседей такое уже было', other: OTHER_PLACE });
	assert.equal((await who.foreign.get(path)).status, 200);
	assert.ok((await who.foreign.get('/law/queue')).text.includes(`"${path}"`));
	assert.ok((await who.local.get('/law/queue?state=passed')).text.includes(`"${path}"`), 'the asker’s side still sees it');
	assert.equal((await force(who.local, id, { do: 'claim' })).status, 303);
	assert.equal(await state(id), 1, 'but does not act');
	await act(who.foreign, id, 'claim');
	assert.equal(await state(id), 2);
	await act(who.foreign, id, 'pass', { reason: 'Лучше знают в регионе', other: REGION });
	assert.equal((await who.foreign.get(path)).status, 404, 'passed away, out of sight');
	await act(who.regional, id, 'claim');
	assert.equal(await state(id), 2);
});

test('overdue goes up by the job, a claim that lapsed goes back; once, with letters', async () => {
	const late = await ask(), held = await ask(), fresh = await ask();
	await act(who.local, held, 'claim');
	await sql(site.db, `UPDATE law_question SET claimed = claimed - 500000 WHERE id = ${held}`);
	await sql(site.db, `UPDATE law_question SET due = due - 30, up_on = up_on - 30 WHERE id = ${late}`);
	const before = await row(fresh), at = (await row(late))[2];
	const job = async () => { const r = await veche('jobs', 'run'); assert.equal(r.status, 0, r.err); };
	await sql(site.db, "DELETE FROM job_schedule WHERE kind = 'law.terms'");
	await job();
	assert.equal(await state(held), 1);
	assert.notEqual((await row(late))[2], at);
	assert.equal(await one(`SELECT code FROM places_place WHERE id = ${(await row(late))[2]}`), REGION);
	assert.deepEqual(await row(fresh), before);
	assert.equal(await one(`SELECT COUNT(*) FROM law_step WHERE question = ${late} AND kind = 8`), '1');
	assert.match((await who.regional.get('/law/queue?late=1')).text, new RegExp(`"/law/questions/${late}"`));
	assert.ok(Number(await one("SELECT COUNT(*) FROM outbox WHERE subject = 'Вопрос юристу просрочен'")) >= 1);
	await sql(site.db, `UPDATE law_question SET up_on = 1 WHERE id = ${late}`);
	const region = (await row(late))[2];
	await sql(site.db, "DELETE FROM job_schedule WHERE kind = 'law.terms'");
	await job();
	assert.notEqual((await row(late))[2], region, 'then to the whole country');
	assert.equal((await row(late))[4], '0', 'nobody is above');
	assert.equal((await who.specialist.get(`/law/questions/${late}`)).status, 200);
});

test('the queue: tabs, topics, pages, nothing found', async () => {
	const [[topic]] = await sql(site.db, 'SELECT id FROM topic WHERE parent IS NOT NULL ORDER BY id');
	const parent = await one(`SELECT parent FROM topic WHERE id = ${topic}`), id = await ask(who.specialist, { topic });
	for (const t of [topic, parent])
		assert.ok((await who.local.get(`/law/queue?topic=${t}`)).text.includes(`"/law/questions/${id}"`), t);
	const other = await one(`SELECT id FROM topic WHERE id <> ${topic} AND parent IS NOT NULL AND parent <> ${parent} ORDER BY id`);
	assert.match((await who.local.get(`/law/queue?topic=${other}`)).text, /Таких вопросов нет/);
	assert.equal((await who.local.get('/law/queue?page=99999&topic=x&state=y&late=z')).status, 200);
	for (let i = 0; i < 31; i++)
		await sql(site.db, `INSERT INTO law_question (asker, place, at_place, title, text, state, due, created, updated) SELECT asker, place, at_place, 'Строка списка ${i}', text, 1, due + ${i}, created, updated FROM law_question WHERE id = ${id}`);
	const first = await who.local.get('/law/queue'), next = first.text.match(/href="(\/law\/queue\?[^"]*page=2)"/)[1].replaceAll('&amp;', '&');
	assert.match((await who.local.get(next)).text, /Назад/);
	const mine = await who.specialist.get('/law/questions'), older = mine.text.match(/href="(\/law\/questions\?before=\d+)"/)[1];
	assert.match((await who.specialist.get(older)).text, /<li class="v-item">/);
	assert.equal((await who.specialist.submit('/law/questions/new', { title: TITLE, text: TEXT }, { form: '/law/questions' })).status, 422, 'too many wait');
	await sql(site.db, "DELETE FROM law_question WHERE title LIKE 'Строка списка%'");
});

/* An answered question whose author allowed the answer to be published. */
async function answered(answer = 'Да, на 30 дней: часть 2 статьи 12 Федерального закона от 2 мая 2006 г. № 59-ФЗ. Уведомите Петрову А. Б.') {
	const id = await ask(who.specialist, { consent: '1' });
	await act(who.local, id, 'claim');
	await act(who.local, id, 'answer', { answer });
	return id;
}
const copy = (c, id, data, index = 0) => c.submit(`/law/publish/${id}`, data, { form: index });

test('an answer for everybody: consent, an edited copy, another pair of eyes, the base; and back', async () => {
	const id = await answered(), path = `/law/publish/${id}`;
	for (const name of ['foreign', 'foreignadmin'])
		assert.equal((await who[name].get(path)).status, 404, name);
	assert.equal((await who.colleague.get(path)).status, 403);
	assert.match((await who.local.get(path)).text, /Автор не разрешил публиковать/);
	const text = { title: TITLE, asked: TEXT, answer: 'Да, на 30 дней: часть 2 статьи 12 Федерального закона от 2 мая 2006 г. № 59-ФЗ.' };
	const send = (c, data) => tokenOf(c).then(csrf => c.post(path, { csrf, ...data }));
	await send(who.local, { do: 'send', ...text });
	assert.equal(await one(`SELECT COUNT(*) FROM law_answer WHERE question = ${id}`), '0', 'not without consent, though it was said with the question');
	await act(who.specialist, id, 'consent');
	const edit = await who.local.get(path);
	assert.match(edit.text, /\[фамилия с инициалами\]/);
	assert.deepEqual(await validate(edit.text, path), []);
	assert.equal((await send(who.local, { do: 'send', ...text, title: 'Ой' })).status, 422);
	await send(who.local, { do: 'send', ...text });
	assert.equal(await one(`SELECT state FROM law_answer WHERE question = ${id}`), '2');
	await send(who.local, { do: 'publish', sure: '1' });
	assert.equal(await one(`SELECT state FROM law_answer WHERE question = ${id}`), '2', 'who wrote it does not review it');
	await send(who.foreign, { do: 'publish', sure: '1' });
	assert.equal((await send(who.local2, { do: 'publish' })).status, 422, 'read it first');
	await send(who.local2, { do: 'return', remark: 'Название улицы лишнее' });
	assert.match((await who.local.get(path)).text, /Название улицы лишнее/);
	await send(who.local, { do: 'send', ...text });
	await send(who.local2, { do: 'publish', sure: '1' });
	const [[no, entry]] = await sql(site.db, `SELECT id, entry FROM law_answer WHERE question = ${id} AND state = 3`);
	const guest = site.client(), url = `/law/answers/${no}`, page = await guest.get(url);
	assert.equal(page.status, 200);
	assert.match(page.text, /ст\. 12 ч\. 2/);
	assert.ok(!/Петров|Тейково|\/law\/questions\/\d/.test(page.text), 'nothing of whose question it was');
	assert.equal((await guest.get(url, { headers: { 'if-none-match': page.headers.etag } })).status, 304);
	assert.deepEqual(await validate(page.text, url), []);
	assert.ok((await guest.get('/law/answers')).text.includes(`"${url}"`));
	assert.equal(await one(`SELECT COUNT(*) FROM entry WHERE id = ${entry} AND kind = 16 AND state = 1 AND see = 0`), '1');
	await veche('rebuild', 'search');
	assert.ok((await guest.get('/law/answers?q=' + encodeURIComponent('продлить срок ответа'))).text.includes(`"${url}"`), 'found by words');
	assert.ok((await guest.get('/search?q=' + encodeURIComponent('продлить срок ответа'))).text.includes(`"${url}"`), 'and in the portal’s search');
	assert.match((await guest.get('/law/answers?q=zzzzqq')).text, /Таких ответов нет/);
	assert.equal((await guest.get('/law/answers?q=%FF&topic=-1&page=0')).status, 200);
	await act(who.specialist, id, 'refuse');
	assert.equal((await guest.get(url)).status, 404, 'consent taken back');
	assert.ok(!(await guest.get('/law/answers')).text.includes(`"${url}"`));
	assert.equal(await one(`SELECT state FROM entry WHERE id = ${entry}`), '3');
	for (const a of ['draft', 'review', 'publish', 'refuse'])
		assert.ok(Number(await one(`SELECT COUNT(*) FROM audit WHERE action = 'law.${a}'`)) >= 1, a);
});

test('who asked is erased: their open questions are withdrawn, the answered stay without a name', async () => {
	assert.equal((await veche('user', 'add', 'gone@example.org', '--name', 'Уходящий')).status, 0);
	assert.equal((await veche('user', 'grant', 'gone@example.org', '--role', 'EMPLOYEE', '--place', PLACE)).status, 0);
	const gone = await signIn(site, 'gone@example.org', PASS), id = await ask(gone);
	assert.match((await gone.get('/account/data/whole')).text, new RegExp(TITLE));
	assert.equal((await veche('user', 'erase', 'gone@example.org', '--allow')).status, 0);
	assert.equal(await one(`SELECT state FROM law_question WHERE id = ${id} AND asker IS NULL`), '5');
});

test('pages in a browser', async () => {
	const b = await launch();
	try {
		const id = await ask();
		for (const [name, path] of [['specialist', '/law/questions'], ['specialist', '/law/questions/new'], ['local', '/law/queue'], ['local', `/law/questions/${id}`]])
			await checkPage(await b.once(`${site.base}${path}`, { context: contextOf(who[name]) }));
		await act(who.local, id, 'claim');
		await checkPage(await b.once(`${site.base}/law/questions/${id}`, { context: contextOf(who.local) }));
		await act(who.local, id, 'answer', { answer: 'Да: часть 2 статьи 12 Федерального закона от 2 мая 2006 г. № 59-ФЗ.' });
		await checkPage(await b.once(`${site.base}/law/questions/${id}`, { context: contextOf(who.specialist) }));
		await act(who.specialist, id, 'consent');
		await checkPage(await b.once(`${site.base}/law/publish/${id}`, { context: contextOf(who.local) }));
		await copy(who.local, id, { do: 'send', title: TITLE, asked: TEXT });
		await checkPage(await b.once(`${site.base}/law/publish/${id}`, { context: contextOf(who.local2) }));
		await copy(who.local2, id, { do: 'publish', sure: '1' });
		const no = await one(`SELECT id FROM law_answer WHERE question = ${id} AND state = 3`);
		for (const path of ['/law/answers', `/law/answers/${no}`])
			await checkPage(await b.once(`${site.base}${path}`));
	} finally {
		await b.close();
	}
});
