// Subscriptions for programs: a person's own token does what the person's pages do, and no more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MEASURES, PLACE, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { request } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

const AT = '/api/v1/subscriptions';
let site, c, rw, ro, stranger;
async function make(who, scopes, path = '/account/tokens', form = {}) {
	const r = await who.post(path, { csrf: await tokenOf(who), name: 'Проверка', term: '30', 'scope[]': scopes, ...form });
	return r.text.match(/veche_[ps]_[0-9a-f]{64}/)?.[0];
}
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	c = await signIn(site, 'specialist@veche.demo');
	rw = await make(c, ['subscriptions:read', 'subscriptions:write']);
	ro = await make(c, ['subscriptions:read']);
	stranger = await make(await signIn(site, 'muni@veche.demo'), ['subscriptions:read', 'subscriptions:write']);
});
after(() => site?.stop());

const api = (path, { token = rw, method = 'GET', body, headers = {} } = {}) => request(`${site.base}${path}`, { method,
	headers: { ...token ? { authorization: `Bearer ${token}` } : {}, ...body !== undefined ? { 'content-type': 'application/json' } : {}, ...headers },
	body: body === undefined ? undefined : JSON.stringify(body) });
const add = (body, headers = {}) => api(AT, { method: 'POST', body, headers });
const code = r => new URL(r.json().type).hash.slice(1);
const pointers = r => r.json().errors.map(e => e.pointer).sort();
const path = r => new URL(r.headers.location).pathname;
const patch = (at, body, tag) => api(at, { method: 'PATCH', body, headers: tag ? { 'if-match': tag } : {} });
const end = (at, tag) => api(at, { method: 'DELETE', headers: tag ? { 'if-match': tag } : {} });

