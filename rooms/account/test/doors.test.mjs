// Invitations and lost passwords: one link, one use, one term; who may invite whom and where.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { OTHER_PLACE, PASSWORD, PLACE, signIn, sql } from '../../../tests/harness/demo.mjs';
import { csrfOf, unescape } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site;
before(async () => { site = await start({ demo: true, set: { demo: 'yes', jobs_runner: 'no' } }); });
after(async () => { await site?.stop(); });

const NEW = 'три слова подряд';
const letter = async to => {
	const rows = await sql(site.db, `SELECT replace(body, chr10, ' ') FROM (SELECT body, ${site.db.startsWith('sqlite') ? 'char(10)' : 'chr(10)'} AS chr10, id FROM outbox WHERE dest = '${to}') AS o ORDER BY id DESC`);
	return rows.map(r => r[0]);
};
const tokenIn = text => text.match(/[?]t=([0-9a-f]{64})/)?.[1];
const invite = (c, data) => c.submit('/account/invites', { place: PLACE, role: 'EMPLOYEE', until: '', ...data }, { form: '/account/invites' });
async function invited(who, data) {
	const r = await invite(await signIn(site, who), data);
	assert.equal(r.status, 200, unescape(r.text.match(/id="problems"[^]*?<\/ul>/)?.[0] ?? ''));
	return tokenIn(r.text);
}
const accept = (c, t, data = {}) => c.submit(`/invite?t=${t}`, { name: 'Новый Специалист', password: NEW, ...data }, { form: '/invite', follow: false });
const audit = async action => Number((await sql(site.db, `SELECT COUNT(*) FROM audit WHERE action = '${action}'`))[0][0]);

test('an invitation: a letter, a link shown once, a person inside with the role', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const r = await invite(c, { email: ' New@Teykovo.example ', until: '31.12.2099' });
	assert.match(r.text, /Приглашение для new@teykovo\.example готово/);
	const t = tokenIn(r.text), [mail] = await letter('new@teykovo.example');
	assert.equal(tokenIn(mail), t, 'the letter has the same link');
	assert.ok(mail.includes(`${site.base}/invite?t=`));
	const list = await c.get('/account/invites');
	assert.match(list.text, /new@teykovo\.example/);
	assert.doesNotMatch(list.text, new RegExp(t), 'the link is shown once');
	assert.equal((await sql(site.db, `SELECT COUNT(*) FROM account_invite WHERE hash = '${t}'`))[0][0], '0', 'kept as a hash');

	const guest = site.client();
	const page = await guest.get(`/invite?t=${t}`);
	assert.match(page.text, /Вас приглашает Администратор муниципалитета/);
	assert.match(page.text, /31\sдекабря\s2099/);
	let bad = await accept(guest, t, { password: 'короткий' });
	assert.equal(bad.status, 422);
	assert.match(bad.text, /value="Новый Специалист"/);
	bad = await accept(guest, t, { name: '' });
	assert.match(bad.text, /href="#f-name"/);
	const done = await accept(guest, t);
	assert.equal(done.status, 303);
	assert.ok(guest.jar.has('veche_sid'));
	const me = await guest.get('/account');
	assert.match(me.text, /специалист/);
	assert.match(me.text, /городской округ Тейково/);
	assert.match(me.text, /31\sдекабря/);
	await signIn(site, 'new@teykovo.example', NEW);
	assert.equal(await audit('account.invite_accept'), 1);

	const again = await site.client().get(`/invite?t=${t}`);
	assert.equal(again.status, 404);
	assert.match(again.text, /больше не действует/);
	assert.doesNotMatch((await c.get('/account/invites')).text, /new@teykovo/);
});

test('nobody gives more than they have, nor elsewhere', async () => {
	const tries = [['muni@veche.demo', 'REGIONAL_CURATOR', PLACE], ['muni@veche.demo', 'ADMIN', PLACE], ['muni@veche.demo', 'EMPLOYEE', OTHER_PLACE],
		['muni@veche.demo', 'EMPLOYEE', '24000000'], ['region@veche.demo', 'CURATOR', PLACE], ['region@veche.demo', 'EMPLOYEE', OTHER_PLACE],
		['muni@veche.demo', 'EMPLOYEE', ''], ['curator@veche.demo', 'ADMIN', '']];
	for (const [who, role, place] of tries) {
		const r = await invite(await signIn(site, who), { email: 'x@example.org', role, place });
		assert.equal(r.status, 422, `${who} ${role} ${place}`);
		assert.match(r.text, /href="#f-place"/, `${who} ${role} ${place}`);
	}
	for (const [who, role, place] of [['muni@veche.demo', 'MUNI_ADMIN', PLACE], ['region@veche.demo', 'MUNI_ADMIN', PLACE],
		['curator@veche.demo', 'EMPLOYEE', OTHER_PLACE], ['admin@veche.demo', 'ADMIN', '']]) {
		const r = await invite(await signIn(site, who), { email: 'y@example.org', role, place });
		assert.equal(r.status, 200, `${who} ${role} ${place}`);
		assert.ok(tokenIn(r.text));
	}
	assert.equal((await sql(site.db, "SELECT COUNT(*) FROM account_invite WHERE email = 'x@example.org'"))[0][0], '0');
	for (const who of ['specialist@veche.demo', 'moderator@veche.demo'])
		assert.equal((await (await signIn(site, who)).get('/account/invites')).status, 403);
});

