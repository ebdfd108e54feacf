// Sign-in by ЕСИА: every question signed by the signer's process, every signature checked by openssl.
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PLACE, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { request } from '../../../tests/harness/http.mjs';
import { GOST, makeKeys, sign, standIn } from '../../../tests/harness/esia.mjs';
import { jws, newKey } from '../../../tests/harness/oidc.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

let keys, signer, esia, site;
before(async () => {
	keys = makeKeys('rsa');
	[signer, esia] = [await sign(keys), await standIn(keys)];
	const pem = join(keys.dir, 'esia.pem');
	writeFileSync(pem, createPublicKey({ key: { kty: 'RSA', n: esia.signing.n, e: esia.signing.e }, format: 'jwk' }).export({ type: 'spki', format: 'pem' }));
	site = await start({ demo: true, set: { demo: 'yes', jobs_runner: 'no', ...esia.settings, esia_signer: signer.path, esia_key_file: pem } });
});
after(async () => {
	await site?.stop();
	await esia?.stop();
	await signer?.stop();
	keys?.drop();
});

const begin = async (c, data = {}, path = '/login/via/esia') => c.post(path, { csrf: await tokenOf(c), ...data });
/* Through ЕСИА and back. */
async function go(c, data, path) {
	const r = await begin(c, data, path);
	assert.equal(r.status, 303);
	if (r.headers.location.startsWith('/'))
		return r;
	const back = await request(r.headers.location);
	assert.equal(back.status, 302, back.text);
	return c.get(back.headers.location);
}
const why = s => s.log.match(/sign_in_refused[^\n]*why=(\w+)/g)?.at(-1)?.match(/why=(\w+)/)[1];
const trouble = (r, kind, label) => assert.equal(r.headers.location, `/login/trouble?why=${kind}`, label);

test('an invitation, the way in and out: the person’s number and name, nothing else', async () => {
	const admin = await signIn(site, 'muni@veche.demo');
	const made = await admin.submit('/account/invites', { place: PLACE, role: 'EMPLOYEE', until: '', email: 'maria@teykovo.example' }, { form: '/account/invites' });
	const t = made.text.match(/[?]t=([0-9a-f]{64})/)[1], c = site.client();
	assert.match((await c.get(`/invite?t=${t}`)).text, /Принять через: Госуслуги/);
	assert.equal((await go(c, { t })).headers.location, '/account', why(site));
	assert.match((await c.get('/account')).text, /value="Мария Провайдерова"/);
	assert.deepEqual(esia.checked, [true, true], 'both questions were signed');
	assert.equal(esia.scope, 'openid fullname');
	assert.deepEqual(esia.bearer, ['Bearer access.of.person']);
	assert.deepEqual(await sql(site.db, "SELECT issuer, subject FROM account_link"), [[esia.base, '1000299654']]);

	const out = new URL((await c.post('/logout', { csrf: await tokenOf(c) })).headers.location);
	assert.equal(out.origin + out.pathname, `${esia.base}/idp/ext/Logout`);
	assert.equal(out.searchParams.get('client_id'), 'VECHE01');
	assert.equal(out.searchParams.get('redirect_url'), `${site.base}/`);

	const again = site.client();
	esia.bearer.length = 0;
	assert.equal((await go(again, { back: '/account' })).headers.location, '/account');
	assert.equal(esia.bearer.length, 0, 'a name is asked for once, for the account that is made');
	const [[id]] = await sql(site.db, "SELECT id FROM account_session WHERE via = 'esia' ORDER BY id DESC");
	assert.equal((await sql(site.db, `SELECT hint FROM account_session WHERE id = ${id}`))[0]?.[0] ?? '', '', 'no token of theirs is kept');
	for (const word of ['1000299654', 'access.of', 'Провайдерова', 'eyJ', '000-000'])
		assert.ok(!site.log.includes(word), word);
});

test('answers that must not be believed', async () => {
	const other = newKey('RS256'), c = more => t => jws(t.header, { ...t.claims, ...more(t.claims) }, t.key);
	for (const [label, code, play] of [
		['another key', 'signature', { token: t => jws(t.header, t.claims, other) }],
		['no signature', 'alg', { token: t => jws({ alg: 'none' }, t.claims) }],
		['an algorithm that the key cannot check', 'alg', { token: t => jws(t.header, t.claims, t.key).replace(/^[^.]+/, Buffer.from('{"alg":"GOST3410_2012_256"}').toString('base64url')) }],
		['another system', 'aud', { token: c(() => ({ aud: 'OTHER' })) }],
		['another address', 'iss', { token: c(() => ({ iss: 'http://esia.evil.example/' })) }],
		['expired', 'exp', { token: c(x => ({ exp: x.iat - 120 })) }],
		['a number with a path', 'sub', { token: c(() => ({ sub: '1/../2' })) }],
		['a number below one', 'sub', { token: c(() => ({ sub: -7 })) }],
		['an answer to another question', 'token_state', { answer: { state: 'x' } }],
		['no token', 'no_id_token', { answer: { id_token: undefined } }]]) {
		esia.play = play;
		const b = site.client();
		trouble(await go(b), 'wrong', label);
		assert.equal(why(site), code, label);
		assert.ok(!b.jar.has('veche_sid'), label);
	}
	esia.play = {};
	assert.equal((await go(site.client())).headers.location, '/');
});

test('a signer that is silent or says something else', async () => {
	for (const [label, code, say] of [['closes', 'signer_answer', s => s.end()], ['words', 'signer_answer', s => s.end('no key\n')],
		['endless', 'signer_answer', s => { const t = setInterval(() => s.write('A'.repeat(65536)), 1); s.once('close', () => clearInterval(t)); }]]) {
		signer.say = say;
		const b = site.client();
		trouble(await go(b), 'away', label);
		assert.equal(why(site), code, label);
	}
	signer.say = null;
	esia.checked.length = 0;
	assert.equal((await go(site.client())).headers.location, '/');
	assert.deepEqual(esia.checked, [true, true]);
});

test('a real key of ГОСТ, and an answer signed by ГОСТ that TLS alone vouches for', { skip: GOST ? false : 'libengine-gost-openssl is not installed' }, async () => {
	const k = makeKeys('gost'), s = await sign(k), e = await standIn(k);
	let own;
	try {
		own = await start({ set: { jobs_runner: 'no', ...e.settings, esia_signer: s.path } });
		assert.equal((await run(BIN, ['user', '--db', own.db, 'add', 'g@example.org', '--name', 'Проверка'], { input: 'pass-Word-for-tests-7\n' })).status, 0);
		e.play = { token: t => jws(t.header, t.claims, t.key).replace(/^[^.]+/, Buffer.from('{"alg":"GOST3410_2012_256"}').toString('base64url')) };
		const me = await signIn(own, 'g@example.org', 'pass-Word-for-tests-7');
		assert.equal((await go(me, {}, '/account/links/esia')).headers.location, '/account/links', why(own));
		const c = own.client();
		assert.equal((await go(c, { back: '/account' })).headers.location, '/account', why(own));
		assert.match((await c.get('/account')).text, /g@example\.org/);
		assert.deepEqual(e.checked, [true, true, true, true]);
		assert.match((await run('openssl', ['x509', '-in', k.cert, '-noout', '-text'], { env: k.env })).out, /GOST R 34\.10-2012/);
	} finally {
		await own?.stop();
		await e.stop();
		await s.stop();
		k.drop();
	}
});
