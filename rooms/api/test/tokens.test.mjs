// Tokens of the API: made, shown once, kept as hashes, refused when they should be, told of, taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chain, OTHER_PLACE, PLACE, REGION, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { request } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

let site;
before(async () => { site = await start({ demo: true, set: { jobs_runner: 'no' } }); });
after(() => site?.stop());

const api = (path, token, headers = {}) => request(`${site.base}${path}`, { headers: { ...token ? { authorization: `Bearer ${token}` } : {}, ...headers } });
const READ = '/api/v1/places?limit=1';
async function make(c, form, path = '/account/tokens', status = 200) {
	const r = await c.post(path, { csrf: await tokenOf(c), name: 'Проверка', term: '90', 'scope[]': ['read'], ...form });
	assert.equal(r.status, status, r.text.slice(0, 400));
	return r.text.match(/id="secret"[^>]*>(veche_[ps]_[0-9a-f]{64})/)?.[1];
}
async function refused(r, status, code) {
	assert.equal(r.status, status, r.text);
	assert.match(r.headers['content-type'], /^application\/problem\+json/);
	const p = r.json();
	assert.equal(new URL(p.type).hash, `#${code}`);
	assert.equal(p.status, status);
	assert.ok((await site.http.get('/api')).text.includes(`id="${code}"`), `${code} has its words on the page`);
	return r.headers['www-authenticate'];
}

test('a token is shown once, kept as a hash, and works', async () => {
	const c = await signIn(site, 'specialist@veche.demo');
	const token = await make(c, { name: 'Учётная система', 'scope[]': ['read', 'folder:read'] });
	assert.match(token, /^veche_p_/);
	assert.equal((await api(READ, token)).status, 200);
	assert.equal((await request(`${site.base}${READ}`, { headers: { authorization: `bEaReR  ${token}` } })).status, 200, 'the scheme has no case');
	const list = (await c.get('/account/tokens')).text;
	assert.ok(!list.includes(token) && list.includes(`veche_p_…${token.slice(-4)}`) && list.includes('Учётная система'));
	const rows = await sql(site.db, 'SELECT hash, scopes, used FROM api_token ORDER BY id');
	assert.equal(rows.length, 1);
	assert.equal(rows[0][1], '3');
	assert.ok(Number(rows[0][2]) > 0, 'when it was used is known');
	assert.ok(!JSON.stringify(rows).includes(token.slice(10)), 'the token itself is nowhere');
	assert.match(rows[0][0], /^[0-9a-f]{64}$/, 'a hash');
	const [letter] = await sql(site.db, "SELECT dest, body FROM outbox WHERE k LIKE 'api.token:%'");
	assert.equal(letter[0], 'specialist@veche.demo');
	const [logged] = await sql(site.db, "SELECT detail FROM audit WHERE action = 'api.token_add'");
	assert.equal(logged[0], 'read folder:read');
	const vary = await api(READ, token);
	assert.match(vary.headers['cache-control'], /no-store/, 'what a token reads is nobody else’s');
});

test('no token, a wrong one, an expired one, a revoked one: each says which', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	for (const bad of ['x', 'veche_p_', `veche_p_${'0'.repeat(64)}`, `veche_x_${'0'.repeat(64)}`, `veche_p_${'Z'.repeat(64)}`])
		assert.match(await refused(await api(READ, bad), 401, 'bad-token'), /error="invalid_token"/, bad);
	const token = await make(c);
	const wrong = token.slice(0, -1) + (token.at(-1) === '0' ? '1' : '0');
	await refused(await api(READ, wrong), 401, 'bad-token');
	assert.equal((await api(READ, token)).status, 200);
	const [[id]] = await sql(site.db, 'SELECT MAX(id) FROM api_token');
	await sql(site.db, `UPDATE api_token SET expires = 1000 WHERE id = ${id}`);
	await refused(await api(READ, token), 401, 'expired-token');
	assert.match((await c.get(`/account/tokens/${id}`)).text, /больше не работает/);
	const second = await make(c);
	const [[two]] = await sql(site.db, 'SELECT MAX(id) FROM api_token');
	assert.match((await c.get(`/account/tokens/${two}`)).text, /Отозвать токен\?/);
	assert.equal((await c.post(`/account/tokens/${two}/revoke`, { csrf: await tokenOf(c) })).status, 303);
	await refused(await api(READ, second), 401, 'revoked-token');
	assert.equal((await c.post(`/account/tokens/${two}/revoke`, { csrf: await tokenOf(c) })).status, 303, 'twice is once');
	assert.equal((await sql(site.db, "SELECT id FROM audit WHERE action = 'api.token_revoke'")).length, 1);
});

