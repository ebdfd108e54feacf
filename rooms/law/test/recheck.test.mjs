// A norm changes under a published text: it is marked, lawyers look at it anew, readers are told.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch } from '../../../tests/harness/browser.mjs';
import { MEASURES, OTHER_PLACE, PLACE, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { unescape } from '../../../tests/harness/http.mjs';
import { BIN, DB, run, start } from '../../../tests/harness/server.mjs';

const PASS = 'pass-Word-for-tests-7';
const PEOPLE = [['asker', 'EMPLOYEE', PLACE], ['local', 'LAWYER', PLACE], ['local2', 'LAWYER', PLACE], ['foreign', 'LAWYER', OTHER_PLACE]];
const NAME = 'Федерального закона от 01.01.2009 № 901-ФЗ', ACT = '/law/ru/fz/2009-01-01/901';
const ABOUT = ['--number', '901-ФЗ', '--title', 'О сверке ответов', '--kind', 'fz', '--adopted', '2009-01-01'];
const TITLE = 'Сколько дней даётся на ответ по новому порядку', TEXT = 'Житель написал по новому порядку. Сколько дней даётся на ответ?';
const ANSWER = `Тридцать дней: часть 1 статьи 2 ${NAME}.`, ANEW = `Теперь двадцать дней: часть 1 статьи 2 ${NAME}.`;
const dir = mkdtempSync(join(tmpdir(), 'veche-recheck-'));
const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/ /g, ' ').replace(/\s+/g, ' ');
const one = async text => (await sql(site.db, text))[0]?.[0];
let site, who, id, no, later = Math.floor(Date.now() / 1000), n = 0;

const veche = async args => {
	const r = await run(BIN, [args[0], '--db', site.db, ...args.slice(1)], { input: `${PASS}\n` });
	assert.equal(r.status, 0, r.err);
};
const file = rows => {
	const f = join(dir, `${++n}.jsonl`);
	writeFileSync(f, rows.map(r => JSON.stringify(r)).join('\n') + '\n');
	return f;
};
const edition = (days, since) => veche(['import', 'acts', ...ABOUT, '--edition', since, file([
	{ act: 'c901', article: '1', title: 'О чём', text: '1. Закон определяет порядок.' },
	{ act: 'c901', article: '2', title: 'Сроки', text: `1. ${days} дней.\n2. Сорок дней.` }])]);
const jobs = async (days = 0) => {
	later += 61 + days * 86400;
	assert.equal((await run(BIN, ['jobs', '--db', site.db, 'run'], { env: { ...process.env, VECHE_NOW: String(later) } })).status, 0);
	if (DB === 'pg') // what another process has committed is seen within a second (src/db/postgres.c)
		await new Promise(done => setTimeout(done, 1100));
};
/* Days of editions, in the portal's zone. */
const day = days => new Date((later + days * 86400 + 3 * 3600) * 1000).toISOString().slice(0, 10);
const dotted = iso => iso.split('-').reverse().join('.');
/* What the page offers is sent by hand: several forms stand on it. */
const send = async (c, data) => c.post(`/law/publish/${id}`, { csrf: await tokenOf(c), ...data });
const letters = key => one(`SELECT COUNT(*) FROM outbox WHERE k LIKE '${key}'`).then(Number);
const publicPage = async () => words((await site.client().get(`/law/answers/${no}`)).text);
const events = async c => words((await c.get('/alerts?show=all')).text);

