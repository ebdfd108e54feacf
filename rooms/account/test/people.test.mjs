// People of a territory: who sees whom, gives and takes roles, blocks; deputies and the ends of roles.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { OTHER_PLACE, PASSWORD, PLACE, REGION, signIn, sql } from '../../../tests/harness/demo.mjs';
import { csrfOf } from '../../../tests/harness/http.mjs';
import { run, start, BIN } from '../../../tests/harness/server.mjs';

let site;
const user = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: `${PASSWORD}\n` });
before(async () => {
	site = await start({ demo: true, set: { demo: 'yes', jobs_runner: 'no' } });
	for (const [email, name, role, place] of [['far@example.org', 'Дальний специалист', 'EMPLOYEE', OTHER_PLACE], ['near@example.org', 'Ближний специалист', 'EMPLOYEE', PLACE],
		['both@example.org', 'Специалист двух', 'EMPLOYEE', PLACE], ['none@example.org', 'Без роли']]) {
		assert.equal((await user('add', email, '--name', name)).status, 0);
		if (role)
			assert.equal((await user('grant', email, '--role', role, '--place', place)).status, 0);
	}
	await user('grant', 'both@example.org', '--role', 'REGIONAL_CURATOR', '--place', REGION);
});
after(async () => { await site?.stop(); });

const idOf = async email => (await sql(site.db, `SELECT id FROM account_user WHERE email = '${email}'`))[0][0];
const emails = r => [...r.text.matchAll(/data-th="Почта">([^<]+)</g)].map(m => m[1]);
const audit = async (action, object) => Number((await sql(site.db, `SELECT COUNT(*) FROM audit WHERE action = '${action}' AND object = '${object}'`))[0][0]);

test('a list holds the people of the reader’s territory and nobody else', async () => {
	const muni = await (await signIn(site, 'muni@veche.demo')).get('/account/people');
	assert.deepEqual(emails(muni), ['both@example.org', 'muni@veche.demo', 'near@example.org', 'resident@veche.demo', 'specialist@veche.demo']);
	const region = emails(await (await signIn(site, 'region@veche.demo')).get('/account/people'));
	assert.ok(region.includes('region@veche.demo') && region.includes('near@example.org') && !region.includes('far@example.org') && !region.includes('curator@veche.demo'));
	const all = emails(await (await signIn(site, 'admin@veche.demo')).get('/account/people'));
	for (const e of ['far@example.org', 'none@example.org', 'curator@veche.demo'])
		assert.ok(all.includes(e), e);
	assert.deepEqual([...all].sort(), all, 'in the order of e-mails');
	assert.equal((await (await signIn(site, 'specialist@veche.demo')).get('/account/people')).status, 403);
});

test('people are found by name and e-mail, whatever the case', async () => {
	const c = await signIn(site, 'admin@veche.demo');
	for (const [q, found] of [['ДАЛЬНИЙ', ['far@example.org']], ['Near@', ['near@example.org']], ['специалист дв', ['both@example.org']],
		['%', []], ['_ar@', []], ['никого такого', []]])
		assert.deepEqual(emails(await c.get(`/account/people?q=${encodeURIComponent(q)}`)), found, q);
	assert.match((await c.get('/account/people?q=zzz')).text, /Никого не нашли/);
});

test('a long list goes on by pages, each person once', async () => {
	await sql(site.db, Array.from({ length: 120 }, (_, i) => `INSERT INTO account_user (email, name, words, created) VALUES ('p${i}@many.example', 'Много ${i}', 'p${i}@many.example много ${i}', 1)`).join(';'));
	const c = await signIn(site, 'admin@veche.demo'), seen = [];
	for (let at = '/account/people?q=many', n = 0; at && n < 9; n++) {
		const r = await c.get(at);
		seen.push(...emails(r));
		at = r.text.match(/href="([^"]+)" rel="next"/)?.[1].replaceAll('&amp;', '&');
	}
	assert.equal(seen.length, 120);
	assert.equal(new Set(seen).size, 120);
	await sql(site.db, "DELETE FROM account_user WHERE email LIKE '%@many.example'");
});

test('a stranger to the territory is not found, whatever one asks', async () => {
	const c = await signIn(site, 'muni@veche.demo'), csrf = csrfOf((await c.get('/account')).text);
	for (const email of ['far@example.org', 'none@example.org', 'curator@veche.demo']) {
		const id = await idOf(email);
		assert.equal((await c.get(`/account/people/${id}`)).status, 404, email);
		for (const act of ['grant', 'revoke', 'block', 'unblock', 'second-off'])
			assert.equal((await c.post(`/account/people/${id}/${act}`, { csrf, sure: 'yes', role: 'EMPLOYEE', place: PLACE, grant: '1' })).status, 404, `${email} ${act}`);
	}
	assert.equal((await c.get('/account/people/0')).status, 404);
	assert.equal((await c.get('/account/people/x')).status, 404);
});

