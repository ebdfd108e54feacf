// The administrator's pages: who sees them, what they tell, what they do.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch } from '../../../tests/harness/browser.mjs';
import { csv, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { ROOT, start, veche } from '../../../tests/harness/server.mjs';

let site, admin;
/* Jobs are run by the test, when it wants. */
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no', rate_login: 999999 } });
	admin = await signIn(site, 'admin@veche.demo');
});
after(async () => { await site?.stop(); });

const PAGES = ['/admin', '/admin/settings', '/admin/audit', '/admin/jobs', '/admin/outbox', '/admin/topics', '/admin/synonyms', '/admin/fields'];
const now = () => Math.floor(Date.now() / 1000);
const plain = html => html.replace(/<[^>]*>/g, ' ').replace(/&nbsp;|\u00a0/g, ' ').replace(/\s+/g, ' ');
const job = (kind, state, more = {}) => {
	const v = { kind, state, tries: 1, run_at: now() - 60, created: now() - 120, note: '', arg: '', done: 0, total: 0, ...more };
	return sql(site.db, `INSERT INTO job (${Object.keys(v)}) VALUES (${Object.values(v).map(x => typeof x === 'string' ? `'${x}'` : x ?? 'NULL')}) RETURNING id`);
};
const letter = (k, state, more = {}) => {
	const v = { channel: 1, k, dest: 'person.surname@example.org', subject: 'Письмо', body: 'x', state, tries: 1, next_at: now() + 9999, error: '', created: now() - 60, ...more };
	return sql(site.db, `INSERT INTO outbox (${Object.keys(v)}) VALUES (${Object.values(v).map(x => typeof x === 'string' ? `'${x}'` : x)}) RETURNING id`);
};
const one = async text => (await sql(site.db, text))[0][0];
const send = async (path, data) => admin.post(path, { csrf: await tokenOf(admin), ...data }, { follow: true });

test('the menu names the room to the administrator of the portal alone', async () => {
	assert.match((await admin.get('/navigator')).text, /<a href="\/admin">Управление<\/a>/);
	assert.doesNotMatch((await site.http.get('/navigator')).text, /href="\/admin"/);
	const curator = await signIn(site, 'curator@veche.demo');
	assert.doesNotMatch((await curator.get('/navigator')).text, /href="\/admin"/);
	for (const page of ['/admin', '/admin/settings', '/admin/audit', '/admin/audit.csv', '/admin/jobs', '/admin/outbox']) {
		assert.equal((await curator.get(page)).status, 403, page);
		assert.equal((await site.client().get(page)).status, 303, page);
	}
	// a page that guests share is not spoiled by the administrator's menu
	await admin.get('/');
	assert.doesNotMatch((await site.client().get('/')).text, /href="\/admin"/);
});

test('a role of administrator on a part of the country opens nothing here', async () => {
	await sql(site.db, `UPDATE account_grant SET role = 10 WHERE user_id = (SELECT id FROM account_user WHERE email = 'region@veche.demo')`);
	const c = await signIn(site, 'region@veche.demo');
	assert.equal((await c.get('/admin')).status, 403);
	assert.doesNotMatch((await c.get('/navigator')).text, /href="\/admin"/);
	await sql(site.db, `UPDATE account_grant SET role = 8 WHERE user_id = (SELECT id FROM account_user WHERE email = 'region@veche.demo')`);
});

test('the overview says what asks for attention, and falls silent when it is done', async () => {
	await job('admin.verify', 3, { note: 'E_IO', ended: now() });
	await letter('failed-1', 3, { error: '550' });
	let page = plain((await admin.get('/admin')).text);
	assert.match(page, /Задания не удались: 1/);
	assert.match(page, /Письма не ушли: 1/);
	assert.match(page, /Журнал действий не прошёл проверку/);
	await sql(site.db, 'DELETE FROM job; DELETE FROM outbox');
	page = plain((await admin.get('/admin')).text);
	assert.doesNotMatch(page, /не удались|не ушли|не прошёл/);
	assert.match(page, site.db.startsWith('sqlite') ? /Копии базы ещё не было/ : /Всё в порядке/);
	assert.match(page, site.db.startsWith('sqlite') ? /База данных SQLite/ : /База данных PostgreSQL/);
	assert.match(page, /Мера поддержки \d+ 0/);
});