before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	who = {};
	for (const [name, role, place] of PEOPLE) {
		await veche(['user', 'add', `${name}@example.org`, '--name', `Проверка ${name}`]);
		await veche(['user', 'grant', `${name}@example.org`, '--role', role, '--place', place]);
		who[name] = await signIn(site, `${name}@example.org`, PASS);
	}
	for (const name of ['resident', 'curator'])
		who[name] = await signIn(site, `${name}@veche.demo`);
	await edition('Тридцать', '2010-01-01');
	await veche(['import', 'measures', file([{ ...MEASURES[0], key: 'recheck', parent: undefined, title: 'Мера для сверки', what: `Порядок — по статье 2 ${NAME}.` }])]);
	await veche(['import', 'solutions', file([{ key: 'sverka', title: 'Ответить по новому порядку', situation: 'Пришло обращение по новому порядку.', level: 'federal',
		checked: day(-30), steps: [{ code: 'otvet', title: 'Ответить', who: 'Специалист', norm: `статья 2 ${NAME}` }] }])]);
	const asked = await who.asker.submit('/law/questions/new', { title: TITLE, text: TEXT }, { form: '/law/questions' });
	id = Number(asked.url.match(/\/law\/questions\/(\d+)$/)[1]);
	const at = async (c, what, data, base = 'queue') => c.post(`/law/${base}/${id}`, { csrf: await tokenOf(c), do: what, ...data });
	await at(who.local, 'claim');
	await at(who.local, 'answer', { answer: ANSWER });
	await at(who.asker, 'consent', {}, 'questions');
	await send(who.local, { do: 'send', title: TITLE, asked: TEXT, answer: ANSWER });
	await send(who.local2, { do: 'publish', sure: '1' });
	no = await one(`SELECT id FROM law_answer WHERE question = ${id} AND state = 3`);
	await jobs();
});
after(async () => {
	await site?.stop();
	rmSync(dir, { recursive: true });
});

test('while the norm stands, nothing is marked', async () => {
	assert.doesNotMatch(await publicPage(), /ответ проверяется|История ответа/);
	assert.doesNotMatch((await who.local.get(`/law/publish/${id}`)).text, /value="same"|value="anew"/);
	assert.equal((await send(who.local2, { do: 'same', same: '1' })).status < 400, true);
	assert.equal(await one("SELECT COUNT(*) FROM audit WHERE action = 'law.recheck'"), '0');
	assert.ok(!(await who.local.get('/law/queue?state=check')).text.includes(`/law/publish/${id}`));
});

test('the norm changes: the answer is marked, lawyers of the place, who asked and who follows are told once', async () => {
	for (const what of [`/law/answers/${no}`, '/navigator/recheck']) {
		const r = await who.resident.submit(`/alerts/new?what=${encodeURIComponent(what)}`, { every: 'once' }, { form: '/alerts/new' });
		assert.match(words(r.text), /Подписка оформлена/, what);
	}
	{ // somebody works by the solution
		const page = await who.asker.get('/solutions/sverka/start');
		const r = await who.asker.submit('/solutions/sverka/start', {}, { form: '/solutions/sverka/start' });
		assert.equal(page.status, 200);
		assert.match(words(r.text), /Решение начато/);
	}
	const since = day(1);
	await edition('Двадцать пять', since);
	await jobs();
	assert.doesNotMatch(await publicPage(), /ответ проверяется/, 'not before it is in force');
	await jobs(2);
	await jobs();
	assert.match(await publicPage(), new RegExp(`Норма изменилась с ${dotted(since)}, ответ проверяется .*ст\\. 2.*901-ФЗ.* что изменилось`));
	assert.ok((await site.client().get(`/law/answers/${no}`)).text.includes(`${ACT}/compare?from=2010-01-01&amp;to=${since}&amp;article=st-2`));
	const queue = (await who.local2.get('/law/queue?state=check')).text;
	assert.ok(queue.includes(`"/law/publish/${id}"`));
	assert.match(words(queue), /норма изменилась/);
	assert.ok(!(await who.foreign.get('/law/queue?state=check')).text.includes(`/law/publish/${id}`));
	assert.equal(await letters('law.recheck:%'), 3, 'two lawyers and the one who asked');
	const told = await events(who.resident);
	assert.match(told, new RegExp(`Норма изменилась с ${dotted(since)}, ответ проверяется`));
	assert.match(told, new RegExp(`Норма, на которую ссылается текст, изменилась с ${dotted(since)}`));
	assert.equal(Number(await one("SELECT COUNT(*) FROM alerts_event WHERE k LIKE 'law.recheck:%'")), 3, 'the answer, the measure, the solution');
	/* who looks after the measure and the solution, and who works by it, though they follow nothing */
	const cited = new RegExp(`Норма, на которую ссылается текст, изменилась с ${dotted(since)}`, 'g');
	assert.equal((await events(who.curator)).match(cited)?.length, 2, 'the curator of both');
	assert.equal((await events(who.asker)).match(cited)?.length, 1, 'the solution that is at work');
	assert.equal((await events(who.foreign)).match(cited), null);
	assert.match(words((await site.client().get('/solutions/sverka')).text), new RegExp(`Норма, на которую ссылается решение, изменилась с ${dotted(since)}`));
	assert.match(words((await who.curator.get('/curation')).text), new RegExp(`Мера для сверки.*норма изменилась с ${dotted(since)}`));
});