test('a role is given with a term, moved, and taken after a question', async () => {
	const c = await signIn(site, 'muni@veche.demo'), id = await idOf('near@example.org'), at = `/account/people/${id}`;
	let r = await c.submit(at, { role: 'MODERATOR', place: PLACE, until: '31.12.2099' }, { form: `${at}/grant` });
	assert.match(r.text, /Роль дана/);
	assert.match(r.text, /31\sдекабря\s2099/);
	r = await c.submit(at, { role: 'MODERATOR', place: 'городской округ Тейково', until: '30.11.2099' }, { form: `${at}/grant` });
	assert.match(r.text, /30\sноября\s2099/);
	assert.equal((r.text.match(/>модератор</g) ?? []).length, 2, 'one row (and the select): granting again moves the end');
	const person = await signIn(site, 'near@example.org');
	assert.match((await person.get('/account')).text, /модератор/);
	const grant = r.text.match(/>модератор<[^]*?revoke=(\d+)/)[1];
	const asked = await c.post(`${at}/revoke`, { csrf: csrfOf(r.text), grant });
	assert.equal(asked.status, 303);
	assert.equal(asked.headers.location, `${at}?revoke=${grant}`, 'it asks first');
	assert.match((await person.get('/account')).text, /модератор/);
	r = await c.submit(asked.headers.location, {}, { form: `${at}/revoke` });
	assert.match(r.text, /Роль снята/);
	assert.doesNotMatch((await person.get('/account')).text, /модератор/);
	assert.equal(await audit('account.grant', `user:${id}`), 2);
	assert.equal(await audit('account.revoke', `user:${id}`), 1);
});

test('nobody gives more than they have, elsewhere, or to themselves', async () => {
	const c = await signIn(site, 'muni@veche.demo'), at = `/account/people/${await idOf('near@example.org')}`;
	for (const [role, place, field] of [['REGIONAL_CURATOR', PLACE, 'place'], ['EMPLOYEE', OTHER_PLACE, 'place'], ['EMPLOYEE', REGION, 'place'], ['EMPLOYEE', '', 'place'],
		['KING', PLACE, 'role'], ['EMPLOYEE', 'Атлантида', 'place']]) {
		const r = await c.submit(at, { role, place, until: '' }, { form: `${at}/grant`, follow: false });
		assert.equal(r.status, 422, `${role} ${place}`);
		assert.match(r.text, new RegExp(`href="#f-${field}"`), `${role} ${place}`);
		assert.deepEqual(await validate(r.text, at), []);
	}
	const me = `/account/people/${await idOf('muni@veche.demo')}`, page = await c.get(me);
	assert.match(page.text, /Это вы/);
	const csrf = csrfOf((await c.get('/account')).text);
	assert.equal((await c.post(`${me}/grant`, { csrf, role: 'EMPLOYEE', place: PLACE })).status, 422);
	const [[own]] = await sql(site.db, `SELECT id FROM account_grant WHERE user_id = ${await idOf('muni@veche.demo')}`);
	assert.equal((await c.post(`${me}/revoke`, { csrf, grant: own, sure: 'yes' })).status, 404);
	assert.equal((await c.post(`${me}/block`, { csrf, sure: 'yes' })).status, 404);
	// a role above mine on my own territory’s person is not mine to take, nor is the account
	const both = `/account/people/${await idOf('both@example.org')}`, r = await c.get(both);
	assert.match(r.text, /не в ваших правах/);
	const [[high]] = await sql(site.db, `SELECT id FROM account_grant WHERE user_id = ${await idOf('both@example.org')} AND role = 8`);
	assert.equal((await c.post(`${both}/revoke`, { csrf: csrfOf(r.text), grant: high, sure: 'yes' })).status, 404);
	assert.equal((await c.post(`${both}/block`, { csrf: csrfOf(r.text), sure: 'yes' })).status, 404);
});

test('blocked after a question, and let in again', async () => {
	const c = await signIn(site, 'muni@veche.demo'), id = await idOf('near@example.org'), at = `/account/people/${id}`;
	const person = await signIn(site, 'near@example.org');
	const asked = await c.post(`${at}/block`, { csrf: csrfOf((await c.get(at)).text) });
	assert.equal(asked.headers.location, `${at}?block=1`);
	assert.equal((await person.get('/account')).status, 200);
	let r = await c.submit(`${at}?block=1`, {}, { form: `${at}/block` });
	assert.match(r.text, /Вход закрыт/);
	assert.equal((await person.get('/account')).status, 303);
	assert.match((await c.get('/account/people')).text, /вход закрыт/);
	r = await c.submit(at, {}, { form: `${at}/unblock` });
	assert.match(r.text, /Вход открыт/);
	await signIn(site, 'near@example.org');
	assert.equal(await audit('account.block', `user:${id}`), 1);
	assert.equal(await audit('account.unblock', `user:${id}`), 1);
});

