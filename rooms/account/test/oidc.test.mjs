// Sign-in by OpenID Connect: with the real provider, and against answers that must not be believed.
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPage, launch, validate } from '../../../tests/harness/browser.mjs';
import { PASSWORD, PLACE, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { client } from '../../../tests/harness/http.mjs';
import { json, jws, newKey, open, provider } from '../../../tests/harness/oidc.mjs';
import { start } from '../../../tests/harness/server.mjs';

let op, site;
before(async () => {
	op = await provider();
	site = await start({ demo: true, set: { demo: 'yes', jobs_runner: 'no', ...op.settings } });
	await op.serve(site.base);
});
after(async () => { await site?.stop(); await op?.stop(); });

const begin = async (c, data = {}, path = '/login/via/oidc') => c.post(path, { csrf: await tokenOf(c), ...data });
/* The whole way by a browser: from our button to the page that the way back leads to. */
async function go(c, data, path, there) {
	const r = await begin(c, data, path);
	assert.equal(r.status, 303, r.text.slice(0, 500));
	assert.ok(r.headers.location.startsWith(op.base), r.headers.location);
	return c.get(await op.walk(r.headers.location, there));
}
const audit = async (action, detail = '%') => Number((await sql(site.db, `SELECT COUNT(*) FROM audit WHERE action = '${action}' AND detail LIKE '${detail}'`))[0][0]);
const links = async () => (await sql(site.db, 'SELECT subject FROM account_link ORDER BY id')).flat();
const trouble = (r, kind, label) => {
	assert.equal(r.status, 303, label);
	assert.equal(r.headers.location, `/login/trouble?why=${kind}`, label);
};
const why = () => site.log.match(/event=sign_in_refused[^\n]*|sign_in_refused[^\n]*/g)?.at(-1)?.match(/why=(\w+)/)?.[1];

test('nobody is let in by what is not linked; signed in, one links, then enters without a password', async () => {
	op.person = { sub: 'anna-7', name: 'Анна Провайдер' };
	let c = site.client();
	assert.match((await c.get('/login')).text, /Войти через: Проверочный вход/);
	trouble(await go(c), 'none');
	assert.ok(!c.jar.has('veche_sid') && !c.jar.has('veche_via'));
	assert.match((await c.get('/login/trouble?why=none')).text, /Попросите приглашение/);

	const me = await signIn(site, 'lawyer@veche.demo');
	assert.match((await me.get('/account')).text, /href="\/account\/links"/);
	let r = await go(me, {}, '/account/links/oidc');
	assert.equal(r.headers.location, '/account/links');
	const page = await me.get('/account/links');
	assert.match(page.text, /Снять связь/);
	assert.doesNotMatch(page.text, /anna-7|Связать:/);
	assert.deepEqual(await links(), ['anna-7']);
	assert.equal(await audit('account.link'), 1);

	c = site.client();
	r = await go(c, { back: '/account?x=1' });
	assert.equal(r.headers.location, '/account?x=1');
	assert.ok(c.jar.has('veche_sid'));
	assert.match((await c.get('/account')).text, /lawyer@veche\.demo/);
	assert.equal(await audit('account.login', 'via oidc'), 1);
	const [[hint]] = await sql(site.db, "SELECT hint FROM account_session WHERE via = 'oidc'");
	assert.ok(hint.length > 200 && /^[0-9a-f]+$/.test(hint), 'what is kept for signing out is sealed');
	assert.equal((await sql(site.db, 'SELECT COUNT(*) FROM account_attempt'))[0][0], '0', 'attempts are used up');

	r = await go(await signIn(site, 'expert@veche.demo'), {}, '/account/links/oidc');
	trouble(r, 'taken', 'one subject opens one account');
	op.person = { sub: 'second-of-lawyer', name: 'Второй' };
	trouble(await go(me, {}, '/account/links/oidc'), 'taken', 'one account has one link to a service');
	assert.deepEqual(await links(), ['anna-7']);
	for (const word of [op.settings.oidc_client_id, 'anna-7', 'two words', 'eyJ'])
		assert.ok(!site.log.includes(word), `the log has no ${word}`);
});

test('an invitation is accepted without a password; the only way in is not given away', async () => {
	const admin = await signIn(site, 'muni@veche.demo');
	const made = await admin.submit('/account/invites', { place: PLACE, role: 'EMPLOYEE', until: '', email: 'vera@teykovo.example' }, { form: '/account/invites' });
	const t = made.text.match(/[?]t=([0-9a-f]{64})/)[1];
	const c = site.client();
	assert.match((await c.get(`/invite?t=${t}`)).text, /Принять через: Проверочный вход/);
	op.person = { sub: 'anna-7', name: 'Анна' };
	trouble(await go(c, { t }), 'taken', 'whose link it is has an account');
	op.person = { sub: 'vera-1', name: '  Вера\u0007 ' };
	const first = await begin(c, { t }), second = client(site.base);
	await second.get('/login');
	op.person = { sub: 'vera-1', name: 'Вера Новая' };
	const r = await c.get(await op.walk(first.headers.location));
	assert.equal(r.headers.location, '/account');
	const me = await c.get('/account');
	assert.match(me.text, /value="Вера Новая"/);
	assert.match(me.text, /специалист/);
	assert.match(me.text, /vera@teykovo\.example/);
	trouble(await begin(second, { t }), 'invite', 'once');
	assert.equal((await sql(site.db, "SELECT password FROM account_user WHERE email = 'vera@teykovo.example'"))[0]?.[0] ?? '', '');
	assert.equal(await audit('account.invite_accept'), 1);

	const page = await c.get('/account/links'), id = page.text.match(/drop=(\d+)/)[1];
	assert.match(page.text, /пароля нет/);
	const ask = await c.get(`/account/links?drop=${id}`);
	assert.match(ask.text, /единственный вход/);
	assert.deepEqual(await validate(ask.text, 'the last one'), []);
	const no = await c.post(`/account/links/${id}/drop`, { csrf: await tokenOf(c), sure: 'yes' });
	assert.equal(no.status, 422);
	assert.ok((await links()).includes('vera-1'));
	const other = await signIn(site, 'expert@veche.demo');
	assert.equal((await other.post(`/account/links/${id}/drop`, { csrf: await tokenOf(other), sure: 'yes' })).status, 404, 'not mine');
});

test('the second step: asked as after a password, but not when the service made it', async () => {
	await sql(site.db, "INSERT INTO account_second (user_id, secret, state, created) SELECT id, 'x', 1, 1 FROM account_user WHERE email = 'lawyer@veche.demo'");
	op.person = { sub: 'anna-7', name: 'Анна' };
	let c = site.client(), r = await go(c, { back: '/account' });
	assert.equal(r.headers.location, '/login/code');
	assert.ok(!c.jar.has('veche_sid'));
	const [[via, hint]] = await sql(site.db, 'SELECT via, hint FROM account_pending ORDER BY expires DESC');
	assert.ok(via === 'oidc' && hint.length > 100, 'the way in is remembered over the second step');
	op.amr = ['pwd', 'mfa'];
	c = site.client();
	r = await go(c, { back: '/account' });
	op.amr = undefined;
	assert.equal(r.headers.location, '/account');
	assert.ok(c.jar.has('veche_sid'));
	await sql(site.db, 'DELETE FROM account_second');
});

test('signing out goes on to the service and comes back', async () => {
	op.person = { sub: 'anna-7', name: 'Анна' };
	const c = site.client(), there = client(op.base);
	await go(c, {}, undefined, there);
	const r = await c.post('/logout', { csrf: await tokenOf(c) });
	assert.equal(r.status, 303);
	const to = new URL(r.headers.location);
	assert.equal(to.origin, op.base);
	assert.equal(to.searchParams.get('post_logout_redirect_uri'), `${site.base}/`);
	assert.equal(to.searchParams.get('id_token_hint').split('.').length, 3);
	assert.ok(!c.jar.has('veche_sid'), 'here it is over already');
	assert.match(await op.leave(to.href, there), new RegExp(`^${site.base}/`));
	const p = await signIn(site, 'expert@veche.demo');
	assert.equal((await p.post('/logout', { csrf: await tokenOf(p) })).headers.location, '/', 'who came by password stays here');
});

test('keys change: a new one is read at once, an invented one only once a minute', async () => {
	op.person = { sub: 'anna-7', name: 'Анна' };
	await op.rotate();
	assert.equal((await go(site.client(), { back: '/account' })).headers.location, '/account');
	const read = () => op.asked.filter(([, p]) => p === '/jwks').length, before = read();
	op.play = { token: t => ({ ...t, header: { alg: 'RS256', kid: 'invented' } }) };
	for (let i = 0; i < 3; i++) {
		trouble(await go(site.client()), 'wrong');
		assert.equal(why(), 'kid');
	}
	op.play = null;
	assert.equal(read(), before);
});

test('who says no is told that nothing happened', async () => {
	op.person = null;
	trouble(await go(site.client()), 'refused');
});

/* ---- answers that must not be believed -------------------------------------------------------------- */

const other = newKey('RS256');
const claims = (more, drop = []) => t => { const c = { ...t.claims, ...more(t.claims) }; drop.forEach(k => delete c[k]); return { ...t, claims: c }; };
const pem = k => createPublicKey({ key: open(k), format: 'jwk' }).export({ type: 'spki', format: 'pem' });
const BAD = [
	['alg none', 'alg', t => ({ ...t, header: { alg: 'none' } })],
	['alg none with a key', 'alg', t => ({ ...t, header: { alg: 'none', kid: t.key.kid } })],
	['alg nOnE', 'alg', t => jws({ alg: 'RS256', kid: t.key.kid }, t.claims, t.key).replace(/^[^.]+/, Buffer.from('{"alg":"nOnE"}').toString('base64url'))],
	['HS256 with the public key as the secret', 'alg', t => jws({ alg: 'HS256', kid: t.key.kid }, t.claims, pem(t.key))],
	['RS512 of the right key', 'alg', t => jws({ alg: 'RS256', kid: t.key.kid }, t.claims, t.key).replace(/^[^.]+/, Buffer.from(JSON.stringify({ alg: 'RS512', kid: t.key.kid })).toString('base64url'))],
	['another key under the same kid', 'signature', t => ({ ...t, key: other })],
	['the key in its own header', 'kid', t => ({ ...t, header: { alg: 'RS256', kid: other.kid, jwk: open(other) }, key: other })],
	['a critical extension', 'crit', t => ({ ...t, header: { ...t.header, crit: ['exp'] } })],
	['claims changed after signing', 'signature', t => jws(t.header, t.claims, t.key).split('.').map((p, i) => i === 1 ? Buffer.from(JSON.stringify({ ...t.claims, sub: 'root' })).toString('base64url') : p).join('.')],
	['no signature at all', 'signature', t => `${jws(t.header, t.claims, t.key).split('.').slice(0, 2).join('.')}.`],
	['two parts', 'token_form', () => 'e30.e30'],
	['not a token', 'token_form', () => '<html>'],
	['another issuer', 'iss', claims(() => ({ iss: 'https://evil.example' }))],
	['the issuer with a slash', 'iss', claims(c => ({ iss: `${c.iss}/` }))],
	['no issuer', 'iss', claims(() => ({}), ['iss'])],
	['for another client', 'aud', claims(() => ({ aud: 'other' }))],
	['for nobody', 'aud', claims(() => ({}), ['aud'])],
	['for us and others, without saying who asked', 'azp', claims(c => ({ aud: [c.aud, 'other'] }))],
	['for us and others, asked by another', 'azp', claims(c => ({ aud: [c.aud, 'other'], azp: 'other' }))],
	['azp that is no text', 'azp', claims(() => ({ azp: ['x'] }))],
	['expired', 'exp', claims(c => ({ exp: c.iat - 120, iat: c.iat - 600 }))],
	['without an end', 'exp', claims(() => ({}), ['exp'])],
	['an end that is no number', 'exp', claims(c => ({ exp: String(c.exp) }))],
	['made in the future', 'iat', claims(c => ({ iat: c.iat + 600, exp: c.exp + 600 }))],
	['good only later', 'nbf', claims(c => ({ nbf: c.iat + 600 }))],
	['another nonce', 'nonce', claims(() => ({ nonce: 'x' }))],
	['no nonce', 'nonce', claims(() => ({}), ['nonce'])],
	['no subject', 'sub', claims(() => ({}), ['sub'])],
	['an empty subject', 'sub', claims(() => ({ sub: '' }))],
	['a subject that is a number', 'sub', claims(() => ({ sub: 7 }))],
	['a subject with NUL', 'sub', claims(() => ({ sub: 'anna-7\0x' }))],
];

test('tokens: what is signed well is believed, by each of three algorithms', async () => {
	op.person = { sub: 'anna-7', name: 'Анна' };
	for (const [i, alg] of ['RS256', 'PS256', 'ES256'].entries()) {
		op.play = { token: t => ({ ...t, header: { alg, kid: op.keys[i].kid }, key: op.keys[i] }) };
		assert.equal((await go(site.client(), { back: '/account' })).headers.location, '/account', alg);
	}
	op.play = { token: claims(c => ({ aud: [c.aud, 'other'], azp: c.aud })) };
	assert.equal((await go(site.client(), { back: '/account' })).headers.location, '/account', 'azp says that we asked');
	op.play = { token: claims(c => ({ exp: c.iat - 30, iat: c.iat + 30 })) };
	assert.equal((await go(site.client(), { back: '/account' })).headers.location, '/account', 'clocks half a minute apart');
});

test('tokens: what is wrong in any one place lets nobody in', async () => {
	op.person = { sub: 'anna-7', name: 'Анна' };
	for (const [label, code, token] of BAD) {
		op.play = { token };
		const c = site.client();
		trouble(await go(c), 'wrong', label);
		assert.ok(!c.jar.has('veche_sid'), label);
		assert.equal(why(), code, label);
	}
	op.play = null;
});

test('answers at the wrong place: state, browser, issuer, twice', async () => {
	op.person = { sub: 'anna-7', name: 'Анна' };
	op.play = {};
	const at = async () => { const c = site.client(), r = await begin(c); return { c, to: new URL(await op.walk(r.headers.location)) }; };
	const path = u => u.pathname + u.search;
	let { c, to } = await at();
	assert.equal((await c.get(path(to))).headers.location, '/');
	const thief = site.client();
	trouble(await thief.get(path(to)), 'expired', 'the same answer in another browser');
	trouble(await c.get(path(to)), 'expired', 'the same answer again');

	({ c, to } = await at());
	const b = await at();
	trouble(await b.c.get(path(to)), 'expired', 'the state of another browser');
	assert.ok(!b.c.jar.has('veche_sid'));
	assert.equal((await c.get(path(to))).headers.location, '/', 'whose it is still goes in');

	for (const change of [u => u.searchParams.delete('state'), u => u.searchParams.set('state', 'x'.repeat(300)), u => u.searchParams.set('state', crypto.randomUUID())]) {
		({ c, to } = await at());
		change(to);
		trouble(await c.get(path(to)), 'expired');
		assert.equal(why(), 'no_attempt');
	}
	for (const [answer, kind, code] of [[() => ({ iss: 'https://evil.example' }), 'wrong', 'response_iss'], [() => ({ iss: undefined }), 'wrong', 'response_iss'],
		[() => ({ code: undefined }), 'wrong', 'no_code'], [() => ({ code: 'x'.repeat(4200) }), 'wrong', 'no_code'], [() => ({ code: undefined, error: 'server_error' }), 'away', 'provider_error']]) {
		op.play = { answer };
		({ c, to } = await at());
		trouble(await c.get(path(to)), kind, code);
		assert.equal(why(), code);
	}
	op.play = {};
	({ c, to } = await at());
	await sql(site.db, 'UPDATE account_attempt SET expires = 1000');
	trouble(await c.get(path(to)), 'expired', 'eleven minutes later');
	const me = await signIn(site, 'expert@veche.demo');
	op.person = { sub: 'of-expert', name: 'Эксперт' };
	const r = await begin(me, {}, '/account/links/oidc'), back = new URL(await op.walk(r.headers.location));
	await signIn(site, 'curator@veche.demo', PASSWORD, me);
	trouble(await me.get(path(back)), 'expired', 'begun by another person in the same browser');
	assert.ok(!(await links()).includes('of-expert'));
	op.play = null;
});

test('a token endpoint that is slow, huge, not JSON, broken: said in words, and passwords work meanwhile', async () => {
	op.person = { sub: 'anna-7', name: 'Анна' };
	let cut = 0;
	for (const [label, code, raw] of [
		['500', 'status', rs => json(rs, { error: 'x' }, 500)], ['a redirect', 'status', rs => rs.writeHead(302, { location: `${op.base}/token` }).end()],
		['not JSON', 'token_answer', rs => rs.end('<html>')], ['JSON and more', 'token_answer', rs => rs.end('{} {}')], ['a list', 'token_answer', rs => json(rs, [])],
		['no token', 'no_id_token', rs => json(rs, { access_token: 'a' })], ['a token that is a number', 'no_id_token', rs => json(rs, { id_token: 1 })],
		['deep', 'token_answer', rs => rs.end('['.repeat(50000))],
		['huge', 'too_big', (rs, rq) => { const t = setInterval(() => rs.write('x'.repeat(65536)), 1); rq.socket.once('close', () => { cut++; clearInterval(t); }); }],
		['slow', 'unreachable', rs => { rs.write('{'); }],
		['cut', 'unreachable', rs => rs.destroy()]]) {
		op.play = { raw };
		const c = site.client(), t = Date.now();
		trouble(await go(c), code === 'no_id_token' ? 'wrong' : 'away', label);
		assert.equal(why(), code, label);
		assert.ok(Date.now() - t < 12_000, `${label}: within its time`);
		assert.ok(!c.jar.has('veche_sid'), label);
	}
	await sleep(50);
	assert.equal(cut, 1, 'the huge answer was not read to its end');
	op.play = null;
	await signIn(site, 'expert@veche.demo');
	assert.match((await site.http.get('/login/trouble?why=away')).text, /войдите по почте и паролю/);
});

test('a description that is not the provider’s own is not followed', async () => {
	for (const [label, code, discovery] of [
		['another issuer', 'discovery_issuer', (rs, d) => json(rs, { ...d, issuer: 'https://evil.example' })],
		['no token endpoint', 'discovery_incomplete', (rs, d) => json(rs, { ...d, token_endpoint: undefined })],
		['plain http elsewhere', 'discovery_incomplete', (rs, d) => json(rs, { ...d, token_endpoint: 'http://id.example/token' })],
		['a page of another site', 'endpoint_origin', (rs, d) => json(rs, { ...d, authorization_endpoint: 'https://evil.example/auth' })],
		['not JSON', 'discovery_answer', rs => rs.end('x')], ['404', 'status', rs => json(rs, {}, 404)]]) {
		op.play = { discovery };
		if (code === 'discovery_issuer')
			await site.restart();	// it is kept for an hour
		const c = site.client();
		trouble(await begin(c), 'away', label);
		assert.equal(why(), code, label);
	}
	op.play = null;
	op.person = { sub: 'anna-7', name: 'Анна' };
	assert.equal((await go(site.client(), { back: '/account' })).headers.location, '/account', 'mended, it works at once');
});

test('a blocked account stays closed, another provider’s subject opens nothing', async () => {
	op.person = { sub: 'anna-7', name: 'Анна' };
	await site.veche('user', 'block', 'lawyer@veche.demo');
	trouble(await go(site.client()), 'closed');
	await site.veche('user', 'unblock', 'lawyer@veche.demo');
	await sql(site.db, "UPDATE account_link SET issuer = 'https://id.old.example' WHERE subject = 'anna-7'");
	trouble(await go(site.client()), 'none', 'the same subject at another issuer is another person');
	const me = await signIn(site, 'lawyer@veche.demo'), page = await me.get('/account/links');
	assert.match(page.text, /id\.old\.example[^]*на портале выключен/);
	const id = page.text.match(/drop=(\d+)/)[1];
	assert.match((await me.get(`/account/links?drop=${id}`)).text, /Снять связь: id\.old\.example\?/);
	assert.equal((await me.post(`/account/links/${id}/drop`, { csrf: await tokenOf(me) })).status, 422, 'asked first');
	assert.equal((await me.post(`/account/links/${id}/drop`, { csrf: await tokenOf(me), sure: 'yes' })).headers.location, '/account/links');
	assert.equal(await audit('account.unlink'), 1);
	assert.deepEqual(await links(), ['vera-1']);
});

test('pages stand, and a browser keeps its policy on the way', async () => {
	const b = await launch();
	try {
		op.person = { sub: 'browser-1', name: 'Браузер' };
		const page = await b.open(`${site.base}/login`);
		await checkPage(page);
		await page.getByRole('button', { name: 'Войти через: Проверочный вход' }).click();
		await page.waitForURL('**/login/trouble?why=none');
		await checkPage(page);
		for (const kind of ['wrong', 'away', 'refused', 'expired', 'taken', 'closed', 'invite', 'off', 'odd'])
			assert.deepEqual(await validate((await site.http.get(`/login/trouble?why=${kind}`)).text, kind), []);
		await page.goto(`${site.base}/login?back=%2Faccount%2Flinks`);
		await page.locator('#f-email').fill('expert@veche.demo');
		await page.locator('#f-password').fill(PASSWORD);
		await page.getByRole('button', { name: 'Войти', exact: true }).first().click();
		await page.waitForURL('**/account/links');
		await checkPage(page);
		await page.getByRole('button', { name: 'Связать: Проверочный вход' }).click();
		await page.getByText('Вход связан с вашей учётной записью').waitFor();
		await checkPage(page);
		await page.getByRole('link', { name: /Снять связь/ }).click();
		await page.getByRole('heading', { name: /Снять связь/ }).waitFor();
		await checkPage(page);
		await page.goto(`${site.base}/login`);
		await page.getByRole('button', { name: 'Войти через: Проверочный вход' }).click();
		await page.waitForURL(`${site.base}/`);
		await page.goto(`${site.base}/account`);
		await page.getByRole('button', { name: 'Выйти' }).last().click();
		await page.waitForURL(`${op.base}/session/end**`);
		await page.getByRole('button', { name: /yes/i }).click();
		await page.waitForURL(`${site.base}/**`);
		assert.deepEqual(page.complaints, []);
	} finally {
		await b.close();
	}
});