test('only a person’s own token with the right scope opens it', async () => {
	const one = path(await add({ what: `/navigator/${MEASURES[9].key}` }));
	for (const [method, at, body] of [['GET', AT], ['POST', AT, { what: '/navigator' }], ['GET', one], ['PATCH', one, { mail: false }], ['DELETE', one]]) {
		const label = `${method} ${at}`;
		assert.equal((await api(at, { method, body, token: null })).status, 401, label);
		const r = await api(at, { method, body, token: ro });
		if (method === 'GET') {
			assert.equal(r.status, 200, label);
		} else {
			assert.equal(r.status, 403, label);
			assert.match(r.headers['www-authenticate'], /scope="subscriptions:write"/, label);
		}
		if (at === one)
			assert.equal((await api(at, { method, body, token: stranger, headers: { 'if-match': '*' } })).status, 404, `${label}: another's is not there`);
	}
	const admin = await signIn(site, 'admin@veche.demo');
	assert.doesNotMatch((await admin.get('/account/tokens/service')).text, /value="subscriptions:/, 'a service follows nothing');
	const service = await make(admin, ['read', 'subscriptions:read', 'subscriptions:write'], '/account/tokens/service', { role: 'ADMIN', place: PLACE });
	assert.equal((await api(AT, { token: service })).status, 403);
	assert.deepEqual((await api(AT, { token: stranger })).json().items.map(i => i.id).filter(id => one.endsWith(`/${id}`)), []);
});

test('what is begun by token is on the page, and the other way round', async () => {
	const r = await add({ what: '/navigator?level=federal&money=grant', title: 'Гранты страны', every: 'week', remind: false }), s = r.json();
	assert.equal(r.status, 201, r.text);
	assert.deepEqual([s.kind, s.title, s.every, s.mail, s.remind, s.lang, s.paused], ['filter', 'Гранты страны', 'week', true, false, 'ru', false]);
	assert.equal((await api(path(r))).text, r.text);
	assert.equal((await api(path(r))).headers.etag, r.headers.etag);
	const page = (await c.get('/alerts/subscriptions')).text;
	assert.match(page, /Гранты страны[\s\S]*?раз в неделю[\s\S]*?без напоминаний/);
	assert.equal(new URL(s.url).pathname, `/alerts/subscriptions/${s.id}`);
	assert.equal((await c.get(`/alerts/subscriptions/${s.id}`)).status, 200);
	const place = (await add({ what: `/places/${PLACE}` })).json();
	assert.equal(place.kind, 'place');
	assert.match(place.title, /^Подходит муниципалитету: /, 'named as on the page');
	const whole = (await add({ what: `${site.base}/navigator/${MEASURES[1].key}`, lang: 'en', mail: false })).json();
	assert.deepEqual([whole.kind, whole.what, whole.title, whole.lang, whole.mail, whole.every], ['measure', `/navigator/${MEASURES[1].key}`, MEASURES[1].title, 'en', false, 'day']);
	await c.post('/alerts/new', { csrf: await tokenOf(c), what: `/navigator/${MEASURES[2].key}`, title: 'Со страницы', every: 'once', mail: '1' });
	const newest = (await api(AT)).json().items[0];
	assert.deepEqual([newest.title, newest.every, newest.mail, newest.remind], ['Со страницы', 'once', true, false]);
	const [[zone]] = await sql(site.db, `SELECT zone FROM alerts_sub WHERE id = ${place.id}`), [[mine]] = await sql(site.db, `SELECT zone FROM alerts_sub WHERE id = ${newest.id}`);
	assert.equal(zone, mine, 'by the same clocks');
});

test('the list goes page by page, newest first', async () => {
	const all = (await api(`${AT}?limit=100`)).json();
	assert.ok(all.items.length >= 4 && all.total === all.items.length && all.next === null);
	assert.deepEqual(all.items.map(i => i.id), all.items.map(i => i.id).sort((a, b) => b - a));
	const seen = [];
	for (let next = `${AT}?limit=2`; next; ) {
		const p = (await api(next.replace(site.base, ''))).json();
		seen.push(...p.items);
		next = p.next;
	}
	assert.deepEqual(seen, all.items);
	assert.equal((await api(`${AT}?lmit=2`)).status, 400);
});

test('what cannot be followed, and what was sent wrong, is named', async () => {
	for (const what of ['/account', 'https://evil.example/navigator', '/navigator/no-such', '/places/RU', '/places/24000000', '/navigator/', 'x'])
		assert.deepEqual(pointers(await add({ what })), ['#/what'], what);
	const bad = await add({ waht: '/navigator', every: 'often', mail: 'yes', title: '', lang: null });
	assert.equal(bad.status, 422);
	assert.deepEqual(pointers(bad), ['#/every', '#/lang', '#/mail', '#/title', '#/waht', '#/what']);
	const first = await add({ what: '/navigator?level=regional' }), twice = await add({ what: '/navigator?level=regional', title: 'Ещё раз' });
	assert.equal(first.status, 201);
	assert.deepEqual(pointers(twice), ['#/what'], 'followed already');
	assert.match(twice.json().errors[0].detail, new RegExp(`подписка ${first.json().id}`));
	const body = { what: '/navigator?level=municipal' }, key = { 'idempotency-key': 's-1' };
	const [a, b] = [await add(body, key), await add(body, key)];
	assert.deepEqual([a.status, b.status, b.text], [201, 201, a.text]);
	assert.equal(b.headers['idempotent-replayed'], 'true');
	assert.equal(code(await add({ what: '/navigator?level=federal' }, key)), 'key-reused');
});

test('a change needs the tag of what was read; pausing and ending keep letters back', async () => {
	const made = await add({ what: '/navigator?money=subsidy', title: 'Субсидии' }), at = path(made), id = made.json().id;
	assert.equal(code(await patch(at, { mail: false })), 'no-if-match');
	assert.equal((await patch(at, { mail: false }, '"old"')).status, 412);
	assert.equal((await patch(at, { mail: false }, `W/${made.headers.etag}`)).status, 412);
	let now = await patch(at, { every: 'once', lang: 'en' }, made.headers.etag);
	assert.equal(now.status, 200, now.text);
	assert.deepEqual(now.json(), { ...made.json(), every: 'once', lang: 'en' }, 'what was not named stays');
	assert.notEqual(now.headers.etag, made.headers.etag);
	assert.deepEqual(pointers(await patch(at, { title: null, what: '/navigator' }, now.headers.etag)), ['#/title', '#/what']);
	assert.equal((await api(at)).headers.etag, now.headers.etag, 'what was refused changed nothing');
	const race = await Promise.all(['A', 'B'].map(title => patch(at, { title }, now.headers.etag)));
	assert.deepEqual(race.map(r => r.status).sort(), [200, 412]);

	const [[entry]] = await sql(site.db, "SELECT id FROM entry WHERE kind = 2 AND state = 1 ORDER BY id LIMIT 1"), [[user]] = await sql(site.db, `SELECT user_id FROM alerts_sub WHERE id = ${id}`);
	await sql(site.db, `INSERT INTO alerts_event (kind, entry, at, told) VALUES (2, ${entry}, 1000, 1)`);
	const letters = async () => (await sql(site.db, `SELECT count(*) FROM alerts_item WHERE sub = ${id} AND letter = 1`))[0][0];
	const wait = () => sql(site.db, `INSERT INTO alerts_item (user_id, sub, event, swift, letter, created) SELECT ${user}, ${id}, MAX(id), 0, 1, 1000 FROM alerts_event`);
	await wait();
	assert.equal(await letters(), '1');
	now = await patch(at, { paused: true }, (await api(at)).headers.etag);
	assert.equal(now.json().paused, true);
	assert.equal(await letters(), '0', 'paused: nothing waits');
	assert.match((await c.get('/alerts/subscriptions')).text, /приостановлена/);
	now = await patch(at, { paused: false }, now.headers.etag);
	const [[since]] = await sql(site.db, `SELECT since FROM alerts_sub WHERE id = ${id}`), [[last]] = await sql(site.db, 'SELECT MAX(id) FROM alerts_event');
	assert.equal(since, last, 'news from now on');
	await sql(site.db, `UPDATE alerts_item SET letter = 1 WHERE sub = ${id}`);
	now = await patch(at, { mail: false }, now.headers.etag);
	assert.equal(await letters(), '0', 'not by letter: none waits');

	assert.equal(code(await end(at)), 'no-if-match');
	assert.equal((await end(at, '"old"')).status, 412);
	const gone = await end(at, now.headers.etag);
	assert.deepEqual([gone.status, gone.text, gone.headers['content-encoding']], [204, '', undefined]);
	assert.equal((await api(at)).status, 404);
	assert.equal((await end(at, '*')).status, 404, 'twice is once');
	const again = await add({ what: '/navigator?money=subsidy' });
	assert.deepEqual([again.status, again.json().paused, again.json().id], [201, false, id], 'it may begin again');
});

test('a hundred is the most', async () => {
	const me = (await sql(site.db, "SELECT id FROM account_user WHERE email = 'specialist@veche.demo'"))[0][0];
	const have = Number((await sql(site.db, `SELECT count(*) FROM alerts_sub WHERE user_id = ${me} AND state <> 2`))[0][0]);
	const rows = Array.from({ length: 100 - have }, (_, i) => `(${me}, 1, '/navigator?q=x${i}', 'x', 0, 0, 0, 'test-${i}', 0, 1000)`);
	await sql(site.db, `INSERT INTO alerts_sub (user_id, kind, target, title, mail, every, remind, token, since, created) VALUES ${rows.join()}`);
	const r = await add({ what: '/navigator?level=organization' });
	assert.equal(r.status, 422);
	assert.match(r.json().errors[0].detail, /100/);
});