test('a token does what its scopes say, and no more', async () => {
	const c = await signIn(site, 'specialist@veche.demo');
	const token = await make(c, { 'scope[]': ['folder:read'] });
	assert.match(await refused(await api(READ, token), 403, 'no-scope'), /error="insufficient_scope", scope="read"/);
	assert.equal((await api(READ)).status, 200, 'without a token it is open');
});

test('another person’s token is not found; a form says what is wrong and keeps what was typed', async () => {
	const a = await signIn(site, 'specialist@veche.demo'), b = await signIn(site, 'muni@veche.demo');
	await make(a, { name: 'Чужой' });
	const [[id]] = await sql(site.db, 'SELECT MAX(id) FROM api_token');
	assert.equal((await b.get(`/account/tokens/${id}`)).status, 404);
	assert.equal((await b.post(`/account/tokens/${id}/revoke`, { csrf: await tokenOf(b) })).status, 404);
	const bad = await a.post('/account/tokens', { csrf: await tokenOf(a), name: 'Имя для токена', term: '9999' });
	assert.equal(bad.status, 422);
	assert.match(bad.text, /Отметьте, для чего нужен токен/);
	assert.match(bad.text, /value="Имя для токена"/);
	assert.equal((await sql(site.db, 'SELECT MAX(id) FROM api_token'))[0][0], id, 'nothing was made');
});

test('a blocked person’s tokens do not work, and lost roles are lost', async () => {
	const user = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: 'pass-Word-for-tests-7\n' });
	await user('add', 'token@example.org', '--name', 'Проверка');
	const c = await signIn(site, 'token@example.org', 'pass-Word-for-tests-7');
	const token = await make(c);
	assert.equal((await api(READ, token)).status, 200);
	assert.equal((await user('block', 'token@example.org')).status, 0);
	await refused(await api(READ, token), 401, 'bad-token');
	await user('unblock', 'token@example.org');
	assert.equal((await api(READ, token)).status, 200);
});

test('services: a role of their own, never more than the maker’s; listed to who administers the territory', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const form = { name: '1С', role: 'EMPLOYEE', place: PLACE, 'scope[]': ['read', 'folder:read', 'folder:write'] };
	const token = await make(c, form, '/account/tokens/service');
	assert.match(token, /^veche_s_/);
	assert.equal((await api(READ, token)).status, 200);
	for (const over of [{ role: 'CURATOR' }, { place: OTHER_PLACE }, { place: REGION }, { place: '' }, { role: 'SIGNED' }, { role: 'NOBODY' }, { 'scope[]': ['subscriptions:read'] }])
		await make(c, { ...form, ...over }, '/account/tokens/service', 422);
	const [[id]] = await sql(site.db, 'SELECT MAX(id) FROM api_token WHERE kind = 2');
	assert.equal((await sql(site.db, 'SELECT id FROM api_token WHERE kind = 2')).length, 1);
	for (const [email, sees] of [['muni@veche.demo', true], ['admin@veche.demo', true]])
		assert.equal((await (await signIn(site, email)).get('/account/tokens/service')).text.includes('1С'), sees, email);
	const user = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: 'pass-Word-for-tests-7\n' });
	await user('add', 'elsewhere@example.org', '--name', 'Проверка');
	await user('grant', 'elsewhere@example.org', '--role', 'MUNI_ADMIN', '--place', OTHER_PLACE);
	const other = await signIn(site, 'elsewhere@example.org', 'pass-Word-for-tests-7');
	assert.ok(!(await other.get('/account/tokens/service')).text.includes('1С'));
	assert.equal((await other.get(`/account/tokens/${id}`)).status, 404);
	assert.equal((await (await signIn(site, 'specialist@veche.demo')).get(`/account/tokens/${id}`)).status, 404);
	assert.ok(chain(PLACE).includes(REGION));
	// the maker goes, the service stays
	await user('block', 'muni@veche.demo');
	assert.equal((await api(READ, token)).status, 200);
	await user('unblock', 'muni@veche.demo');
	// above the administrator's own role: seen, not taken back
	const admin = await signIn(site, 'admin@veche.demo');
	await make(admin, { ...form, name: 'Выше', role: 'CURATOR' }, '/account/tokens/service');
	const [[high]] = await sql(site.db, 'SELECT MAX(id) FROM api_token WHERE kind = 2');
	const m = await signIn(site, 'muni@veche.demo');
	assert.match((await m.get(`/account/tokens/${high}`)).text, /выше вашей/);
	assert.equal((await m.post(`/account/tokens/${high}/revoke`, { csrf: await tokenOf(m) })).status, 403);
	assert.equal((await m.post(`/account/tokens/${id}/revoke`, { csrf: await tokenOf(m) })).status, 303);
	await refused(await api(READ, token), 401, 'revoked-token');
});