test('settings tell value, default, bounds and where each comes from; secrets are hidden', async () => {
	const other = await start({ db: site.db, env: { VECHE_MAX_CONNS: '77', VECHE_MAIL_URL: 'smtp://user:hush-hush@mail.example.org:25' }, set: { rate_form: 4321 } });
	try {
		const c = await signIn(other, 'admin@veche.demo');
		const page = await c.get('/admin/settings'), row = name => plain(page.text.split(`<code>${name}</code>`)[1].split('</tr>')[0]);
		assert.match(row('max_conns'), / 77 окружение 4 ?096 от 16 до 100 ?000/);
		assert.match(row('rate_form'), /4321 в минуту ключ запуска 120 в минуту/);
		assert.match(row('batch_max'), / 64 умолчание 64 /);
		assert.match(row('mail_url'), /smtp:\/\/\*\*\*@mail\.example\.org:25 окружение/);
		assert.ok(!page.text.includes('hush-hush'));
		assert.match(page.text, /<tr class="is-own"><th scope="row"><code>max_conns<\/code>/);
		assert.doesNotMatch(page.text, /<tr class="is-own"><th scope="row"><code>batch_max<\/code>/);
	} finally {
		await other.stop();
	}
});

test('jobs are listed by state and kind, with progress, and cancelled, repeated, run', async () => {
	const [[failed]] = await job('admin.verify', 3, { note: 'E_IO', ended: now() }), [[running]] = await job('gone.kind', 1, { done: 30, total: 120, started: now(), lease: now() + 900 });
	let page = await admin.get('/admin/jobs');
	assert.match(page.text, /<progress max="120" value="30"/);
	assert.match(plain(page.text), /gone\.kind № \d+ идёт 30 из 120/);
	assert.match(plain(page.text), /Проверка журнала действий № \d+ не удалось E_IO/);
	page = await admin.get('/admin/jobs?state=failed');
	assert.doesNotMatch(page.text, /gone\.kind/);
	assert.match(plain((await admin.get('/admin/jobs?state=cancelled')).text), /Таких заданий нет/);
	assert.match(plain((await admin.get('/admin/jobs?kind=admin.verify')).text), /не удалось E_IO/);

	let r = await send('/admin/jobs/retry', { id: failed });
	assert.match(r.text, /поставлено в очередь ещё раз/);
	assert.equal(await one(`SELECT state FROM job WHERE id = ${failed}`), '0');
	r = await send('/admin/jobs/retry', { id: failed });
	assert.match(r.text, /повторять его рано/);
	r = await send('/admin/jobs/cancel', { id: running });
	assert.match(r.text, /Задание отменено/);
	assert.equal(await one(`SELECT state FROM job WHERE id = ${running}`), '4');
	r = await send('/admin/jobs/cancel', { id: running });
	assert.match(r.text, /отменять нечего/);
	r = await send('/admin/jobs/run', { kind: 'admin.verify' });
	assert.match(r.text, /Задание поставлено в очередь/);
	assert.equal((await send('/admin/jobs/run', { kind: 'no.such' })).status, 404);
	assert.equal((await send('/admin/jobs/cancel', { id: 'x' })).status, 404);
	assert.ok(+await one(`SELECT COUNT(*) FROM job WHERE kind = 'admin.verify' AND state = 0`) >= 1);
	await sql(site.db, 'DELETE FROM job');
});