test('a form that is wrong comes back filled in and says what', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	for (const [data, field, words] of [[{ email: 'nobody' }, 'email', /не похоже/], [{ email: 'a@b', role: 'KING' }, 'role', /Выберите/],
		[{ email: 'a@b', place: 'Атлантида' }, 'place', /Такой территории нет/], [{ email: 'a@b', until: '01.01.2020' }, 'until', /уже прошёл/],
		[{ email: 'a@b', until: 'завтра?' }, 'until', /дату/]]) {
		const r = await invite(c, data);
		assert.equal(r.status, 422, JSON.stringify(data));
		assert.match(r.text, new RegExp(`href="#f-${field}"`), JSON.stringify(data));
		assert.match(r.text, words);
		assert.ok(r.text.includes(`value="${data.email}"`));
		assert.deepEqual(await validate(r.text, '/account/invites again'), []);
	}
	const named = await invite(c, { email: 'named@example.org', place: 'Тейково' });
	assert.ok(named.status === 200 || /несколько/.test(named.text), 'a name will do, or the several of that name are told');
});

test('withdrawn, expired, replaced, or of an author who lost the right: the link opens nothing', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const gone = async (t, label) => {
		const r = await site.client().get(`/invite?t=${t}`);
		assert.equal(r.status, 404, label);
		const g = site.client();
		await g.get('/login');
		const p = await g.post('/invite', { csrf: csrfOf((await g.get('/login')).text), t, name: 'Кто-то', password: NEW });
		assert.equal(p.status, 404, label);
		assert.ok(!g.jar.has('veche_sid'), label);
	};
	let t = tokenIn((await invite(c, { email: 'w@example.org' })).text);
	const page = await c.get('/account/invites');
	const id = page.text.match(/w@example\.org[^]*?invites\/(\d+)\/withdraw/)[1];
	const stranger = await signIn(site, 'admin@veche.demo');
	const other = await invited('curator@veche.demo', { email: 'far@example.org', place: OTHER_PLACE });
	const farId = (await stranger.get('/account/invites')).text.match(/far@example\.org[^]*?invites\/(\d+)\/withdraw/)[1];
	assert.equal((await c.post(`/account/invites/${farId}/withdraw`, { csrf: csrfOf(page.text) })).status, 404, 'not of my territory');
	assert.equal((await site.client().get(`/invite?t=${other}`)).status, 200);
	assert.doesNotMatch(page.text, /far@example/);
	const r = await c.post(`/account/invites/${id}/withdraw`, { csrf: csrfOf(page.text) }, { follow: true });
	assert.match(r.text, /Приглашение отозвано/);
	await gone(t, 'withdrawn');

	t = tokenIn((await invite(c, { email: 'twice@example.org' })).text);
	const second = tokenIn((await invite(c, { email: 'twice@example.org' })).text);
	await gone(t, 'replaced');
	assert.equal((await site.client().get(`/invite?t=${second}`)).status, 200);

	await sql(site.db, "UPDATE account_invite SET expires = 1000 WHERE email = 'twice@example.org'");
	await gone(second, 'expired');

	await site.veche('user', 'grant', 'specialist@veche.demo', '--role', 'MUNI_ADMIN', '--place', PLACE);
	t = await invited('specialist@veche.demo', { email: 'lost@example.org' });
	assert.equal((await site.client().get(`/invite?t=${t}`)).status, 200);
	await site.veche('user', 'revoke', 'specialist@veche.demo', '--role', 'MUNI_ADMIN', '--place', PLACE);
	await gone(t, 'author without the right');
	for (const t of ['x', '0'.repeat(64), 'é'])
		assert.equal((await site.client().get(`/invite?t=${encodeURIComponent(t)}`)).status, 404);
	assert.equal((await site.client().get('/invite')).status, 200);
});

test('two who take one link at once: one gets in', async () => {
	const t = await invited('muni@veche.demo', { email: 'race@example.org' });
	const all = await Promise.all([1, 2, 3, 4].map(() => accept(site.client(), t).catch(e => ({ status: String(e) }))));
	assert.equal(all.filter(r => r.status === 303).length, 1, JSON.stringify(all.map(r => r.status)));
	assert.equal((await sql(site.db, "SELECT COUNT(*) FROM account_user WHERE email = 'race@example.org'"))[0][0], '1');
});