test('the rate is the token’s; trying tokens costs the address', async () => {
	const tight = await start({ demo: true, set: { rate_api: 4 } });
	try {
		const ask = token => request(`${tight.base}${READ}`, { headers: { authorization: `Bearer ${token}` } });
		const c = await signIn(tight, 'specialist@veche.demo'), made = [];
		for (let i = 0; i < 2; i++) {
			const r = await c.post('/account/tokens', { csrf: await tokenOf(c), name: 'Проверка', term: '30', 'scope[]': ['read'] });
			made.push(r.text.match(/(veche_p_[0-9a-f]{64})/)[1]);
		}
		for (const token of made) {
			const seen = [];
			for (let i = 0; i < 6; i++)
				seen.push((await ask(token)).status);
			assert.deepEqual(seen, [200, 200, 200, 200, 429, 429]);
		}
		const tries = [];
		for (let i = 0; i < 6; i++)
			tries.push((await ask(`veche_p_${String(i).repeat(64)}`)).status);
		assert.deepEqual(tries, [401, 401, 401, 401, 429, 429]);
	} finally {
		await tight.stop();
	}
});

test('the job takes away what has long not worked', async () => {
	const c = await signIn(site, 'specialist@veche.demo');
	await make(c, { name: 'Давний' });
	await sql(site.db, "UPDATE api_token SET expires = 1000 WHERE name = 'Давний'");
	await sql(site.db, "UPDATE job_schedule SET next = 0 WHERE kind = 'api.sweep'");
	await site.veche('jobs', 'run');
	assert.equal((await sql(site.db, "SELECT id FROM api_token WHERE name = 'Давний'")).length, 0);
	assert.ok((await sql(site.db, 'SELECT id FROM api_token')).length > 0);
});

test('a body over the limit is told to programs in their own way, to people as a page', async () => {
	const c = await signIn(site, 'specialist@veche.demo'), token = await make(c, { 'scope[]': ['subscriptions:write'] });
	const big = { method: 'POST', body: JSON.stringify({ what: 'x'.repeat(9000) }), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'accept-language': 'en' } };
	const r = await request(`${site.base}/api/v1/subscriptions`, big);
	await refused(r, 413, 'too-big');
	assert.equal(r.json().instance, '/api/v1/subscriptions');
	assert.equal(r.headers['access-control-allow-origin'], '*');
	assert.doesNotMatch(r.text, /[а-яё]/i, 'in the language asked for');
	const page = await c.post('/account/tokens', { csrf: await tokenOf(c), name: 'x'.repeat(9000) });
	assert.equal(page.status, 413);
	assert.match(page.headers['content-type'], /^text\/html/);
});
