// The second step of sign-in: set up, asked for, recovered from, switched off.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { PASSWORD, signIn, sql } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site;
before(async () => { site = await start({ demo: true, set: { demo: 'yes', jobs_runner: 'no' } }); });
after(async () => { await site?.stop(); });

/* RFC 4648 and RFC 6238 in their own way, not the portal's. */
function unbase32(text) {
	const bits = [...text].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	return Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
}
function totp(secret, step) {
	const at = Buffer.alloc(8);
	at.writeBigUInt64BE(BigInt(step));
	const h = createHmac('sha1', unbase32(secret)).update(at).digest();
	return String((h.readUInt32BE(h[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}
const step = () => Math.floor(Date.now() / 30000);
const login = (c, email, back = '/account') => c.submit(`/login?back=${encodeURIComponent(back)}`, { email, password: PASSWORD }, { form: '/login', follow: false });
const answer = (c, code) => c.submit('/login/code', { code }, { form: '/login/code', follow: false });

/* Switched on for this person: the signed-in client, the secret, the recovery codes. */
async function switchOn(email) {
	const c = await signIn(site, email);
	const page = await c.submit('/account/second', {}, { form: '/account/second/start' });
	const secret = page.text.match(/<code>([A-Z2-7 ]+)<\/code>/)[1].replaceAll(' ', '');
	assert.equal(unbase32(secret).length, 20, '160 bits');
	const done = await c.submit('/account/second', { code: totp(secret, step() - 1) }, { form: '/account/second/confirm' });
	assert.equal(done.status, 200);
	const codes = [...done.text.matchAll(/<code>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})<\/code>/g)].map(m => m[1]);
	assert.equal(new Set(codes).size, 10);
	return { c, secret, codes, done };
}

test('set up, then asked for at every sign-in; a code is taken once', async () => {
	const { c, secret, done } = await switchOn('lawyer@veche.demo');
	assert.deepEqual(await validate(done.text, '/account/second on'), []);
	assert.doesNotMatch((await c.get('/account/second')).text, /<code>/, 'codes are shown once');
	assert.equal((await sql(site.db, `SELECT COUNT(*) FROM account_second WHERE secret LIKE '%${secret}%'`))[0][0], '0', 'the secret is sealed');

	const d = site.client();
	let r = await login(d, 'lawyer@veche.demo', '/account?x=1');
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, '/login/code');
	assert.ok(!d.jar.has('veche_sid'), 'a password alone opens nothing');
	assert.equal((await d.get('/account')).status, 303);
	for (const wrong of ['', '12345', '000000', totp(secret, step() - 2), totp(secret, step() + 3)]) {
		r = await answer(d, wrong);
		assert.equal(r.status, 422, wrong);
		assert.match(r.text, /href="#f-code"/);
	}
	assert.deepEqual(await validate(r.text, '/login/code again'), []);
	const code = totp(secret, step());
	r = await answer(d, code);
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, '/account?x=1', 'it leads where one was going');
	assert.ok(d.jar.has('veche_sid') && !d.jar.has('veche_step'));
	assert.match((await d.get('/account')).text, /Включён: кроме пароля/);

	const spy = site.client();
	await login(spy, 'lawyer@veche.demo');
	assert.equal((await answer(spy, code)).status, 422, 'the same code again');
	assert.ok(!spy.jar.has('veche_sid'));
	assert.equal((await answer(spy, totp(secret, step() + 1))).status, 303, 'a clock half a minute fast');
});

test('without a password shown there is no second step, and the wait ends', async () => {
	const c = site.client();
	assert.match((await c.get('/login/code')).text, /Сначала почта и пароль/);
	const page = await c.get('/login');
	const csrf = page.text.match(/name="csrf" value="([^"]+)"/)[1];
	assert.equal((await c.post('/login/code', { csrf, code: '123456' })).headers.location, '/login');
	c.jar.set('veche_step', 'f'.repeat(64));
	const none = await c.get('/login/code');
	assert.match(none.text, /Сначала почта и пароль/);
	assert.deepEqual(await validate(none.text, '/login/code'), []);
	const { codes } = await switchOn('curator@veche.demo');
	await login(c, 'curator@veche.demo');
	assert.doesNotMatch((await c.get('/login/code')).text, /Сначала почта и пароль/);
	await sql(site.db, 'UPDATE account_pending SET expires = 1000');
	assert.equal((await c.post('/login/code', { csrf, code: codes[0] })).headers.location, '/login');
	assert.ok(!c.jar.has('veche_sid'));
});

