// The way in and out, and one's own data.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, PEOPLE, signIn } from '../../../tests/harness/demo.mjs';
import { csrfOf } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site;
const ORIGIN = () => ({ headers: { origin: site.base } });
before(async () => { site = await start({ demo: true, set: { demo: 'yes' } }); });
after(async () => { await site?.stop(); });

const enter = (c, email, password, back) => c.submit(`/login${back ? `?back=${encodeURIComponent(back)}` : ''}`,
	{ email, password }, { form: '/login', follow: false });

test('a wrong password, a wrong e-mail and a blocked user are told alike', async () => {
	await site.veche('user', 'block', 'expert@veche.demo');
	const texts = [];
	for (const [email, password] of [['muni@veche.demo', 'not this one'], ['nobody@veche.demo', PASSWORD],
		['expert@veche.demo', PASSWORD], ['not an address', PASSWORD]]) {
		const c = site.client();
		const r = await enter(c, email, password);
		assert.equal(r.status, 422, email);
		assert.ok(!c.jar.has('veche_sid'), email);
		assert.match(r.text, /Почта или пароль не подходят/);
		assert.ok(r.text.includes(`value="${email}"`), 'the e-mail comes back filled in');
		assert.ok(!r.text.includes('not this one'), 'the password does not');
		/* the page up to the table of the demonstration, which leaves the blocked out */
		texts.push(r.text.split('id="h-demo"')[0].replaceAll(email, '').replace(/name="csrf" value="[^"]*"/g, ''));
	}
	assert.equal(texts[0], texts[1]);
	assert.equal(texts[0], texts[2]);
	await site.veche('user', 'unblock', 'expert@veche.demo');
	await signIn(site, 'expert@veche.demo');
});

test('nothing typed is said at the fields', async () => {
	const r = await enter(site.client(), '', '');
	assert.equal(r.status, 422);
	assert.match(r.text, /href="#f-email"/);
	assert.match(r.text, /href="#f-password"/);
});

test('sign-in gives a guarded cookie and leads back where one was', async () => {
	const c = site.client();
	const r = await enter(c, ' MUNI@veche.demo ', PASSWORD, '/account?x=1');
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, '/account?x=1');
	const cookie = r.headers['set-cookie'].find(s => s.startsWith('veche_sid='));
	assert.match(cookie, /^veche_sid=[0-9a-f]{64};/);
	assert.match(cookie, /HttpOnly/);
	assert.match(cookie, /SameSite=Lax/);
	const page = await c.get('/account');
	assert.equal(page.status, 200);
	assert.match(page.text, /администратор муниципалитета/);
	assert.match(page.text, /городской округ Тейково/);
});

test('back leads nowhere but here', async () => {
	for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\r\nX-Evil: 1']) {
		const r = await enter(site.client(), 'muni@veche.demo', PASSWORD, back);
		assert.equal(r.status, 303, back);
		assert.equal(r.headers.location, '/', back);
		assert.equal(r.headers['x-evil'], undefined);
	}
});

test('a page that wants a reader sends a guest to sign in and back', async () => {
	const r = await site.client().get('/account');
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, '/login?back=%2Faccount');
});

test('each account of the demonstration enters by its button', async () => {
	const page = await site.client().get('/login');
	assert.match(page.text, /Демонстрация/);
	for (const p of PEOPLE) {
		assert.ok(page.text.includes(p.email), p.email);
		const c = await signIn(site, p.email);
		assert.ok((await c.get('/account')).text.includes(`>${p.name}<`), p.name);
	}
});

test('a portal at work shows no accounts', async () => {
	const other = await start({ db: site.db });
	try {
		const r = await other.http.get('/login');
		assert.equal(r.status, 200);
		assert.doesNotMatch(r.text, /veche\.demo|veche-demo/);
	} finally {
		await other.stop();
	}
});

test('signing in opens the desk of one’s own municipality, unless another was chosen', async () => {
	const c = await signIn(site, 'specialist@veche.demo');
	assert.equal(c.jar.get('veche_place'), '24707000');
	const d = site.client();
	d.jar.set('veche_place', '24000000');
	await signIn(site, 'specialist@veche.demo', PASSWORD, d);
	assert.equal(d.jar.get('veche_place'), '24000000');
	assert.ok(!(await signIn(site, 'curator@veche.demo')).jar.has('veche_place'));
});

test('signing out ends the session on the server too', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const sid = c.jar.get('veche_sid');
	const r = await c.submit('/account', {}, { form: '/logout', follow: true });
	assert.equal(r.status, 200);
	assert.match(r.text, /Вы вышли/);
	assert.ok(!c.jar.has('veche_sid'));
	c.jar.set('veche_sid', sid);
	assert.equal((await c.get('/account')).status, 303);
});

test('signing in again replaces the session of this browser', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const first = c.jar.get('veche_sid');
	await signIn(site, 'lawyer@veche.demo', PASSWORD, c);
	assert.notEqual(c.jar.get('veche_sid'), first);
	c.jar.set('veche_sid', first);
	assert.equal((await c.get('/account')).status, 303);
});