test('long lists go on by the number of the last row', async () => {
	for (let i = 0; i < 3; i++)
		await sql(site.db, `INSERT INTO job (kind, state, run_at, created, ended) VALUES ${Array.from({ length: 40 }, () => `('bulk.kind', 2, ${now()}, ${now()}, ${now()})`)}`);
	const seen = new Set();
	let pages = 0;
	for (let at = '/admin/jobs?state=done'; at; pages++) {
		const page = await admin.get(at);
		for (const [, id] of page.text.matchAll(/name="id" value="(\d+)"/g))
			assert.ok(!seen.has(id) && seen.add(id), `job ${id} came twice`);
		at = page.text.match(/<a class="btn" href="([^"]+)">Более ранние/)?.[1].replaceAll('&amp;', '&');
	}
	assert.equal(seen.size, 120);
	assert.equal(pages, 3);
	await sql(site.db, 'DELETE FROM job');
});

test('the outbox shows why a letter did not leave, masks the address, sends again', async () => {
	const [[failed]] = await letter('a', 3, { error: '550 no such user', tries: 8, topic: 'alerts' });
	await letter('b', 2, { subject: 'Ушедшее', sent_at: now() });
	await letter('c', 0, { channel: 2, dest: 'https://hooks.example.org/secret-path', subject: '', topic: 'measure.changed' });
	const page = await admin.get('/admin/outbox');
	assert.match(page.text, /p…@example\.org/);
	assert.match(page.text, /https:\/\/hooks\.example\.org\/…/);
	assert.ok(!page.text.includes('surname') && !page.text.includes('secret-path'), 'addresses are masked');
	assert.match(plain(page.text), /не ушло 550 no such user/);
	assert.doesNotMatch((await admin.get('/admin/outbox?state=failed')).text, /Ушедшее/);
	assert.doesNotMatch((await admin.get('/admin/outbox?channel=hook')).text, /Ушедшее/);
	let r = await send('/admin/outbox/retry', { id: failed });
	assert.match(r.text, /Отправим ещё раз/);
	assert.equal(await one(`SELECT state FROM outbox WHERE id = ${failed}`), '0');
	r = await send('/admin/outbox/retry', { id: 999999 });
	assert.match(r.text, /повторять нечего/);
	await sql(site.db, 'DELETE FROM outbox');
});

test('acts are in the log, found by action, person, object and day, and leave as CSV', async () => {
	const id = await one(`SELECT id FROM account_user WHERE email = 'admin@veche.demo'`);
	let page = await admin.get('/admin/audit?action=admin.job_');
	assert.match(plain(page.text), /отменил задание admin\.job_cancel .*Администратор портала 127\.0\.0\.1 job:\d+/);
	assert.doesNotMatch(page.text, /admin\.letter_retry/);
	assert.match((await admin.get(`/admin/audit?who=${id}`)).text, /admin\.letter_retry/);
	assert.match((await admin.get('/admin/audit?who=Администратор портала')).text, /admin\.letter_retry/);
	page = await admin.get('/admin/audit?who=Никто&action=admin.');
	assert.equal(page.status, 422);
	assert.match(page.text, /href="#f-who"/);
	assert.match(page.text, /value="admin\."/, 'what was typed stays');
	page = await admin.get('/admin/audit?from=32.13.2026');
	assert.equal(page.status, 422);
	assert.match(page.text, /href="#f-from"/);
	assert.match(plain((await admin.get('/admin/audit?until=01.01.2020')).text), /Таких записей нет/);
	const day = new Date(Date.now() + 3 * 3600e3).toISOString().slice(0, 10);
	assert.match((await admin.get(`/admin/audit?from=${day}&until=${day}`)).text, /admin\.job_cancel/);
	const object = await one(`SELECT object FROM audit WHERE action = 'admin.job_cancel' LIMIT 1`);
	page = await admin.get(`/admin/audit?object=${object}`);
	assert.match(page.text, /admin\.job_cancel/);
	const file = await admin.get('/admin/audit.csv?action=admin.');
	assert.equal(file.status, 200);
	assert.match(file.headers['content-disposition'], /\.csv/);
	const rows = csv(file.text);
	assert.equal(rows.length, +await one(`SELECT COUNT(*) FROM audit WHERE action LIKE 'admin.%'`));
	assert.ok(rows.every(r => /^\d{4}-\d\d-\d\dT/.test(r.at) && r.hash.length === 64 && r.actor === id));
});