test('a recovery code opens once; new ones take the place of the old', async () => {
	const { c, codes } = await switchOn('region@veche.demo');
	const d = site.client();
	await login(d, 'region@veche.demo');
	const r = await answer(d, codes[0].toUpperCase().replaceAll('-', ' '));
	assert.equal(r.status, 303);
	assert.match((await d.get('/account')).text, /Код восстановления использован/);
	await login(d, 'region@veche.demo');
	assert.equal((await answer(d, codes[0])).status, 422);
	assert.match((await c.get('/account/second')).text, /<dd>9<\/dd>/);
	const bad = await c.submit('/account/second', { password: 'wrong' }, { form: '/account/second/codes', follow: false });
	assert.equal(bad.status, 422);
	const made = await c.submit('/account/second', { password: PASSWORD }, { form: '/account/second/codes' });
	const fresh = [...made.text.matchAll(/<code>([0-9a-z-]{19})<\/code>/g)].map(m => m[1]);
	assert.equal(fresh.length, 10);
	assert.equal((await answer(d, codes[1])).status, 422);
	assert.equal((await answer(d, fresh[0])).status, 303);
});

test('guessing ends in a pause', async () => {
	const { codes } = await switchOn('moderator@veche.demo');
	const d = site.client();
	await login(d, 'moderator@veche.demo');
	for (let i = 0; i < 10; i++)
		assert.equal((await answer(d, '000000')).status, 422);
	const r = await answer(d, codes[0]);
	assert.match(r.text, /Слишком много неверных кодов/);
	await sql(site.db, 'UPDATE account_second SET fail_at = 1000');
	assert.equal((await answer(d, codes[0])).status, 303);
});

test('switching off wants the password; a new password by letter does not go round the code', async () => {
	const { c } = await switchOn('muni@veche.demo');
	await site.client().submit('/login/forgot', { email: 'muni@veche.demo' }, { form: '/login/forgot' });
	const [[body]] = await sql(site.db, "SELECT body FROM outbox WHERE dest = 'muni@veche.demo'").then(rows => [[rows.flat().join(' ')]]);
	const t = body.match(/[?]t=([0-9a-f]{64})/)[1];
	const g = site.client();
	await g.submit(`/login/reset?t=${t}`, { password: PASSWORD }, { form: '/login/reset' });
	assert.equal((await login(g, 'muni@veche.demo')).headers.location, '/login/code');
	assert.equal((await c.get('/account')).status, 303, 'the reset ended sessions');
	const { c: d } = await switchOn('specialist@veche.demo');
	const page = await d.get('/account/second');
	const csrf = page.text.match(/name="csrf" value="([^"]+)"/)[1];
	assert.equal((await d.post('/account/second/off', { csrf, password: 'wrong' })).status, 422);
	assert.equal((await d.post('/account/second/off', { csrf, password: PASSWORD }, { follow: true })).status, 200);
	await signIn(site, 'specialist@veche.demo');
});

test('pages of the second step in a browser', async () => {
	const b = await launch();
	try {
		const c = await signIn(site, 'expert@veche.demo');
		await checkPage(await b.once(`${site.base}/account/second`, { context: contextOf(c) }));
		await c.submit('/account/second', {}, { form: '/account/second/start' });
		await checkPage(await b.once(`${site.base}/account/second`, { context: contextOf(c) }));
		await switchOn('expert@veche.demo');
		await checkPage(await b.once(`${site.base}/account/second`, { context: contextOf(c) }));
		const d = site.client();
		await login(d, 'expert@veche.demo');
		await checkPage(await b.once(`${site.base}/login/code`, { context: contextOf(d) }));
	} finally {
		await b.close();
	}
});