test('sessions are listed, one is ended, then all others', async () => {
	const at = agent => { const c = site.client(); const get = c.ask; c.ask = (p, o = {}) => get(p, { ...o, headers: { 'user-agent': agent, ...o.headers } }); return c; };
	const a = at('Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0');
	const b = at('Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36');
	const d = at('curl/8.5.0');
	for (const c of [a, b, d])
		await signIn(site, 'region@veche.demo', PASSWORD, c);
	let page = await a.get('/account');
	for (const device of ['Firefox, Windows', 'Chrome, Android', 'curl'])
		assert.ok(page.text.includes(device), device);
	const id = page.text.match(/Chrome, Android[^]*?name="id" value="(\d+)"/)[1];
	page = await a.post('/account/session/end', { csrf: csrfOf(page.text), id }, { follow: true });
	assert.match(page.text, /Сеанс завершён/);
	assert.doesNotMatch(page.text, /Chrome, Android/);
	assert.equal((await b.get('/account')).status, 303);
	assert.equal((await d.get('/account')).status, 200);
	page = await a.submit('/account', {}, { form: '/account/sessions/end' });
	assert.match(page.text, /Остальные сеансы завершены/);
	assert.equal((await d.get('/account')).status, 303);
	assert.equal((await a.get('/account')).status, 200);
});

test('a session of somebody else can’t be ended', async () => {
	const a = await signIn(site, 'moderator@veche.demo'), b = await signIn(site, 'admin@veche.demo');
	await signIn(site, 'moderator@veche.demo');
	const id = (await a.get('/account')).text.match(/name="id" value="(\d+)"/)[1];
	const page = await b.get('/account');
	const r = await b.post('/account/session/end', { csrf: csrfOf(page.text), id }, { follow: true });
	assert.match(r.text, /Этого сеанса уже нет/);
	assert.match((await a.get('/account')).text, new RegExp(`name="id" value="${id}"`));
});

test('a name is changed and shown as it was typed', async () => {
	const c = await signIn(site, 'lawyer@veche.demo');
	let r = await c.submit('/account', { name: ' Анна <b>Берёзкина</b> & Ко ' }, { form: '/account/name' });
	assert.match(r.text, /Имя сохранено/);
	assert.match(r.text, /Анна &lt;b&gt;Берёзкина&lt;\/b&gt; &amp; Ко/);
	r = await c.submit('/account', { name: 'Я' }, { form: '/account/name', follow: false });
	assert.equal(r.status, 422);
	assert.match(r.text, /href="#f-name"/);
	assert.match(r.text, /value="Я"/);
});

test('a password is changed by who knows the old one, and other browsers must enter anew', async () => {
	const a = await signIn(site, 'curator@veche.demo'), b = await signIn(site, 'curator@veche.demo');
	const change = data => a.submit('/account', data, { form: '/account/password', follow: false });
	for (const [data, field] of [[{ now: 'wrong', next: 'кот спит на крыше' }, 'now'], [{ now: PASSWORD, next: 'короткий' }, 'next'],
		[{ now: PASSWORD, next: 'qwerty123456' }, 'next'], [{ now: PASSWORD, next: PASSWORD }, 'next']]) {
		const r = await change(data);
		assert.equal(r.status, 422, JSON.stringify(data));
		assert.match(r.text, new RegExp(`href="#f-${field}"`), JSON.stringify(data));
		assert.ok(r.text.includes(`value="${PEOPLE.find(p => p.email === 'curator@veche.demo').name}"`), 'the other form keeps what it had');
	}
	assert.equal((await change({ now: PASSWORD, next: ' кот спит на крыше' })).status, 303);
	assert.equal((await b.get('/account')).status, 303);
	assert.equal((await a.get('/account')).status, 200);
	assert.equal((await enter(site.client(), 'curator@veche.demo', PASSWORD)).status, 422);
	assert.equal((await enter(site.client(), 'curator@veche.demo', 'кот спит на крыше')).status, 422, 'a blank counts');
	await signIn(site, 'curator@veche.demo', ' кот спит на крыше');
});

test('the municipality kept with the account opens in a new browser', async () => {
	const c = await signIn(site, 'region@veche.demo');
	c.jar.set('veche_place', '24707000');
	const r = await c.submit('/account', {}, { form: '/account/place' });
	assert.match(r.text, /Муниципалитет сохранён/);
	assert.equal((await signIn(site, 'region@veche.demo')).jar.get('veche_place'), '24707000');
	const bad = await c.post('/account/place', { csrf: csrfOf(r.text), code: '99999999' });
	assert.equal(bad.status, 404);
});

test('look and language are kept for a year and lead back', async () => {
	const c = site.client();
	let r = await c.post('/settings/theme', { theme: 'contrast', back: '/help?x=1' }, ORIGIN());
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, '/help?x=1');
	assert.match(r.headers['set-cookie'].join('\n'), /veche_theme=contrast;.*Max-Age=31536000/);
	assert.match((await c.get('/help')).text, /<html[^>]* data-theme="contrast"/);
	await c.post('/settings/theme', { theme: 'black', back: '/' }, ORIGIN());
	assert.match((await c.get('/help')).text, /data-ground="black"/);
	await c.post('/settings/theme', { theme: '<script>', back: '/' }, ORIGIN());
	assert.ok(!c.jar.has('veche_theme'));
	r = await c.post('/settings/language', { lang: 'en', back: '//evil.example' }, ORIGIN());
	assert.equal(r.headers.location, '/');
	assert.match((await c.get('/help')).text, /<html lang="en"/);
	assert.equal((await c.post('/settings/theme', { theme: 'dark' }, { headers: { origin: 'https://evil.example' } })).status, 403);
});

test('an expired session is nobody’s', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const later = await start({ db: site.db, env: { VECHE_NOW: String(Math.floor(Date.now() / 1000) + 15 * 86400) } });
	try {
		const d = later.client();
		d.jar.set('veche_sid', c.jar.get('veche_sid'));
		assert.equal((await d.get('/account')).status, 303);
	} finally {
		await later.stop();
	}
	assert.equal((await c.get('/account')).status, 200);
});