test('a lawyer finds that it still holds: the mark goes, the history says so', async () => {
	assert.match((await who.local.get(`/law/publish/${id}`)).text, /value="same"/);
	for (const c of [who.foreign, who.asker])
		assert.ok((await send(c, { do: 'same', same: '1' })).status >= 300);
	const unsure = await send(who.local, { do: 'same' });
	assert.equal(unsure.status, 422);
	assert.match(unsure.text, /Отметьте, что сверили ответ с новой редакцией/);
	assert.match(await publicPage(), /ответ проверяется/);
	await send(who.local, { do: 'same', same: '1' });
	const page = await publicPage();
	assert.doesNotMatch(page, /ответ проверяется/);
	assert.match(page, /История ответа .*Проверен после изменения нормы с [\d.]+: по-прежнему верен/);
	assert.equal(await letters('law.checked:%'), 1);
	assert.equal(await one("SELECT COUNT(*) FROM audit WHERE action = 'law.recheck'"), '1');
	await jobs();
	assert.doesNotMatch(await publicPage(), /ответ проверяется/, 'and stays so');
});

test('it holds no more: one lawyer writes it anew, another passes it; the old words are kept', async () => {
	await edition('Двадцать', day(1));
	await jobs(2);
	assert.match(await publicPage(), /ответ проверяется/);
	const bad = await send(who.local, { do: 'anew', title: 'Ой', asked: TEXT, answer: ANEW });
	assert.equal(bad.status, 422);
	assert.match(bad.text, /id="e-title"/);
	assert.ok(bad.text.includes(`>${ANEW}</textarea>`) || bad.text.includes(ANEW), 'what was typed is there');
	await send(who.local, { do: 'anew', title: TITLE, asked: TEXT, answer: ANEW });
	assert.match(await publicPage(), /Тридцать дней/, 'the old words stand until the new are passed');
	assert.match(words((await who.local.get(`/law/publish/${id}`)).text), /Проверить его должен другой юрист/);
	await send(who.local, { do: 'pass', read: '1' });
	assert.match(await publicPage(), /Ответ юриста Тридцать дней/);
	assert.match((await who.local2.get(`/law/publish/${id}`)).text, /value="pass"/);
	assert.equal((await send(who.local2, { do: 'pass' })).status, 422, 'read it first');
	await send(who.local2, { do: 'drop' });
	assert.doesNotMatch((await who.local2.get(`/law/publish/${id}`)).text, /value="pass"/);
	await send(who.local, { do: 'anew', title: TITLE, asked: TEXT, answer: ANEW });
	if (DB === 'sqlite') {
		const b = await launch();
		try {
			for (const [path, c] of [[`/law/publish/${id}`, who.local2], ['/law/queue?state=check', who.local2], [`/law/answers/${no}`]])
				await checkPage(await b.once(site.base + path, c ? { context: contextOf(c) } : {}));
		} finally {
			await b.close();
		}
	}
	await send(who.local2, { do: 'pass', read: '1' });
	const page = await publicPage();
	assert.match(page, /Ответ юриста Теперь двадцать дней/);
	assert.doesNotMatch(page, /ответ проверяется/);
	assert.match(page, /Написан заново после изменения нормы с .*Прежний текст\. .*Тридцать дней/);
	assert.match(await one(`SELECT t.body FROM entry_text t JOIN law_answer a ON a.entry = t.entry WHERE a.id = ${no}`), /Теперь двадцать/);
	assert.equal(await letters('law.checked:%'), 2);
	await jobs();
	assert.match(await events(who.resident), /Ответ написан заново/);
	assert.doesNotMatch(await publicPage(), /ответ проверяется/);
});