test('the log is verified by a job, and a row changed past the portal is found', async () => {
	let r = await send('/admin/audit/verify', {});
	assert.match(r.text, /Проверка поставлена в очередь/);
	assert.match(r.text, /Проверка в очереди/);
	await veche(site.db, 'jobs', 'run');
	assert.match((await admin.get('/admin/audit')).text, /Записи целы/);
	const [open, shut] = site.db.startsWith('sqlite') ? [['DROP TRIGGER audit_no_update'], []]
		: [['ALTER TABLE audit DISABLE TRIGGER audit_no_change'], ['ALTER TABLE audit ENABLE TRIGGER audit_no_change']];
	await assert.rejects(sql(site.db, `UPDATE audit SET actor = 99 WHERE id = 2`), /append-only/);
	await sql(site.db, [...open, 'UPDATE audit SET actor = actor + 1 WHERE id = 2', ...shut].join(';'));
	await send('/admin/audit/verify', {});
	await veche(site.db, 'jobs', 'run');
	const page = plain((await admin.get('/admin/audit')).text);
	assert.match(page, /Цепочка нарушена/);
	assert.match(page, /не сходится: № 2/);
	assert.match(plain((await admin.get('/admin')).text), /Журнал действий не прошёл проверку/);
});

test('every page passes: axe, html, widths, keyboard', async () => {
	await job('admin.verify', 1, { done: 3, total: 12, started: now(), lease: now() + 900 });
	await job('admin.verify', 3, { note: 'E_IO', ended: now() });
	await letter('z', 3, { error: '550' });
	const have = [];
	for (const p of PAGES)
		if ((await admin.get(p)).status === 200)
			have.push(p);
	assert.ok(have.length >= 5);
	const b = await launch();
	try {
		for (const path of [...have, '/admin/audit?from=x&who=%D0%9D%D0%B8%D0%BA%D1%82%D0%BE']) {
			const page = await b.once(site.base + path, { context: contextOf(admin) });
			page.complaints = page.complaints.filter(x => !/status of 422/.test(x));
			await checkPage(page, { themes: ['light', 'contrast'] });
		}
	} finally {
		await b.close();
	}
});

test('every act that a room notes is said in words, in both languages', () => {
	const read = f => readFileSync(join(ROOT, f), 'utf8');
	const said = new Map([...read('rooms/admin/actions.def').matchAll(/^ACTION\("([^"]+)",\s*"([^"]+)"\)/gm)].map(m => [m[1], m[2]]));
	const po = read('po/en.po'), noted = new Set();
	for (const room of readdirSync(join(ROOT, 'rooms'), { withFileTypes: true }).filter(d => d.isDirectory() && !d.name.startsWith('_')))
		for (const f of readdirSync(join(ROOT, 'rooms', room.name)).filter(f => f.endsWith('.c'))) {
			const text = read(join('rooms', room.name, f));
			// where a file notes acts, every «room.verb» of it that is no job is one
			if (/audit_add|_note\(/.test(text))
				for (const [, name] of text.matchAll(new RegExp(`"(${room.name}\\.[a-z_]+)"`, 'g')))
					noted.add(name);
		}
	for (const other of ['navigator.links', 'law.cites', 'account.last'])	// jobs, a topic of letters
		noted.delete(other);
	assert.ok(noted.size > 40, [...noted].join(' '));
	for (const name of noted) {
		assert.ok(said.has(name), `${name} has no words in rooms/admin/actions.def`);
		assert.match(po, new RegExp(`^msgid "${said.get(name)}"\nmsgstr "[^"]+"`, 'm'), `${name}: no English`);
	}
});
