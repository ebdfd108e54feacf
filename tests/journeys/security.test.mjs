// Walls that the list of docs/admin/asvs.md names: cookies behind TLS, policies on every answer, traces of
// attempts, the end of a session.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { concrete, PASSWORD, routes, signIn, sql, tokenOf } from '../harness/demo.mjs';
import { csrfOf } from '../harness/http.mjs';
import { start } from '../harness/server.mjs';

let site;
before(async () => { site = await start({ demo: true, set: { trusted_proxies: '127.0.0.1', session_days: 14, session_max_days: 30 } }); });
after(() => site?.stop());

const TLS = { 'x-forwarded-proto': 'https' };
/* The log comes by a pipe: a moment later than the answer. */
async function said(re) {
	for (const until = Date.now() + 3000; !re.test(site.log) && Date.now() < until;)
		await sleep(20);
	assert.match(site.log, re);
}
const user = email => `(SELECT id FROM account_user WHERE email = '${email}')`;

/* Signed in over TLS: the client with its cookies. */
async function secure(email) {
	const c = site.client();
	const page = await c.get('/login', { headers: TLS });
	const r = await c.post('/login', { csrf: csrfOf(page.text), email, password: PASSWORD }, { headers: TLS });
	assert.equal(r.status, 303);
	return c;
}

test('behind TLS a cookie belongs to this host alone: __Host-, and nothing without it is believed', async () => {
	const c = await secure('muni@veche.demo');
	assert.ok(c.jar.size >= 2);
	for (const name of c.jar.keys())
		assert.match(name, /^__Host-veche_/);
	assert.equal((await c.get('/account', { headers: TLS })).status, 200);
	// what another host of the domain may have set
	const planted = site.client();
	planted.jar.set('veche_sid', c.jar.get('__Host-veche_sid'));
	assert.equal((await planted.get('/account', { headers: TLS })).status, 303);
	// and without TLS the names are the plain ones: __Host- would not be kept by a browser
	const plain = await signIn(site, 'muni@veche.demo');
	assert.ok(plain.jar.has('veche_sid') && !plain.jar.has('__Host-veche_sid'));
});

test('signing out over TLS tells the browser to forget what it kept', async () => {
	const c = await secure('specialist@veche.demo');
	const page = await c.get('/account', { headers: TLS });
	const r = await c.post('/logout', { csrf: csrfOf(page.text) }, { headers: TLS });
	assert.equal(r.status, 303);
	assert.match(r.headers['clear-site-data'] ?? '', /"cache".*"storage"/);
	assert.ok(!c.jar.has('__Host-veche_sid'));
});

test('every answer, page or file, may be framed by nobody and runs nothing of others', async () => {
	const c = await signIn(site, 'admin@veche.demo');
	const assets = [...(await c.get('/')).text.matchAll(/(?:href|src)="(\/a\/[^"#]+)/g)].map(m => m[1]);
	assert.ok(assets.length >= 3);
	for (const at of [...assets, ...(await routes()).filter(r => r.verb === 'GET').map(r => concrete(r.path)), '/nothing-here']) {
		const csp = (await c.get(at)).headers['content-security-policy'] ?? '';
		assert.match(csp, /default-src 'none'/, at);
		assert.match(csp, /frame-ancestors 'none'/, at);
		assert.match(csp, /base-uri 'none'/, at);
	}
	for (const method of ['TRACE', 'TRACK', 'DEBUG', 'PROPFIND']) {
		const r = await c.ask('/', { method, headers: { 'x-secret': 'echo-me' } });
		assert.ok([400, 405, 501].includes(r.status), `${method}: ${r.status}`);
		assert.ok(!r.text.includes('echo-me'), method);
	}
});

/* Bytes as they are: the statuses of all answers, and that the connection was closed. */
const raw = bytes => new Promise((ok, no) => {
	const s = net.connect(site.port, '127.0.0.1', () => s.write(bytes));
	let got = '';
	s.setEncoding('latin1').on('data', d => { got += d; }).once('close', () => ok([...got.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(m => +m[1]))).once('error', no);
	s.setTimeout(15_000, () => s.destroy(new Error('the connection stays open')));
});

test('where one message ends and the next begins is never guessed: 400, and the connection ends', async () => {
	const next = 'GET /admin HTTP/1.1\r\nHost: x\r\n\r\n';
	for (const head of ['Content-Length: 6\r\nTransfer-Encoding: chunked', 'Content-Length: 5\r\nContent-Length: 6', 'Transfer-Encoding: xchunked\r\nContent-Length: 5'])
		assert.deepEqual(await raw(`POST /login HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n0\r\n\r\n${next}`), [400], head);
});

test('a wrong password, a wrong code and a right that is missing leave a line in the log, without the e-mail', async () => {
	const c = site.client(), csrf = await tokenOf(c);
	const try_ = (email, password) => c.post('/login', { csrf, email, password });
	const [[id]] = await sql(site.db, `SELECT ${user('lawyer@veche.demo')}`);
	await try_('lawyer@veche.demo', 'wrong-wrong-1');
	await try_('nobody@veche.demo', 'wrong-wrong-1');
	await said(new RegExp(`level=warn event=login_failed id=[0-9a-f]{16} step=password user=${id}\\b`));
	await said(/level=warn event=login_failed id=[0-9a-f]{16} step=password user=0\b/);
	const clerk = await signIn(site, 'specialist@veche.demo');
	assert.equal((await clerk.get('/admin')).status, 403);
	await said(/event=request_failed id=[0-9a-f]{16} err=E_DENIED route=admin\/overview/);
	assert.equal((await clerk.post('/account/name', { csrf: 'x', name: 'Чужой' })).status, 403);
	await said(/event=request_failed id=[0-9a-f]{16} err=E_CSRF route=account\/name_set/);
	assert.doesNotMatch(site.log, /@veche\.demo|wrong-wrong/);
});

test('a link with a secret in its path is not written down with it', async () => {
	const secret = 'f00dfeedf00dfeedf00dfeedf00dfeed';
	await site.http.get(`/alerts/stop/${secret}`);
	await site.http.post(`/alerts/stop/${secret}`, {});
	await said(/event=request .*path=\/alerts\/stop\/\{token\} /);
	assert.ok(!site.log.includes(secret));
});

test('a session ends at its greatest age, however busy it was', async () => {
	const c = await signIn(site, 'expert@veche.demo'), day = 86400, now = Math.floor(Date.now() / 1000);
	const age = days => sql(site.db, `UPDATE account_session SET created = ${now - days * day} WHERE user_id = ${user('expert@veche.demo')}`);
	await age(29);
	assert.equal((await c.get('/account')).status, 200);
	await age(31);
	assert.equal((await c.get('/account')).status, 303, 'seen a moment ago, yet too old');
});
