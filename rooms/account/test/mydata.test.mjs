// My data: what is kept is told and given out; the e-mail is corrected; a person is erased, with an act.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { PASSWORD, PLACE, signIn, sql } from '../../../tests/harness/demo.mjs';
import { csrfOf } from '../../../tests/harness/http.mjs';
import { run, start, BIN } from '../../../tests/harness/server.mjs';
import { smtp } from '../../../tests/harness/smtp.mjs';

let site, post;
const user = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: `${PASSWORD}\n` });
const one = async text => (await sql(site.db, text))[0]?.[0];
const idOf = email => one(`SELECT id FROM account_user WHERE email = '${email}'`);
const audit = async (action, id) => Number(await one(`SELECT COUNT(*) FROM audit WHERE action = '${action}' AND object = 'user:${id}'`));
const OPERATOR = 'Администрация городского округа';
const jobs = () => run(BIN, ['jobs', 'run', '--db', site.db, `--data_operator=${OPERATOR}`]);
const bodies = async to => (await sql(site.db, `SELECT replace(replace(body, char_10, ' '), char_13, ' ') FROM (SELECT id, body, ${site.db.startsWith('sqlite') ? 'char(10) AS char_10, char(13) AS char_13' : 'chr(10) AS char_10, chr(13) AS char_13'} FROM outbox WHERE dest = '${to}') AS o ORDER BY id DESC`)).map(r => r[0] ?? '');
const verified = async () => assert.equal((await run(BIN, ['audit', 'verify', '--db', site.db])).status, 0, 'the chain of the log holds');

before(async () => {
	post = await smtp();
	site = await start({ demo: true, set: { demo: 'yes', jobs_runner: 'no', data_operator: OPERATOR } });
	for (const [email, name, role, place] of [['go@example.org', 'Уходящая Специалистка', 'EMPLOYEE', PLACE], ['paper@example.org', 'Бумажный специалист', 'EMPLOYEE', PLACE],
		['cli@example.org', 'Командный специалист', 'EMPLOYEE', PLACE], ['mail@example.org', 'Почтовый специалист'], ['code@example.org', 'Специалист с кодом']]) {
		assert.equal((await user('add', email, '--name', name)).status, 0);
		if (role)
			assert.equal((await user('grant', email, '--role', role, '--place', place)).status, 0);
	}
});
after(async () => { await site?.stop(); await post?.stop(); });

/* ---- no table is forgotten ---- */