test('a lost phone: the administrator takes the second step off', async () => {
	const c = await signIn(site, 'muni@veche.demo'), id = await idOf('near@example.org'), at = `/account/people/${id}`;
	await sql(site.db, `INSERT INTO account_second (user_id, secret, state, created) VALUES (${id}, 'x', 1, 1)`);
	const d = site.client();
	const login = () => d.submit('/login', { email: 'near@example.org', password: PASSWORD }, { form: '/login', follow: false });
	assert.equal((await login()).headers.location, '/login/code');
	const r = await c.submit(`${at}?second=1`, {}, { form: `${at}/second-off` });
	assert.match(r.text, /Второй шаг снят/);
	assert.equal((await login()).headers.location, '/');
});

test('a deputy has the role until the day, while its owner has it, and no longer', async () => {
	const c = await signIn(site, 'muni@veche.demo'), page = await c.get('/account/deputies');
	assert.match(page.text, /никто не замещает/);
	const add = data => c.submit('/account/deputies', { email: 'none@example.org', until: '01.03.2027', ...data }, { form: '/account/deputies', follow: false });
	for (const [data, field] of [[{ email: 'nobody@example.org' }, 'email'], [{ email: 'muni@veche.demo' }, 'email'], [{ until: '' }, 'until'],
		[{ until: '01.01.2020' }, 'until'], [{ until: '01.01.2099' }, 'until'], [{ grant: '1000000' }, 'grant']]) {
		const r = await add(data);
		assert.equal(r.status, 422, JSON.stringify(data));
		assert.match(r.text, new RegExp(`href="#f-${field}"`), JSON.stringify(data));
		assert.deepEqual(await validate(r.text, '/account/deputies again'), []);
	}
	const may = async d => (await d.get('/account/people')).status;
	const d = await signIn(site, 'none@example.org');
	assert.equal(await may(d), 403);
	assert.equal((await add()).status, 303);
	assert.equal((await add()).status, 303, 'again: still one');
	assert.match((await c.get('/account/deputies')).text, /Без роли, none@example\.org/);
	assert.equal((await sql(site.db, "SELECT COUNT(*) FROM account_grant WHERE deputy_of IS NOT NULL"))[0][0], '1');
	assert.equal((await sql(site.db, "SELECT COUNT(*) FROM outbox WHERE dest = 'none@example.org'"))[0][0], '2');
	assert.equal(await may(d), 200);
	assert.match((await d.get('/account')).text, /заместитель: Администратор муниципалитета/);
	assert.match((await d.get('/account/deputies')).text, /Передавать нечего/, 'a deputy appoints none');

	await user('block', 'muni@veche.demo');
	assert.equal(await may(d), 403, 'its owner is blocked');
	await user('unblock', 'muni@veche.demo');
	assert.equal(await may(d), 200);
	await sql(site.db, "UPDATE account_grant SET until = 1000 WHERE deputy_of IS NULL AND user_id = (SELECT id FROM account_user WHERE email = 'muni@veche.demo')");
	assert.equal(await may(d), 403, 'the role itself has ended');
	await sql(site.db, "UPDATE account_grant SET until = NULL WHERE deputy_of IS NULL AND user_id = (SELECT id FROM account_user WHERE email = 'muni@veche.demo')");
	assert.equal(await may(d), 200);
	await sql(site.db, 'UPDATE account_grant SET until = 1000 WHERE deputy_of IS NOT NULL');
	assert.equal(await may(d), 403, 'the day has come');
	await sql(site.db, 'UPDATE account_grant SET until = 4000000000 WHERE deputy_of IS NOT NULL');
	const [[id]] = await sql(site.db, 'SELECT id FROM account_grant WHERE deputy_of IS NOT NULL');
	const stranger = await signIn(site, 'region@veche.demo');
	assert.equal((await stranger.post(`/account/deputies/${id}/end`, { csrf: csrfOf((await stranger.get('/account')).text) })).status, 404);
	const again = await signIn(site, 'muni@veche.demo');
	const r = await again.submit('/account/deputies', {}, { form: `/account/deputies/${id}/end` });
	assert.match(r.text, /Замещение закончено/);
	assert.equal(await may(d), 403);
});

test('pages of people in a browser', async () => {
	const b = await launch();
	try {
		const c = await signIn(site, 'muni@veche.demo');
		const context = contextOf(c);
		const at = `/account/people/${await idOf('near@example.org')}`;
		const [[grant]] = await sql(site.db, `SELECT id FROM account_grant WHERE user_id = ${await idOf('near@example.org')}`);
		await c.submit('/account/deputies', { email: 'near@example.org', until: '01.03.2027' }, { form: '/account/deputies' });
		for (const path of ['/account/people', at, '/account/deputies'])
			await checkPage(await b.once(`${site.base}${path}`, { context }));
		for (const path of [`${at}?revoke=${grant}`, `${at}?block=1`, '/account/people?q=zzz'])
			assert.deepEqual(await validate((await c.get(path)).text, path), []);
	} finally {
		await b.close();
	}
});
