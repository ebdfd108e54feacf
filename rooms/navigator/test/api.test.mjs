// Measures corrected by programs: the form of curators by token, with the same rights, checks, history and alerts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MEASURES, OTHER_PLACE, REGION, chain, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { request } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

const OURS = 'fkgs-ivanovo-selection', FEDERAL = 'fkgs-public-spaces', SCOPES = ['read', 'measures:write'];
const at = key => `/api/v1/measures/${key}`;
let site, curator, region, whole, local, service, other;
async function make(who, scopes, path = '/account/tokens', form = {}) {
	const r = await who.post(path, { csrf: await tokenOf(who), name: 'Проверка', term: '30', 'scope[]': scopes, ...form });
	return r.text.match(/veche_[ps]_[0-9a-f]{64}/)?.[0];
}
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	curator = await signIn(site, 'curator@veche.demo');
	region = await signIn(site, 'region@veche.demo');
	whole = await make(curator, SCOPES);
	local = await make(region, SCOPES);
	const admin = await signIn(site, 'admin@veche.demo');
	service = await make(admin, SCOPES, '/account/tokens/service', { role: 'REGIONAL_CURATOR', place: REGION });
	other = await make(admin, SCOPES, '/account/tokens/service', { role: 'REGIONAL_CURATOR', place: chain(OTHER_PLACE)[1] });
});
after(() => site?.stop());

const api = (path, { token = whole, method = 'GET', body, headers = {} } = {}) => request(`${site.base}${path}`, { method,
	headers: { ...token ? { authorization: `Bearer ${token}` } : {}, ...body !== undefined ? { 'content-type': 'application/json' } : {}, ...headers },
	body: body === undefined ? undefined : JSON.stringify(body) });
const patch = (key, body, tag, token) => api(at(key), { method: 'PATCH', body, token, headers: tag ? { 'if-match': tag } : {} });
const tagOf = async (key, token) => (await api(at(key), { token })).headers.etag;
const code = r => new URL(r.json().type).hash.slice(1);
const pointers = r => r.json().errors.map(e => e.pointer).sort();
const history = async key => (await sql(site.db, `SELECT r.field FROM entry_revision r JOIN navigator_measure m ON m.entry = r.entry WHERE m.key = '${key}' ORDER BY r.id`)).map(r => r[0]);

test('who may: a token with the scope, whose holder curates the territories of the measure', async () => {
	const read = await make(curator, ['read']);
	for (const [token, key, want] of [[null, OURS, 401], [read, OURS, 403], [other, OURS, 403], [local, FEDERAL, 403], [service, FEDERAL, 403],
		[local, OURS, 428], [service, OURS, 428], [whole, FEDERAL, 428], [whole, 'no-such', 404]])
		assert.equal((await patch(key, { note: 'x' }, null, token)).status, want, `${key} ${want}`);
	assert.match((await patch(OURS, { note: 'x' }, null, read)).headers['www-authenticate'], /scope="measures:write"/);
	assert.equal(code(await patch(OURS, { note: 'x' }, null, other)), 'no-rights');
	const cookie = await curator.ask(at(OURS), { method: 'PATCH', body: '{"note":"x"}', headers: { 'content-type': 'application/json', 'if-match': '*', 'x-csrf-token': await tokenOf(curator), origin: site.base } });
	assert.equal(cookie.status, 401, 'cookies do nothing here');
});

test('what is named changes, with history, log and alert; the page has it, and the rest stays', async () => {
	const was = await api(at(OURS), { token: local }), had = (await history(OURS)).length;
	assert.equal(was.json().state, 'published');
	assert.equal((await patch(OURS, { note: 'x' }, '"old"', local)).status, 412);
	const [[noted]] = await sql(site.db, 'SELECT count(*) FROM alerts_event');
	const closes = '2031-03-01', r = await patch(OURS, { closes, opens: null, amount_min: 1000, amount_max: 2500000, cofinance_max: 12.5, cofinance_min: null, applicants: ['tos', 'municipality'], note: 'Сверено' }, was.headers.etag, local);
	assert.equal(r.status, 200, r.text);
	const now = r.json();
	assert.deepEqual([now.closes, now.opens, now.amount_min, now.amount_max, now.cofinance_max, now.note, [...now.applicants].sort()], [closes, null, 1000, 2500000, 12.5, 'Сверено', ['municipality', 'tos']]);
	for (const k of ['title', 'summary', 'what', 'steps', 'documents', 'rounds', 'contacts', 'eligibility', 'topics', 'territories', 'source_url', 'checked'])
		assert.deepEqual(now[k], was.json()[k], `${k} was not named`);
	assert.equal(await tagOf(OURS, local), r.headers.etag);
	const fields = (await history(OURS)).slice(had);
	for (const f of ['closes', 'amount_max', 'applicants', 'note'])
		assert.ok(fields.includes(f), `${f} is in the history`);
	assert.equal(fields.includes('title'), false);
	const [last] = await sql(site.db, "SELECT detail FROM audit WHERE action = 'navigator.change' ORDER BY id DESC LIMIT 1");
	assert.match(last[0], /^token:\d+$/);
	assert.ok(Number((await sql(site.db, 'SELECT count(*) FROM alerts_event'))[0][0]) > Number(noted), 'who follows it is told');
	assert.ok(/1\s+марта\s+2031/.test((await site.http.get(`/navigator/${OURS}`)).text), 'readers see it');
	const same = await patch(OURS, { closes }, r.headers.etag, local);
	assert.deepEqual([same.status, same.headers.etag], [200, r.headers.etag], 'the same again changes nothing');
	assert.deepEqual((await history(OURS)).length, had + fields.length);
	const race = await Promise.all(['А', 'Б'].map(note => patch(OURS, { note }, r.headers.etag, local)));
	assert.deepEqual(race.map(x => x.status).sort(), [200, 412], 'of two who read the same the second is told');
});

