// The folder for programs: by token alone, with tags against lost edits and keys against doing twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MEASURES, OTHER_PLACE, PLACE, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { request } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site, c, rw, ro, other;
const at = `/api/v1/places/${PLACE}/folder`;
async function make(who, path, form) {
	const r = await who.post(path, { csrf: await tokenOf(who), name: 'Проверка', term: '30', ...form });
	return r.text.match(/(veche_[ps]_[0-9a-f]{64})/)[1];
}
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	c = await signIn(site, 'specialist@veche.demo');
	rw = await make(c, '/account/tokens', { 'scope[]': ['folder:read', 'folder:write'] });
	ro = await make(c, '/account/tokens', { 'scope[]': ['folder:read'] });
	const admin = await signIn(site, 'admin@veche.demo');
	other = await make(admin, '/account/tokens/service', { role: 'EMPLOYEE', place: OTHER_PLACE, 'scope[]': ['folder:read', 'folder:write'] });
});
after(() => site?.stop());

const api = (path, { token = rw, method = 'GET', body, headers = {} } = {}) => request(`${site.base}${path}`, { method,
	headers: { ...token ? { authorization: `Bearer ${token}` } : {}, ...body !== undefined ? { 'content-type': 'application/json' } : {}, ...headers },
	body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body) });
const code = r => new URL(r.json().type).hash.slice(1);
const free = async () => {
	const taken = new Set((await sql(site.db, 'SELECT e.url FROM folder_item i JOIN entry e ON e.id = i.entry')).map(r => r[0]));
	return MEASURES.find(m => !taken.has(`/navigator/${m.key}`)).key;
};

test('every address: no token, a cookie alone, no scope, another territory, the right one', async () => {
	const key = await free(), one = `${at}/1`;
	for (const [method, path, body] of [['GET', at], ['GET', one], ['POST', at, { measure: key }], ['PATCH', one, { aim: 'x' }]]) {
		const label = `${method} ${path}`;
		const none = await api(path, { method, body, token: null });
		assert.equal(none.status, 401, label);
		assert.equal(none.headers['www-authenticate'], 'Bearer realm="veche"', label);
		const cookie = await c.ask(path, { method, body: body && JSON.stringify(body), headers: body ? { 'content-type': 'application/json', 'x-csrf-token': await tokenOf(c), origin: site.base } : {} });
		assert.equal(cookie.status, 401, `${label}: cookies do nothing here`);
		assert.equal((await api(path, { method, body, token: `veche_p_${'0'.repeat(64)}` })).status, 401, label);
		assert.equal((await api(path, { method, body, token: other })).status, 403, `${label}: another territory`);
		if (method !== 'GET') {
			const r = await api(path, { method, body, token: ro });
			assert.equal(r.status, 403, label);
			assert.match(r.headers['www-authenticate'], /scope="folder:write"/, label);
		}
	}
	assert.equal((await api(at, { token: ro })).status, 200);
});

test('the list is the folder, by pages and filters', async () => {
	const all = (await api(`${at}?limit=100`)).json();
	const rows = await sql(site.db, `SELECT i.id FROM folder_item i JOIN places_place p ON p.id = i.place WHERE p.code = '${PLACE}' ORDER BY i.id`);
	assert.ok(rows.length > 2);
	assert.deepEqual(all.items.map(i => String(i.id)), rows.map(r => r[0]));
	const seen = [];
	for (let next = `${at}?limit=2`; next;) {
		const p = (await api(next.replace(site.base, ''))).json();
		seen.push(...p.items);
		assert.equal(p.total, all.total);
		next = p.next;
	}
	assert.deepEqual(seen, all.items);
	const state = all.items[0].state;
	assert.deepEqual((await api(`${at}?state=${state}&limit=100`)).json().items, all.items.filter(i => i.state === state));
	assert.equal((await api(`${at}?state=nothing`)).status, 400);
	assert.equal((await api(`${at}/999999`)).status, 404);
});

