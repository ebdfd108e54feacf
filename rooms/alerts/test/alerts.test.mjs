// Following a measure, a filter, a municipality: what comes, by page and by letter, and how it ends.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch } from '../../../tests/harness/browser.mjs';
import { MEASURES, OTHER_PLACE, PLACE, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { forms } from '../../../tests/harness/http.mjs';
import { BIN, DB, run, start } from '../../../tests/harness/server.mjs';
import { smtp } from '../../../tests/harness/smtp.mjs';

const BASE = 'https://veche.example';
const day = n => new Date(Date.now() + 3 * 3600e3 + n * 86400e3).toISOString().slice(0, 10);	// local: Moscow
const strip = s => s.replace(/\s+/g, ' ');
/* When the next letters of the morning go where clocks are so many hours ahead of UTC. */
const nextEight = zone => (Math.floor((Date.now() / 1000 + (zone - 8) * 3600) / 86400) + 1) * 86400 - (zone - 8) * 3600;
let site, post, n = 0;

before(async () => {
	post = await smtp();
	site = await start({ demo: true, set: { ...post.settings, base_url: BASE } });
});
after(async () => {
	await site?.stop();
	await post?.stop();
});

/* One measure of our own, as an import brings it. */
const measure = (key, more = {}) => ({ ...MEASURES[0], key, title: `Проверка ${key}`, summary: 'Для проверки', closes: day(100), opens: day(-5),
	documents: [{ title: 'Заявка', required: true }], steps: [], rounds: [], contacts: [], parent: undefined, territories: [], topics: ['heritage'], amount_min: undefined, amount_max: 1000000, rule: { all: [] }, ...more });
async function bring(...rows) {
	const file = join(site.dir, `m${n++}.jsonl`);
	writeFileSync(file, rows.map(r => JSON.stringify(r)).join('\n') + '\n');
	return site.veche('import', 'measures', file);
}
/* What a killed portal was doing is free at once: nobody here waits for the end of its lease. */
async function crash() {
	await site.crash();
	await sql(site.db, 'UPDATE job SET lease = 1 WHERE state = 1');
}
/* Everything that is due is done: here, or by the portal that was quicker. */
async function jobs(now) {
	const r = await run(BIN, ['jobs', '--db', site.db, '--base_url', BASE, 'run'], { env: { ...process.env, ...now ? { VECHE_NOW: String(now) } : {} } });
	assert.ok([0, 4].includes(r.status), r.err);
	await until(async () => (await sql(site.db, `SELECT count(*) FROM job WHERE state IN (0, 1) AND run_at <= ${now ?? Math.floor(Date.now() / 1000)}`))[0][0] === '0', 'jobs come to their end');
}
async function until(fn, what, ms = 15_000) {
	for (const end = Date.now() + ms; !await fn();) {
		assert.ok(Date.now() < end, what);
		await new Promise(ok => setTimeout(ok, 30));
	}
}

async function follow(c, what, more = {}) {
	const fields = { csrf: await tokenOf(c), what, title: more.title ?? `за ${what}`.slice(0, 90), every: 'once', mail: '1', remind: '1', ...more };
	const r = await c.post('/alerts/new', Object.entries(fields).filter(([, v]) => v !== undefined));	// a box not ticked is not sent
	assert.equal(r.status, 303, r.text.slice(0, 3000));
	assert.equal(r.headers.location, '/alerts/subscriptions');
}
const to = email => post.letters.filter(l => l.to.includes(email));
async function letter(email, have) {
	await jobs();
	await until(() => to(email).length > have, `a letter to ${email}`);
	assert.equal(to(email).length, have + 1, `one letter more to ${email}`);
	return to(email).at(-1);
}
const outbox = () => sql(site.db, 'SELECT count(*) FROM outbox').then(r => Number(r[0][0]));

test('a new measure under a filter: one alert, one letter, in two parts and well-formed', async () => {
	const email = 'specialist@veche.demo', c = await signIn(site, email);
	await follow(c, '/navigator?topic=water&place=-', { title: 'Дороги & мосты «важно»' });
	await bring(measure('al-new', { topics: ['water'], title: 'Мост <новый> & «прочный»' }), measure('al-other', { topics: ['heat'] }));
	const l = await letter(email, 0);
	const { parsed, raw } = l, head = raw.toString('latin1').split('\r\n\r\n')[0];
	assert.equal(parsed.subject, 'Новая мера: Мост <новый> & «прочный»');
	assert.match(parsed.text, /Новое по подписке «Дороги & мосты «важно»»/);
	assert.match(parsed.text, /1\. Мост <новый> & «прочный»/);
	assert.ok(parsed.text.includes(`${BASE}/navigator/al-new`));
	assert.ok(parsed.html.includes('Мост &lt;новый&gt; &amp; «прочный»'));
	assert.ok(!parsed.text.includes('al-other'), 'what is not in the filter is not told');
	assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated');
	assert.equal(parsed.headers.get('content-type').value, 'multipart/alternative');
	assert.match(head, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
	assert.match(strip(head), new RegExp(`List-Unsubscribe: <${BASE}/alerts/stop/[0-9a-f]{40}>`));
	assert.match(head, /^Message-ID: <[^<>@\s]+@veche\.example>$/mi);
	assert.match(head, /^MIME-Version: 1\.0$/mi);
	assert.match(head, /^Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d/m);
	assert.equal(parsed.from.value[0].address, 'portal@veche.example');
	for (const line of raw.toString('latin1').split('\r\n')) {
		assert.ok(line.length <= 998, 'RFC 5322, 2.1.1');
		assert.ok(!/[\n\r]/.test(line), 'only CRLF ends a line');
		assert.ok(/^[\x00-\x7f]*$/.test(line), 'seven bits over the wire');
	}
	const page = await c.get('/alerts');
	assert.match(page.text, /Не прочитано: 1/);
	assert.ok(page.text.includes('Мост &lt;новый&gt; &amp; «прочный»'));
	assert.match((await c.get('/')).text, /Новое для вас: 1/);
});

test('a change is told with what was and what is', async () => {
	const email = 'lawyer@veche.demo', c = await signIn(site, email);
	await bring(measure('al-chg', { closes: '2027-03-01', amount_max: 1000000 }));
	await jobs();
	await follow(c, '/navigator/al-chg', { title: 'Одна мера' });
	await bring(measure('al-chg', { closes: '2027-04-15', amount_max: 2500000, documents: [{ title: 'Заявка', required: true }, { title: 'Смета', required: true }] }));
	const { parsed } = await letter(email, 0);
	assert.equal(parsed.subject, 'Мера изменилась: Проверка al-chg');
	assert.match(strip(parsed.text), /Срок подачи: было 1 марта 2027, стало 15 апреля 2027/);
	assert.match(strip(parsed.text), /Сумма, до: было 1 000 000 ₽, стало 2 500 000 ₽/);
	assert.match(parsed.text, /Новый документ: Смета/);
	const page = await c.get('/alerts');
	assert.match(strip(page.text), /Срок подачи. Было: <del>1 марта 2027<\/del>. Стало: <ins>15 апреля 2027<\/ins>/);
	assert.match(strip(page.text), /Новый документ: <ins>Смета<\/ins>/);
	assert.match(strip((await c.get('/navigator/al-chg')).text), /Срок подачи. Было: <del>[^<]*1 марта 2027[^<]*<\/del>. Стало: <ins>[^<]*15 апреля 2027[^<]*<\/ins>/);
	// the same row again, and one whose check date alone moved, say nothing
	const had = await outbox();
	await bring(measure('al-chg', { closes: '2027-04-15', amount_max: 2500000, checked: day(0), documents: [{ title: 'Заявка', required: true }, { title: 'Смета', required: true }] }));
	await jobs();
	assert.equal(await outbox(), had);
});

test('an event that fits three subscriptions comes once, by the swiftest', async () => {
	const email = 'expert@veche.demo', c = await signIn(site, email);
	await bring(measure('al-three'));
	await jobs();
	await follow(c, '/navigator?topic=heritage&place=-', { title: 'по неделям', every: 'week' });
	await follow(c, '/navigator?place=-', { title: 'на странице', mail: undefined });
	await follow(c, '/navigator/al-three', { title: 'сразу' });
	await bring(measure('al-three', { amount_max: 7000000 }));
	const { parsed } = await letter(email, 0);
	assert.match(parsed.text, /подписке «сразу»/);
	assert.deepEqual(await sql(site.db, `SELECT count(*) FROM alerts_item i JOIN account_user u ON u.id = i.user_id WHERE u.email = '${email}'`), [['1']]);
});

test('a daily letter waits for the morning, collects, is not sent empty; ten measures, then a number', async () => {
	const email = 'moderator@veche.demo', c = await signIn(site, email);
	await follow(c, '/navigator?q=собиратель&place=-', { title: 'За день', every: 'day' });
	await bring(...Array.from({ length: 13 }, (_, i) => measure(`al-day-${i}`, { title: `Собиратель ${i}` })));
	await jobs();
	assert.equal(to(email).length, 0, 'not yet');
	const morning = nextEight(3);
	await jobs(morning - 60);
	assert.equal(await sql(site.db, `SELECT count(*) FROM outbox WHERE dest = '${email}'`).then(r => r[0][0]), '0', 'a minute before eight');
	await jobs(morning + 5);
	await sql(site.db, 'UPDATE outbox SET next_at = 0 WHERE state = 0');	// the sender’s clock is today’s
	await until(() => to(email).length === 1, 'the morning letter');
	const { parsed } = to(email)[0];
	assert.equal(parsed.subject, '13 новостей: За день');
	assert.match(parsed.text, /\n10\. /);
	assert.doesNotMatch(parsed.text, /\n11\. /);
	assert.match(parsed.text, /И ещё 3 новости на странице оповещений/);
	assert.ok(parsed.text.indexOf('Собиратель 12') < parsed.text.indexOf('Собиратель 5'), 'newest first');
	assert.match(parsed.text, /Время в письме местное \(UTC\+3\)/);
	await jobs(morning + 86400 + 5);
	assert.deepEqual(await sql(site.db, `SELECT count(*) FROM outbox WHERE dest = '${email}'`), [['1']], 'nothing new: no letter');
});

test('a morning is that of the reader’s municipality', async () => {
	const email = 'expert@veche.demo', c = await signIn(site, email);
	const r = await c.post('/account/place', { csrf: await tokenOf(c), code: '30701000' });	// Petropavlovsk-Kamchatsky, UTC+12
	assert.equal(r.status, 303);
	await follow(c, '/navigator?q=камчатский-утренник&place=-', { title: 'Утром', every: 'day' });
	assert.deepEqual(await sql(site.db, "SELECT zone FROM alerts_sub WHERE title = 'Утром'"), [['720']]);
	await bring(measure('al-east', { title: 'Камчатский-утренник' }));
	await jobs();
	const eight = nextEight(12), letters = () => sql(site.db, `SELECT count(*) FROM outbox WHERE dest = '${email}' AND subject LIKE '%Камчатский-утренник%'`).then(x => x[0][0]);
	await jobs(eight - 60);
	assert.equal(await letters(), '0', 'a minute before eight there');
	await sql(site.db, 'UPDATE job_schedule SET next = 0');	// other tests have been in the days to come
	await jobs(eight + 5);
	assert.equal(await letters(), '1');
	const [[text]] = await sql(site.db, `SELECT replace(body, char(10), ' ') FROM outbox WHERE dest = '${email}' AND subject LIKE '%Камчатский-утренник%'`.replace('char(10)', DB === 'pg' ? 'chr(10)' : 'char(10)'));
	assert.match(text, /Время в письме местное \(UTC\+12\)/);
	const hour = (await c.get('/alerts')).text.match(/сегодня, (\d\d):\d\d/)?.[1] ?? (await c.get('/alerts')).text.match(/, (\d\d):\d\d/)[1];
	assert.equal(Number(hour), (new Date(Date.now() + 12 * 3600e3)).getUTCHours(), 'the page goes by the same clocks');
	await c.post('/account/place', { csrf: await tokenOf(c), code: PLACE });
});

test('reminders: 30, 14 and 3 days before, once each; a moved deadline reminds anew', async () => {
	const email = 'region@veche.demo', c = await signIn(site, email);
	await bring(measure('al-due', { closes: '2027-09-30' }));
	await jobs();
	await follow(c, '/navigator/al-due', { title: 'Сроки', mail: undefined });
	const noon = d => Date.parse(`${d}T09:00:00Z`) / 1000;
	const told = async () => (await sql(site.db, `SELECT v.due, v.k FROM alerts_item i JOIN alerts_event v ON v.id = i.event JOIN account_user u ON u.id = i.user_id
		WHERE u.email = '${email}' AND v.kind = 3 ORDER BY v.id`)).map(r => Number(r[1].split(':').at(-1)));
	for (const d of ['2027-08-25', '2027-08-31', '2027-08-31', '2027-09-01', '2027-09-16', '2027-09-17', '2027-09-27', '2027-09-28', '2027-09-30'])
		await jobs(noon(d)).then(() => sql(site.db, "UPDATE job_schedule SET next = 0"));
	assert.deepEqual(await told(), [30, 14, 3]);
	await bring(measure('al-due', { closes: '2027-10-30' }));
	await jobs(noon('2027-09-30'));
	await sql(site.db, 'UPDATE job_schedule SET next = 0');
	await jobs(noon('2027-10-16'));
	assert.deepEqual(await told(), [30, 14, 3, 30, 14], 'once more for the new day');
	await sql(site.db, 'UPDATE job_schedule SET next = 0');
});

test('one click ends the letters, without session and at once; the page goes on', async () => {
	const email = 'specialist@veche.demo', c = await signIn(site, email);
	const [had] = to(email), at = had.parsed.headers.get('list').unsubscribe.url.replace(BASE, '');
	const guest = site.client();
	const asked = await guest.get(at);
	assert.equal(asked.status, 200);
	assert.match(asked.text, /Больше не присылать писем по подписке «Дороги &amp; мосты «важно»»\?/);
	// a letter that waits in the outbox must not go any more: the sender is away
	await crash();
	await bring(measure('al-late', { topics: ['water'] }));
	await jobs();
	assert.deepEqual(await sql(site.db, `SELECT count(*) FROM outbox WHERE dest = '${email}' AND state = 0`), [['1']]);
	await sql(site.db, `UPDATE outbox SET next_at = ${Math.floor(Date.now() / 1000) + 3600} WHERE state = 0`);
	await site.revive();
	const r = await guest.post(at, { 'List-Unsubscribe': 'One-Click' });
	assert.equal(r.status, 200, 'no redirect');
	assert.match(r.text, /больше не будет/);
	assert.deepEqual(await sql(site.db, `SELECT count(*) FROM outbox WHERE dest = '${email}' AND state = 0`), [['0']]);
	await bring(measure('al-later', { topics: ['water'] }));
	await jobs();
	assert.deepEqual(await sql(site.db, `SELECT count(*) FROM outbox WHERE dest = '${email}' AND state IN (0, 1)`), [['0']]);
	assert.equal(to(email).length, 1);
	assert.match((await c.get('/alerts')).text, /Проверка al-later/);
	assert.match((await guest.get(at)).text, /вы отписались раньше/);
	assert.equal((await guest.get(`/alerts/stop/${'0'.repeat(40)}`)).status, 404);
	assert.equal((await guest.post(`/alerts/stop/${'0'.repeat(40)}`, {})).status, 404);
});

test('a municipality: what fits it and what may', async () => {
	const email = 'muni@veche.demo', c = await signIn(site, email);
	await follow(c, `/places/${PLACE}`, { title: 'Мой город' });
	await bring(measure('al-fits'), measure('al-not', { territories: [OTHER_PLACE] }));
	const { parsed } = await letter(email, 0);
	assert.match(parsed.text, /al-fits/);
	assert.doesNotMatch(parsed.text, /al-not/);
});

test('pausing, changing and ending; a stranger changes nothing', async () => {
	const c = await signIn(site, 'curator@veche.demo');
	await follow(c, '/navigator/al-fits', { title: 'Моя' });
	const [[id]] = await sql(site.db, "SELECT s.id FROM alerts_sub s JOIN account_user u ON u.id = s.user_id WHERE u.email = 'curator@veche.demo'");
	const at = `/alerts/subscriptions/${id}`;
	assert.equal((await c.get('/alerts/new?what=%2Fnavigator%2Fal-fits')).headers.location, at, 'followed already: its settings');
	const other = await signIn(site, 'specialist@veche.demo');
	assert.equal((await other.get(at)).status, 404);
	assert.equal((await other.post(at, { csrf: await tokenOf(other), do: 'end' })).status, 404);
	const bad = await c.post(at, { csrf: await tokenOf(c), title: '', every: 'once', mail: '1' });
	assert.equal(bad.status, 422);
	assert.match(bad.text, /id="e-title"/);
	const state = () => sql(site.db, `SELECT title, mail, every, remind, state FROM alerts_sub WHERE id = ${id}`).then(r => r[0].join(' '));
	assert.equal((await c.post(at, { csrf: await tokenOf(c), title: 'Иначе', every: 'week' })).status, 303);
	assert.equal(await state(), 'Иначе 0 2 0 1');
	await c.post(at, { csrf: await tokenOf(c), do: 'pause' });
	await bring(measure('al-fits', { amount_max: 5 }));
	await jobs();
	await c.post(at, { csrf: await tokenOf(c), do: 'resume' });
	await jobs();
	assert.match((await c.get('/alerts')).text, /Пока ничего нового/, 'what happened during the pause does not come later');
	await c.post(at, { csrf: await tokenOf(c), do: 'end' });
	assert.equal((await c.get(at)).status, 404);
	await follow(c, '/navigator/al-fits', { title: 'Снова' });
	assert.equal(await state(), 'Снова 1 0 1 1', 'one that was ended begins again');
	assert.equal((await c.post('/alerts/new', { csrf: await tokenOf(c), what: '/navigator/no-such', title: 'x', every: 'once' })).status, 422);
	assert.match((await c.get('/alerts/new?what=javascript:1')).text, /следить нельзя/);
});

test('what was told while its reader was leaving waits for no letter', async () => {
	const c = await signIn(site, 'curator@veche.demo');
	await follow(c, '/navigator/al-fits', { title: 'Уйду' });
	const [[id, user]] = await sql(site.db, "SELECT s.id, s.user_id FROM alerts_sub s JOIN account_user u ON u.id = s.user_id WHERE u.email = 'curator@veche.demo' AND s.title = 'Уйду'");
	await c.post(`/alerts/subscriptions/${id}`, { csrf: await tokenOf(c), do: 'end' });
	// on PostgreSQL the two may cross: the letter's mark is set by who has not yet seen the end
	await sql(site.db, `INSERT INTO alerts_item (user_id, sub, event, swift, letter, created) SELECT ${user}, ${id}, max(id), 0, 1, 1 FROM alerts_event WHERE id NOT IN (SELECT event FROM alerts_item WHERE user_id = ${user})`);
	const waits = () => sql(site.db, `SELECT count(*) FROM alerts_item WHERE sub = ${id} AND letter = 1`).then(r => Number(r[0][0]));
	assert.equal(await waits(), 1);
	const had = to('curator@veche.demo').length;
	await bring(measure('al-leaves'));
	await jobs();
	assert.equal(await waits(), 0);
	assert.equal(to('curator@veche.demo').length, had);
});

test('the preview counts what would have come', async () => {
	const c = await signIn(site, 'admin@veche.demo');
	const now = Math.floor(Date.now() / 1000);
	const [[entry]] = await sql(site.db, "SELECT entry FROM navigator_measure WHERE key = 'al-three'");
	await sql(site.db, `DELETE FROM alerts_item WHERE event IN (SELECT id FROM alerts_event WHERE entry = ${entry}); DELETE FROM alerts_event WHERE entry = ${entry}`);
	const base = Math.floor((now - 40 * 86400) / (7 * 86400)) * 7 * 86400 + 4 * 86400 + 12 * 3600;	// a Monday noon
	for (const at of [base, base + 10, base + 3600, base + 86400, base + 8 * 86400, now - 200 * 86400])
		await sql(site.db, `INSERT INTO alerts_event (kind, entry, at, told) VALUES (2, ${entry}, ${at}, 1)`);
	const page = strip((await c.get('/alerts/new?what=%2Fnavigator%2Fal-three')).text);
	assert.match(page, /было 5 событий/);
	const counts = [...page.matchAll(/за 90 дней пришло бы (\d+)/g)].map(m => Number(m[1]));
	assert.deepEqual(counts, [4, 3, 2]);
});

test('reading: one, and all that the page showed', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const page = await c.get('/alerts'), id = page.text.match(/name="id" value="(\d+)"/)[1];
	assert.equal((await c.post('/alerts', { csrf: await tokenOf(c), do: 'one', id })).status, 303);
	const other = await signIn(site, 'expert@veche.demo'), unread = () => other.get('/').then(r => r.text.match(/Новое для вас: (\d+)/)?.[1]);
	const had = await unread(), last = (await other.get('/alerts')).text.match(/name="last" value="(\d+)"/)[1];
	assert.ok(had > 0);
	assert.equal((await c.post('/alerts', { csrf: await tokenOf(c), do: 'one', id: last })).status, 303);
	assert.equal(await unread(), had, 'nobody reads for another');
	await other.post('/alerts', { csrf: await tokenOf(other), do: 'all', last });
	assert.equal(await unread(), undefined);
	assert.match((await other.get('/alerts')).text, /Всё прочитано/);
});

test('a filter whose word is gone takes nothing rather than everything', async () => {
	const c = await signIn(site, 'curator@veche.demo');
	await follow(c, '/navigator?topic=water&place=-&level=federal', { title: 'Пропадёт' });
	await sql(site.db, "UPDATE alerts_sub SET target = '/navigator?place=-&topic=no-such' WHERE title = 'Пропадёт'");
	await bring(measure('al-gone'));
	await jobs();
	assert.deepEqual(await sql(site.db, "SELECT count(*) FROM alerts_item i JOIN alerts_sub s ON s.id = i.sub WHERE s.title = 'Пропадёт'"), [['0']]);
});

test('the demonstration of another day is no news', async () => {
	const state = async () => (await sql(site.db, `SELECT (SELECT count(*) FROM alerts_item), (SELECT count(*) FROM alerts_event WHERE told = 0), (SELECT closes FROM navigator_measure WHERE key = '${MEASURES.find(m => /^today/.test(m.closes)).key}')`))[0].map(Number);
	await jobs();
	const [items, , closes] = await state(), c = await signIn(site, 'resident@veche.demo');
	await follow(c, '/navigator?place=-', { title: 'Всё' });
	await crash();	// it is loaded before the portal serves
	const r = await run(BIN, ['demo', '--db', site.db], { env: { ...process.env, VECHE_NOW: String(Math.floor(Date.now() / 1000) + 86400) } });
	assert.equal(r.status, 0, r.err);
	assert.deepEqual(await state(), [items, 0, closes + 1], 'terms moved by a day, nobody was told');
	await site.revive();
	await jobs();
	assert.equal((await state())[0], items);
	await sql(site.db, "UPDATE alerts_sub SET state = 2 WHERE title = 'Всё'");
});

test('pages stand axe, html-validate, widths and the keyboard', async () => {
	const b = await launch();
	try {
		for (const [who, path] of [['muni@veche.demo', '/alerts?show=all'], ['muni@veche.demo', '/alerts/subscriptions'], ['muni@veche.demo', '/alerts/subscriptions/ID'],
			['curator@veche.demo', '/alerts/new'], ['curator@veche.demo', `/alerts/new?what=%2Fplaces%2F${PLACE}`], ['ngo', '/alerts/stop/TOKEN']]) {
			const c = who === 'ngo' ? site.client() : await signIn(site, who);
			const [[id, token]] = await sql(site.db, `SELECT s.id, s.token FROM alerts_sub s JOIN account_user u ON u.id = s.user_id WHERE u.email = 'muni@veche.demo'`);
			const page = await b.once(site.base + path.replace('ID', id).replace('TOKEN', token), { context: contextOf(c) });
			assert.equal(page.answer.status(), 200, path);
			await checkPage(page, path.endsWith('/ID') ? {} : { themes: ['light'], widths: [320, 1280] });
		}
	} finally {
		await b.close();
	}
});

test('whoever changes a rule sees how many will hear of it', async () => {
	const at = '/navigator/al-told/rule', curator = await signIn(site, 'curator@veche.demo');
	const told = async () => {
		const form = forms((await curator.get(at)).text).find(f => f.action === at);
		let r = await curator.post(at, [...form.fields.filter(([k]) => k !== 'do'), ['do', 'add_leaf:0']], { follow: false });
		const fields = forms(r.text).find(f => f.action === at).fields, row = fields.filter(([k]) => k === 'row[]').at(-1)[1];
		r = await curator.post(at, [...fields.filter(([k]) => k !== 'do').map(([k, v]) => [k, { [`field-${row}`]: 'population', [`op-${row}`]: 'le', [`value-${row}`]: '20 тыс' }[k] ?? v]),
			['do', 'check']], { follow: false });
		assert.equal(r.status, 200);
		return /Узнают из оповещений: ([^.<]+)\./.exec(r.text)?.[1];
	};
	await bring(measure('al-told', { topics: ['tourism'] }));
	for (const who of ['expert@veche.demo', 'moderator@veche.demo'])	// what they followed in other tests
		await sql(site.db, `UPDATE alerts_sub SET state = 2 WHERE user_id = (SELECT id FROM account_user WHERE email = '${who}')`);
	const before = await told();
	const one = await signIn(site, 'expert@veche.demo'), two = await signIn(site, 'moderator@veche.demo');
	await follow(one, '/navigator/al-told');
	await follow(one, '/navigator?topic=tourism');	// twice the same reader: told once
	await follow(two, '/navigator?topic=tourism');
	const n = text => text === 'никто' ? 0 : Number(text);
	assert.equal(n(await told()), n(before) + 2);
});