/* Columns that say who a row is of: by a reference to account_user, or by what they are called. */
async function peopleColumns() {
	const named = /^(user|user_id|author|actor|curator|person|owner|holder|principal|member|uid|login|email|created_by|updated_by|checked_by)$/;
	if (!site.db.startsWith('sqlite')) {
		const all = await sql(site.db, "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'");
		const refs = await sql(site.db, "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) WHERE c.contype = 'f' AND c.confrelid = 'account_user'::regclass");
		return new Set([...all.filter(([, c]) => named.test(c)), ...refs].map(r => r.join('.')));
	}
	const found = new Set();
	for (const [t] of await sql(site.db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")) {
		for (const [, c] of await sql(site.db, `PRAGMA table_info('${t}')`))
			if (named.test(c))
				found.add(`${t}.${c}`);
		for (const [, , to, from] of await sql(site.db, `PRAGMA foreign_key_list('${t}')`))
			if (to === 'account_user')
				found.add(`${t}.${from}`);
	}
	return found;
}
/* Answered for by another column of the same row, or no person at all. */
const ELSEWHERE = { 'account_user.email': 'account_user.id', 'account_email.email': 'account_email.user_id', 'account_invite.email': 'account_invite.user_id',
	'navigator_contact.email': null,	// an office's address, published by the office
	'solutions_solution.owner': null };	// a post or an office, in words

test('every column that names a person is answered for by a room', async () => {
	const kept = JSON.parse((await run(BIN, ['print', 'personal', '--json'])).out);
	const told = new Set(kept.map(k => `${k.table}.${k.column}`)), columns = await peopleColumns();
	assert.ok(columns.size > 20, [...columns].join(' '));
	for (const c of columns)
		assert.ok(c in ELSEWHERE ? ELSEWHERE[c] === null || told.has(ELSEWHERE[c]) : told.has(c), `${c}: no room says what becomes of it (person.h)`);
	for (const room of new Set(kept.map(k => k.room))) {
		const names = kept.filter(k => k.room === room).map(k => k.name);
		assert.equal(new Set(names).size, names.length, `${room}: names in the file differ`);
	}
});

/* ---- seen and taken away ---- */

async function live(email) {	// somebody who has done a little of everything
	const c = await signIn(site, email), id = await idOf(email);
	await c.submit('/account', { name: 'Уходящая Специалистка 2' }, { form: '/account/name' });
	await c.submit(`/alerts/new?what=${encodeURIComponent('/navigator?q=дороги')}`, { title: 'Дороги', every: 'day', do: 'save' }, { form: '/alerts/new' });
	const [[item]] = await sql(site.db, `SELECT id FROM folder_item WHERE place = (SELECT id FROM places_place WHERE code = '${PLACE}') ORDER BY id LIMIT 1`);
	const at = `/folder/${PLACE}/item/${item}`;
	await c.submit(at, { text: 'Заметка для проверки' }, { form: `/folder/${PLACE}/note/${item}` });
	await sql(site.db, `UPDATE folder_item SET person = ${id} WHERE id = ${item}; UPDATE folder_check SET person = ${id} WHERE item = ${item}`);
	await sql(site.db, `INSERT INTO folder_key (hash, user_id, place, created) VALUES ('h${id}', ${id}, 1, 1)`);
	await sql(site.db, `INSERT INTO outbox (channel, k, user_id, topic, dest, name, subject, body, state, next_at, created, sent_at) VALUES (1, 'old${id}', ${id}, 'x', '${email}', 'Имя', 'Тема', 'Текст письма', 2, 1, 1, 1), (1, 'new${id}', ${id}, 'x', '${email}', 'Имя', 'Тема', 'Ждёт', 0, 4000000000, 1, NULL)`);
	return { c, id, item };
}

test('what is kept is told in words and given out whole, to its owner alone', async () => {
	const { c, id } = await live('go@example.org');
	const page = await c.get('/account/data');
	for (const w of ['Сеансы', 'Подписки', 'Заметки в папке', 'Ничего нет: ', 'Журнал действий: сделанное этой учётной записью', 'остаётся без имени и почты', 'Администрация городского округа'])
		assert.ok(page.text.includes(w), w);
	assert.deepEqual(await validate(page.text, '/account/data'), []);
	const file = await c.post('/account/data/file', { csrf: csrfOf(page.text) });
	assert.equal(file.status, 200);
	assert.match(file.headers['content-disposition'], /attachment/);
	const { kept, account } = file.json();
	assert.equal(String(account), id);
	assert.equal(kept.account.profile[0].email, 'go@example.org');
	assert.equal(kept.account.roles[0].role, 'EMPLOYEE');
	assert.match(kept.account.sessions[0].began, /^\d{4}-\d\d-\d\dT/);
	assert.equal(kept.alerts.subscriptions[0].title, 'Дороги');
	assert.equal(kept.folder.notes[0].text, 'Заметка для проверки');
	assert.ok(kept.folder.responsible.length === 1 && kept.folder.papers.length > 0);
	assert.ok(kept.account.letters.some(l => l.text === 'Текст письма'));
	assert.ok(kept.account.log.some(l => l.action === 'account.name' && /^[0-9a-f]{64}$/.test(l.hash)));
	assert.doesNotMatch(file.text, /argon2|"secret"|demo@|veche\.demo/, 'no secrets, nobody else');
	assert.equal(await audit('account.export', id), 1);
	const whole = await c.get('/account/data/whole');
	for (const w of ['Заметка для проверки', 'Дороги', 'account.name'])
		assert.ok(whole.text.includes(w), w);
	assert.deepEqual(await validate(whole.text, 'whole'), []);
	assert.equal((await site.client().get('/account/data')).status, 303);
	const cli = await user('export', 'go@example.org');
	assert.equal(cli.status, 0);
	assert.deepEqual(Object.keys(JSON.parse(cli.out).kept), Object.keys(kept), 'the command line gives the same');
});

/* ---- corrected ---- */

test('a new e-mail works only after its own letter is answered', async () => {
	const c = await signIn(site, 'mail@example.org');
	const ask = data => c.submit('/account/data', { email: 'fresh@example.org', password: PASSWORD, ...data }, { form: '/account/email', follow: false });
	for (const [data, field] of [[{ email: 'нет' }, 'email'], [{ email: 'mail@example.org' }, 'email'], [{ password: 'другой пароль' }, 'password']]) {
		const r = await ask(data);
		assert.equal(r.status, 422, JSON.stringify(data));
		assert.match(r.text, new RegExp(`href="#f-${field}"`), JSON.stringify(data));
		assert.deepEqual(await validate(r.text, '/account/email again'), []);
	}
	assert.equal((await ask()).status, 303);
	const link = (await bodies('fresh@example.org'))[0].match(/\/account\/email\/confirm\?t=[0-9a-f]{64}/)[0];
	assert.match((await bodies('mail@example.org'))[0], /назвали другую почту/);
	assert.match((await c.get('/account/data')).text, /Ждёт подтверждения: fresh@example\.org/);
	await signIn(site, 'mail@example.org');
	const guest = site.client(), asked = await guest.get(link);
	assert.match(asked.text, /Станет: fresh@example\.org/);
	await signIn(site, 'mail@example.org');	// looking at the link changed nothing
	const done = await guest.submit(link, {}, { form: '/account/email/confirm', follow: false });
	assert.equal(done.status, 303);
	await signIn(site, 'fresh@example.org');
	assert.equal(await idOf('mail@example.org'), undefined);
	assert.match((await bodies('mail@example.org'))[0], /сменилась/);
	const dead = await guest.get(link);
	assert.equal(dead.status, 404);
	assert.match(dead.text, /не действует/);
	assert.equal(await audit('account.email', await idOf('fresh@example.org')), 1);
});

test('an address somebody has is not told apart, and is not taken', async () => {
	const c = await signIn(site, 'fresh@example.org');
	const r = await c.submit('/account/data', { email: 'muni@veche.demo', password: PASSWORD }, { form: '/account/email' });
	assert.match(r.text, /Письмо отправлено на новый адрес/);
	assert.match((await bodies('muni@veche.demo'))[0], /уже есть учётная запись/);
	assert.equal(await one('SELECT COUNT(*) FROM account_email'), '0');
});

test('a changed password takes a waiting e-mail back', async () => {
	const c = await signIn(site, 'fresh@example.org');
	await c.submit('/account/data', { email: 'thief@example.org', password: PASSWORD }, { form: '/account/email' });
	assert.equal(await one('SELECT COUNT(*) FROM account_email'), '1');
	await c.submit('/account', { now: PASSWORD, next: 'совсем другие слова' }, { form: '/account/password' });
	assert.equal(await one('SELECT COUNT(*) FROM account_email'), '0');
});

/* ---- erased ---- */

const eraseForm = (c, data = {}) => c.submit('/account/data/erase', { password: PASSWORD, ...data }, { form: '/account/data/erase', follow: false });

test('the last administrator is told whom to name first', async () => {
	for (const [email, word] of [['admin@veche.demo', /последний администратор портала/], ['muni@veche.demo', /последний администратор территории: городской округ Тейково/]]) {
		const c = await signIn(site, email), page = await c.get('/account/data/erase');
		assert.match(page.text, word);
		assert.deepEqual(await validate(page.text, 'refused'), []);
		assert.equal((await c.post('/account/data/erase', { csrf: csrfOf((await c.get('/account')).text), password: PASSWORD })).status, 409);
		assert.equal((await user('erase', email, '--allow')).status, 1);
	}
	assert.equal(await one('SELECT COUNT(*) FROM account_erasure'), '0');
});

test('asked for with the password, taken back, asked again, done on its day', async () => {
	const email = 'go@example.org', c = await signIn(site, email), id = await idOf(email);
	const wrong = await eraseForm(c, { password: 'не тот пароль' });
	assert.equal(wrong.status, 422);
	assert.deepEqual(await validate(wrong.text, 'erase again'), []);
	assert.equal((await eraseForm(c)).status, 303);
	assert.match((await c.get('/account')).text, /будет удалена/);
	assert.match((await bodies(email))[0], /Вы попросили удалить/);
	assert.match((await c.submit('/account/data', {}, { form: '/account/data/keep' })).text, /Удаление отменено/);
	assert.equal(await audit('account.erase_cancel', id), 1);
	assert.equal((await eraseForm(c)).status, 303);
	assert.notEqual((await jobs()).status, 1);
	assert.equal(await one(`SELECT state FROM account_user WHERE id = ${id}`), '1', 'not before its day');
	const gave = await one(`SELECT due - asked FROM account_erasure WHERE user_id = ${id} AND state = 0`);
	assert.equal(gave, String(7 * 86400));
	await sql(site.db, `UPDATE account_erasure SET due = 1 WHERE user_id = ${id} AND state = 0; UPDATE job_schedule SET next = 0 WHERE kind = 'account.erase'`);
	assert.equal((await jobs()).status, 0);

	assert.deepEqual(await sql(site.db, `SELECT email, name, words, password, state FROM account_user WHERE id = ${id}`), [[`erased:${id}`, 'удалённый пользователь', '', '', '2']]);
	for (const t of ['account_session', 'account_grant', 'account_second', 'alerts_sub', 'alerts_item', 'folder_key'])
		assert.equal(await one(`SELECT COUNT(*) FROM ${t} WHERE user_id = ${id}`), '0', t);
	assert.equal(await one(`SELECT COUNT(*) FROM folder_item WHERE person = ${id}`), '0');
	assert.equal(await one(`SELECT COUNT(*) FROM folder_check WHERE person = ${id}`), '0');
	assert.equal(await one(`SELECT COUNT(*) FROM folder_note WHERE author = ${id}`), '1', 'the work stays');
	assert.equal(await one(`SELECT COUNT(*) FROM outbox WHERE user_id = ${id} AND (dest <> '' OR body <> '' OR subject <> '' OR name <> '')`), '0');
	assert.equal(await one(`SELECT state FROM outbox WHERE k = 'new${id}'`), '4', 'what waited is not sent');
	assert.equal((await c.get('/account')).status, 303, 'no session is left');
	assert.match((await bodies('muni@veche.demo'))[0], /освободились|без ответственного/);
	const note = (await (await signIn(site, 'specialist@veche.demo')).get(`/folder/${PLACE}/item/${await one(`SELECT item FROM folder_note WHERE author = ${id}`)}`)).text;
	assert.match(note, /удалённый пользователь/);
	assert.doesNotMatch(note, /Уходящая/);

	const act = await one(`SELECT id FROM account_erasure WHERE user_id = ${id} AND state = 2`);
	const admin = await signIn(site, 'admin@veche.demo'), text = (await admin.get(`/account/erasures/${act}`)).text;
	for (const w of [`АКТ № ${act}`, `учётная запись № ${id}`, 'Администрация городского округа', 'Сеансы: ', 'Подписки: 1', 'ВЫГРУЗКА ИЗ ЖУРНАЛА', 'account.erase, user:', '149-ФЗ'])
		assert.ok(text.includes(w), `${w}\n${text}`);
	assert.doesNotMatch(text, /Уходящая|go@example\.org/, 'no personal data in the act');
	assert.match((await admin.get('/account/erasures')).text, /удалено/);
	assert.equal((await (await signIn(site, 'muni@veche.demo')).get('/account/erasures')).status, 403);
	await verified();

	// nothing of the person is left anywhere but in the last letter, and there only until it has gone
	const has = async () => Number(await one(`SELECT COUNT(*) FROM outbox WHERE dest = '${email}'`));
	assert.equal(await has(), 1);
	await sql(site.db, `UPDATE outbox SET state = 4, sent_at = 5 WHERE state = 0 AND dest <> '${email}'`);
	await jobs();
	assert.equal(await has(), 1, 'not gone yet: it waits for a server');
});

test('the last letter goes out whole, and its text is swept behind it', async () => {
	const other = await start({ db: site.db, prepare: [], set: { ...post.settings } });
	try {
		await post.wait(1);
		const last = post.letters.find(l => l.to[0] === 'go@example.org');
		assert.equal(post.letters.length, 1);
		assert.match(last.parsed.text, /АКТ № \d+[^]*ВЫГРУЗКА ИЗ ЖУРНАЛА/);
	} finally {
		await other.stop();
	}
	await jobs();
	assert.equal(await one("SELECT COUNT(*) FROM outbox WHERE dest = 'go@example.org'"), '0');
	assert.equal(await one("SELECT COUNT(*) FROM outbox WHERE topic = 'account.last' AND body <> ''"), '0');
});

test('a second step is asked for too', async () => {
	const c = await signIn(site, 'code@example.org');
	const page = await c.submit('/account/second', {}, { form: '/account/second/start' });
	const secret = page.text.match(/<code>([A-Z2-7 ]+)<\/code>/)[1].replaceAll(' ', '');
	const code = at => {
		const key = Buffer.from([...secret].map(x => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(x).toString(2).padStart(5, '0')).join('').match(/.{8}/g).map(b => parseInt(b, 2)));
		const step = Buffer.alloc(8);
		step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + at));
		const h = createHmac('sha1', key).update(step).digest();
		return String((h.readUInt32BE(h[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
	};
	await c.submit('/account/second', { code: code(-1) }, { form: '/account/second/confirm' });
	for (const bad of ['', '12345'])
		assert.equal((await eraseForm(c, { code: bad })).status, 422);
	assert.equal(await one("SELECT COUNT(*) FROM account_erasure WHERE state = 0"), '0');
	assert.equal((await eraseForm(c, { code: code(1) })).status, 303);
	await user('second-off', 'code@example.org');
	assert.equal(await one(`SELECT COUNT(*) FROM account_second WHERE user_id = ${await idOf('code@example.org')}`), '0', 'the command line takes it off');
	assert.equal(await audit('account.second_off', await idOf('code@example.org')), 1);
	assert.equal((await user('second-off', 'code@example.org')).status, 1);
});

test('for somebody who wrote on paper: by whoever answers for the account, with a letter', async () => {
	const id = await idOf('paper@example.org'), muni = await signIn(site, 'muni@veche.demo');
	assert.equal((await muni.get(`/account/erase/${await idOf('curator@veche.demo')}`)).status, 404);
	assert.equal((await muni.get(`/account/erase/${await idOf('muni@veche.demo')}`)).status, 404, 'oneself: on the page of data');
	const bad = await muni.submit(`/account/erase/${id}`, { reason: '' }, { form: `/account/erase/${id}`, follow: false });
	assert.equal(bad.status, 422);
	assert.deepEqual(await validate(bad.text, 'paper again'), []);
	const r = await muni.submit(`/account/erase/${id}`, { reason: 'вх. № 12 от 27.11.2026' }, { form: `/account/erase/${id}` });
	assert.match(r.text, /Учётная запись будет удалена/);
	assert.match((await bodies('paper@example.org'))[0], /По вашему письменному обращению/);
	assert.match((await muni.submit(`/account/people/${id}`, {}, { form: `/account/keep/${id}` })).text, /Удаление отменено/);
	await muni.submit(`/account/erase/${id}`, { reason: 'вх. № 12 от 27.11.2026' }, { form: `/account/erase/${id}` });
	await sql(site.db, "UPDATE account_erasure SET due = 1 WHERE state = 0; UPDATE job_schedule SET next = 0 WHERE kind = 'account.erase'");
	await jobs();
	assert.match(await one(`SELECT replace(act, '№', 'N') FROM account_erasure WHERE user_id = ${id} AND state = 2`) ?? '', /АКТ/);
	assert.equal((await muni.get(`/account/people/${id}`)).status, 404);
	await verified();
});

test('the command line erases at once, but not by a slip', async () => {
	const id = await idOf('cli@example.org');
	assert.equal((await user('erase', 'cli@example.org')).status, 2);
	assert.equal(await idOf('cli@example.org'), id);
	const r = await user('erase', 'cli@example.org', '--allow', '--reason', 'вх. № 13');
	assert.equal(r.status, 0, r.err);
	assert.match(r.out, /АКТ № \d+[^]*вх\. № 13[^]*ВЫГРУЗКА/);
	assert.equal((await user('export', 'cli@example.org')).status, 1);
	await verified();
});

test('texts of letters and webhooks go after their days', async () => {
	await sql(site.db, "INSERT INTO outbox (channel, k, user_id, topic, dest, name, subject, body, state, next_at, created, sent_at) VALUES (1, 's1', 0, 'x', 'a@example.org', 'Имя', 'Тема', 'Старое', 2, 1, 1, 100), (1, 's2', 0, 'x', 'a@example.org', 'Имя', 'Тема', 'Новое', 2, 1, 1, 4000000000), (2, 's3', 0, 'x', 'https://a.example/', '', '', '{}', 2, 1, 1, 100), (1, 's4', 0, 'x', 'a@example.org', '', 'Тема', 'Не ушло', 3, 100, 1, NULL)");
	await jobs();
	const got = Object.fromEntries((await sql(site.db, "SELECT k, body || '|' FROM outbox WHERE k IN ('s1', 's2', 's3', 's4')")));
	assert.deepEqual(got, { s1: '|', s2: 'Новое|', s3: '|', s4: '|' });
	const admin = await signIn(site, 'admin@veche.demo'), [[empty]] = await sql(site.db, "SELECT id FROM outbox WHERE k = 's4'");
	await admin.post('/admin/outbox/retry', { csrf: csrfOf((await admin.get('/account')).text), id: empty });
	assert.equal(await one("SELECT state FROM outbox WHERE k = 's4'"), '3', 'an empty letter is not sent again');
});

test('pages of my data in a browser', async () => {
	const b = await launch();
	try {
		const c = await signIn(site, 'specialist@veche.demo'), admin = await signIn(site, 'admin@veche.demo');
		for (const path of ['/account/data', '/account/data/whole', '/account/data/erase'])
			await checkPage(await b.once(`${site.base}${path}`, { context: contextOf(c) }));
		for (const path of ['/account/erasures', '/account/data/erase', `/account/erase/${await idOf('specialist@veche.demo')}`])
			await checkPage(await b.once(`${site.base}${path}`, { context: contextOf(admin) }));
	} finally {
		await b.close();
	}
});