test('a measure is taken once, however often the same is asked', async () => {
	const measure = await free(), headers = { 'idempotency-key': 'k-1' }, body = { measure, aim: 'Новые трубы' };
	const count = async () => Number((await sql(site.db, 'SELECT COUNT(*) FROM folder_item'))[0][0]);
	const was = await count();
	const [a, b] = await Promise.all([1, 2].map(() => api(at, { method: 'POST', body, headers })));
	assert.deepEqual([a.status, b.status], [201, 201], a.text);
	assert.equal(a.text, b.text);
	assert.equal(await count(), was + 1, 'two that came together are one');
	assert.equal([a, b].filter(r => r.headers['idempotent-replayed'] === 'true').length, 1);
	const again = await api(at, { method: 'POST', body, headers });
	assert.equal(again.headers.location, a.headers.location);
	assert.equal(again.headers.etag, a.headers.etag);
	const shown = await api(a.headers.location.replace(site.base, ''));
	assert.equal(shown.text, a.text);
	assert.equal(shown.headers.etag, a.headers.etag);
	const changed = await api(at, { method: 'POST', body: { measure, aim: 'Другое' }, headers });
	assert.equal(changed.status, 422);
	assert.equal(code(changed), 'key-reused');
	assert.equal((await api(at, { method: 'POST', body, headers: { 'idempotency-key': 'k 2' } })).status, 422);
	const twice = await api(at, { method: 'POST', body });
	assert.equal(twice.json().errors[0].pointer, '#/year', 'of one year it is taken once');
});

test('what was sent is checked member by member', async () => {
	const bad = await api(at, { method: 'POST', body: { meassure: 'x', year: '2027', due: '2027-13-01', aim: 'x'.repeat(201) } });
	assert.equal(bad.status, 422);
	assert.deepEqual(bad.json().errors.map(e => e.pointer).sort(), ['#/aim', '#/due', '#/meassure', '#/measure', '#/year']);
	assert.match(bad.json().errors.find(e => e.pointer === '#/meassure').detail, /«measure»/);
	assert.equal((await api(at, { method: 'POST', body: { measure: 'no-such' } })).json().errors[0].pointer, '#/measure');
	for (const body of ['{', '[]', '1', '{"measure":1}x', 'null'])
		assert.equal((await api(at, { method: 'POST', body })).status, 400, body);
	assert.equal((await api(at, { method: 'POST', body: 'a=b', headers: { 'content-type': 'text/plain' } })).status, 415);
});

test('a change needs the tag of what was read; what is not named stays; history is kept', async () => {
	const made = await api(at, { method: 'POST', body: { measure: await free(), aim: 'Мост' } });
	const one = new URL(made.headers.location).pathname, etag = made.headers.etag;
	const patch = (body, tag, more = {}) => api(one, { method: 'PATCH', body, headers: { ...tag ? { 'if-match': tag } : {}, ...more } });
	assert.equal(code(await patch({ aim: 'x' })), 'no-if-match');
	assert.equal((await patch({ aim: 'x' })).status, 428);
	assert.equal((await patch({ aim: 'x' }, '"old"')).status, 412);
	assert.equal((await patch({ aim: 'x' }, `W/${etag}`)).status, 412, 'a weak tag is none');
	const next = await patch({ due: '2027-03-01', asked: 5000000 }, etag, { 'content-type': 'application/merge-patch+json' });
	assert.equal(next.status, 200, next.text);
	assert.deepEqual([next.json().aim, next.json().due, next.json().asked], ['Мост', '2027-03-01', 5000000]);
	assert.notEqual(next.headers.etag, etag);
	assert.equal((await patch({ aim: 'Чужая правка' }, etag)).status, 412, 'of two who read the same the second is told');
	const race = await Promise.all(['A', 'B'].map(aim => patch({ aim }, next.headers.etag)));
	assert.deepEqual(race.map(r => r.status).sort(), [200, 412]);
	let now = await api(one);
	const cleared = await patch({ due: null }, now.headers.etag);
	assert.equal(cleared.json().due, null);
	assert.equal((await patch({ year: null }, cleared.headers.etag)).json().errors[0].pointer, '#/year');
	assert.equal((await patch({ state: 'won' }, cleared.headers.etag)).json().errors[0].pointer, '#/state', 'no such step');
	assert.equal((await patch({ got: 1 }, cleared.headers.etag)).json().errors[0].pointer, '#/got');
	assert.equal((await api(one)).headers.etag, cleared.headers.etag, 'what was refused changed nothing');
	now = await patch({ state: 'applied', day: '2026-01-15', note: 'Подали' }, cleared.headers.etag);
	assert.deepEqual([now.status, now.json().state, now.json().applied], [200, 'applied', '2026-01-15'], now.text);
	now = await patch({ state: 'won', got: 4000000 }, now.headers.etag);
	assert.deepEqual([now.json().state, now.json().got], ['won', 4000000]);
	const id = one.split('/').at(-1);
	const fields = (await sql(site.db, `SELECT field FROM folder_event WHERE item = ${id} ORDER BY id`)).map(r => r[0]);
	for (const f of ['created', 'due', 'asked', 'aim', 'state'])
		assert.ok(fields.includes(f), `${f} is in the history`);
	assert.match((await c.get(`/folder/${PLACE}/item/${id}`)).text, /Подали/);
});