test('who has an account already signs in and takes the role', async () => {
	const t = await invited('curator@veche.demo', { email: 'resident@veche.demo', role: 'JUROR', place: OTHER_PLACE });
	const guest = site.client();
	let r = await guest.get(`/invite?t=${t}`);
	assert.match(r.text, /уже есть учётная запись/);
	const login = unescape(r.text.match(/href="(\/login\?back=[^"]+)"/)[1]);
	r = await guest.submit(login, { email: 'resident@veche.demo', password: PASSWORD }, { form: '/login' });
	assert.match(r.url, /\/invite\?t=/, 'sign-in leads back to the invitation');
	const other = await signIn(site, 'lawyer@veche.demo');
	const wrong = await other.get(`/invite?t=${t}`);
	assert.match(wrong.text, /под другим именем/);
	await other.post('/invite', { csrf: csrfOf((await other.get('/account')).text), t });
	assert.doesNotMatch((await other.get('/account')).text, /эксперт/);
	r = await guest.submit(`/invite?t=${t}`, {}, { form: '/invite' });
	assert.match(r.text, /Роль добавлена/);
	assert.match(r.text, /эксперт/);
});

/* ---- lost password ---- */

const forgot = (c, email) => c.submit('/login/forgot', { email }, { form: '/login/forgot', follow: false });

test('a lost password: one answer for known and unknown, a letter only to the known', async () => {
	const texts = [];
	await site.veche('user', 'block', 'expert@veche.demo');
	for (const email of ['lawyer@veche.demo', 'nobody@veche.demo', 'expert@veche.demo']) {
		const r = await forgot(site.client(), email);
		assert.equal(r.status, 200);
		texts.push(r.text.replaceAll(email, ''));
	}
	assert.equal(texts[0].replace(/value="[0-9a-f]{48}"/g, ''), texts[1].replace(/value="[0-9a-f]{48}"/g, ''));
	assert.equal(texts[1], texts[2]);
	await site.veche('user', 'unblock', 'expert@veche.demo');
	assert.equal((await letter('lawyer@veche.demo')).length, 1);
	assert.equal((await letter('nobody@veche.demo')).length, 0);
	assert.equal((await letter('expert@veche.demo')).length, 0);
	assert.equal((await forgot(site.client(), 'nothing')).status, 422);
	for (let i = 0; i < 5; i++)
		await forgot(site.client(), 'lawyer@veche.demo');
	assert.equal((await letter('lawyer@veche.demo')).length, 3, 'a mailbox is not flooded');
});

test('the link sets a password once, ends sessions, and opens nothing by itself', async () => {
	const was = await signIn(site, 'moderator@veche.demo');
	await forgot(site.client(), 'moderator@veche.demo');
	await forgot(site.client(), 'moderator@veche.demo');
	const [second, first] = (await letter('moderator@veche.demo')).map(tokenIn);
	assert.ok(first && second && first !== second);
	const c = site.client();
	const set = (t, password) => c.submit(`/login/reset?t=${t}`, { password }, { form: '/login/reset', follow: false });
	const bad = await set(first, '1234567890');
	assert.equal(bad.status, 422);
	assert.match(bad.text, /href="#f-password"/);
	const r = await set(first, NEW);
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, '/login');
	assert.ok(!c.jar.has('veche_sid'));
	assert.equal((await was.get('/account')).status, 303, 'other sessions ended');
	await signIn(site, 'moderator@veche.demo', NEW);
	for (const t of [first, second]) {
		assert.equal((await c.get(`/login/reset?t=${t}`)).status, 404, 'used, and its brother too');
		const p = await c.post('/login/reset', { csrf: csrfOf((await c.get('/login')).text), t, password: 'совсем другие слова' });
		assert.equal(p.status, 404);
	}
	await signIn(site, 'moderator@veche.demo', NEW);
	await forgot(site.client(), 'moderator@veche.demo');
	const late = tokenIn((await letter('moderator@veche.demo'))[0]);
	await sql(site.db, 'UPDATE account_reset SET expires = 1000');
	assert.equal((await c.get(`/login/reset?t=${late}`)).status, 404, 'an hour has passed');
	assert.ok(!site.log.includes(late), 'no token in the log');
});

test('pages of the doors in a browser', async () => {
	const b = await launch();
	try {
		const c = await signIn(site, 'muni@veche.demo');
		const context = contextOf(c);
		const made = await invite(c, { email: 'page@example.org' });
		assert.deepEqual(await validate(made.text, '/account/invites made'), []);
		await forgot(site.client(), 'curator@veche.demo');
		const reset = tokenIn((await letter('curator@veche.demo'))[0]);
		await checkPage(await b.once(`${site.base}/account/invites`, { context }));
		for (const at of [`/invite?t=${tokenIn(made.text)}`, '/login/forgot', `/login/reset?t=${reset}`])
			await checkPage(await b.once(`${site.base}${at}`));
		for (const at of ['/invite', '/invite?t=x', '/login/reset?t=x'])
			assert.deepEqual(await validate((await site.http.get(at)).text, at), []);
		assert.deepEqual(await validate((await forgot(site.client(), 'a@b.example')).text, '/login/forgot sent'), []);
	} finally {
		await b.close();
	}
});