test('what was sent wrong is named as in the form, and nothing of it is kept', async () => {
	const tag = await tagOf(OURS, local);
	const bad = await patch(OURS, { titel: 'x', level: 'planet', amount_min: 'много', closes: '31.02.2027', applicants: ['everyone'], topics: 'roads', demo: null, cofinance_max: 120, summary: '' }, tag, local);
	assert.equal(bad.status, 422);
	assert.deepEqual(pointers(bad), ['#/amount_min', '#/applicants', '#/closes', '#/cofinance_max', '#/demo', '#/level', '#/summary', '#/titel', '#/topics']);
	assert.match(bad.json().errors.find(e => e.pointer === '#/titel').detail, /«title»/);
	for (const [body, pointer] of [[{ amount_min: 9000000, amount_max: 1 }, '#/amount_max'], [{ opens: '2031-05-01', closes: '2031-04-01' }, '#/closes'], [{ source_url: 'ftp://x' }, '#/source_url'],
		[{ checked: '2999-01-01' }, '#/checked'], [{ parent: 'no-such' }, '#/parent'], [{ territories: ['Нигдения'] }, '#/territories'], [{ territories: [] }, '#/territories'], [{ territories: [REGION, chain(OTHER_PLACE)[1]] }, '#/territories']]) {
		const r = await patch(OURS, body, tag, local);
		assert.equal(r.status, 422, JSON.stringify(body));
		assert.deepEqual(pointers(r), [pointer], r.text);
	}
	assert.equal((await patch(OURS, { topics: ['no-such-topic'] }, tag, local)).status, 422);
	assert.equal(await tagOf(OURS, local), tag, 'nothing was kept');
	assert.equal((await patch(OURS, { territories: [OTHER_PLACE] }, tag, local)).status, 422, 'not given away either');
});

test('the state goes the way it goes on the page: who may not publish hands it in for review', async () => {
	let r = await patch(OURS, { state: 'archived' }, await tagOf(OURS, local), local);
	assert.deepEqual(pointers(r), ['#/state'], 'a region prepares, it does not publish');
	r = await patch(OURS, { state: 'archived' }, await tagOf(OURS), whole);
	assert.equal(r.json().state, 'archived', r.text);
	assert.equal((await api(at(OURS), { token: null })).status, 404, 'readers do not see it');
	assert.equal((await api(at(OURS), { token: other })).status, 404, 'nor curators of another territory');
	assert.equal((await api(at(OURS), { token: service })).json().state, 'archived', 'its own curators do');
	r = await patch(OURS, { state: 'draft', title: 'Отбор дворов' }, r.headers.etag, service);
	assert.deepEqual([r.status, r.json().state, r.json().title], [200, 'draft', 'Отбор дворов'], r.text);
	assert.deepEqual(pointers(await patch(OURS, { state: 'published' }, r.headers.etag, service)), ['#/state']);
	r = await patch(OURS, { state: 'review' }, r.headers.etag, service);
	assert.equal(r.json().state, 'review', r.text);
	const empty = await patch(OURS, { source_title: null, source_url: null, state: 'published' }, r.headers.etag, whole);
	assert.deepEqual(pointers(empty), ['#/state']);
	assert.match(empty.json().errors[0].detail, /источник/);
	assert.equal(await tagOf(OURS), r.headers.etag, 'neither was kept');
	r = await patch(OURS, { state: 'published' }, r.headers.etag, whole);
	assert.equal(r.json().state, 'published', r.text);
	assert.ok((await site.http.get(`/navigator/${OURS}`)).text.includes('Отбор дворов'), 'readers see it');
	const log = (await sql(site.db, "SELECT action, detail FROM audit WHERE action LIKE 'navigator.%' ORDER BY id DESC LIMIT 5"));
	assert.deepEqual(log.map(l => l[0]), ['navigator.publish', 'navigator.state', 'navigator.state', 'navigator.change', 'navigator.archive']);
	assert.match(log[1][1], /^review token:\d+$/);
	assert.ok((await curator.get(`/curation/measure/${OURS}/history`)).text.includes('дворов'), 'the page of its history');
});

test('a guest and a program without that scope read what they read before', async () => {
	const key = MEASURES[3].key, guest = await api(at(key), { token: null }), plain = await make(region, ['read']);
	assert.equal(guest.json().state, 'published');
	const r = await api(at(key), { token: plain });
	assert.equal(r.text, guest.text);
	assert.match(r.headers.etag, /^"/, 'a strong tag for who has a token');
	assert.equal((await api(at(key), { token: plain, headers: { 'if-none-match': r.headers.etag } })).status, 304);
});
