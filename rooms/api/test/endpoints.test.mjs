// Endpoints of webhooks: made on the pages, told of measures and folders by a real receiver that fails at random,
// each event once by its id; 410, a new secret, repeats, rights.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { checkPage, contextOf, launch } from '../../../tests/harness/browser.mjs';
import { MEASURES, OTHER_PLACE, PLACE, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site, server, port, at, muni, admin, b, answer, got = [];
const taken = (req, res, body) => { got.push({ headers: req.headers, body, url: req.url, json: JSON.parse(body) }); res.writeHead(200).end('ok'); };
before(async () => {
	server = createServer((req, res) => {
		let body = '';
		req.on('data', d => { body += d; });
		req.on('end', () => answer(req, res, body));
	});
	await new Promise(ok => { server.listen(0, '127.0.0.1', ok); });
	port = server.address().port;
	at = `http://127.0.0.1:${port}`;
	answer = taken;
	site = await start({ demo: true, set: { hook_hosts: `+127.0.0.1:${port}`, mail_per_minute: 6000, mail_retry: 1 } });
	[muni, admin, b] = await Promise.all([signIn(site, 'muni@veche.demo'), signIn(site, 'admin@veche.demo'), launch()]);
});
beforeEach(async () => {
	answer = taken;
	await sql(site.db, 'DELETE FROM api_hook');
	await sql(site.db, 'DELETE FROM outbox WHERE channel = 2');
});
after(async () => {
	await b?.close();
	await site?.stop();
	server?.closeAllConnections();
	server?.close();
});

async function until(fn, what, ms = 20_000) {
	for (const end = Date.now() + ms; !await fn();) {
		assert.ok(Date.now() < end, what);
		await sleep(30);
	}
}
const post = async (c, path, form = {}) => c.post(path, { csrf: await tokenOf(c), ...form });
const last = async table => Number((await sql(site.db, `SELECT MAX(id) FROM ${table}`))[0][0]);
const secretOf = r => r.text.match(/id="secret"[^>]* value="(whsec_[^"]+)"/)?.[1].replaceAll('&#43;', '+');
async function make(c, path, events, more = {}) {
	const r = await post(c, '/account/hooks', { title: `Проверка ${path}`, url: at + path, place: PLACE, 'event[]': events, ...more });
	assert.equal(r.status, 200, r.text.match(/invalid-feedback[^]*?<\/p>/)?.[0] ?? r.text.slice(0, 400));
	assert.match(r.headers['cache-control'], /no-store/, 'the secret is kept nowhere');
	return { id: await last('api_hook'), secret: secretOf(r) };
}
const came = path => got.filter(g => g.url === path);
const told = () => until(async () => (await sql(site.db, 'SELECT count(*) FROM api_event WHERE told = 0'))[0][0] === '0', 'all is told');
const gone = () => until(async () => (await sql(site.db, 'SELECT count(*) FROM outbox WHERE channel = 2 AND state IN (0, 1)'))[0][0] === '0', 'all is sent');
const state = async id => (await sql(site.db, `SELECT state, why FROM api_hook WHERE id = ${id}`))[0].join();

let n = 0;
const measure = (key, more = {}) => ({ ...MEASURES[0], key, title: `Проверка ${key}`, parent: undefined, territories: [], rounds: [], steps: [], contacts: [],
	documents: [{ title: 'Заявка', required: true }], closes: '2031-02-01', opens: undefined, rule: { all: [] }, ...more });
async function bring(...rows) {
	const file = join(site.dir, `m${n++}.jsonl`);
	writeFileSync(file, rows.map(r => JSON.stringify(r)).join('\n') + '\n');
	return site.veche('import', 'measures', file);
}
const free = async () => {
	const own = new Set((await sql(site.db, 'SELECT e.url FROM folder_item i JOIN entry e ON e.id = i.entry')).map(r => r[0]));
	return MEASURES.find(m => !own.has(`/navigator/${m.key}`)).key;
};

test('who administers a territory makes one for it; the form says what is wrong and keeps what was typed', async () => {
	const specialist = await signIn(site, 'specialist@veche.demo'), region = await signIn(site, 'region@veche.demo');
	assert.equal((await specialist.get('/account/hooks')).status, 403);
	assert.match((await muni.get('/account/hooks')).text, /Веб-хуков здесь ещё нет/);
	const form = { title: 'Учёт', url: `${at}/in`, place: PLACE, 'event[]': 'measure.published' };
	for (const [more, text] of [[{ title: '' }, /Назовите веб-хук/], [{ 'event[]': [] }, /Отметьте, о чём сообщать/], [{ 'event[]': 'ping' }, /Отметьте, о чём/], [{ place: '' }, /всего портала делает его администратор/],
		[{ place: OTHER_PLACE }, /ведёте не вы/], [{ place: 'Нигдеево' }, /f-place" name="place"[^>]* aria-invalid/], [{ url: 'ftp://x/' }, /Нужен полный адрес/], [{ url: 'https://имя.рф/' }, /xn--/], [{ url: 'https://a:b@c/' }, /без имени и пароля/],
		[{ url: 'http://example.org/' }, /Начните адрес с https/], [{ url: `https://x/${'y'.repeat(500)}` }, /не длиннее 500/]]) {
		const r = await post(muni, '/account/hooks', { ...form, ...more });
		assert.equal(r.status, 422, JSON.stringify(more));
		assert.match(r.text, text, JSON.stringify(more));
		assert.ok(r.text.includes(`value="${more.title ?? 'Учёт'}"`), 'what was typed is there');
	}
	const mine = await make(muni, '/mine', ['measure.published']);
	assert.match(mine.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
	const whole = await make(admin, '/whole', ['measure.published'], { place: '' });
	assert.ok(!(await muni.get('/account/hooks')).text.includes(`/account/hooks/${whole.id}"`), 'the whole portal’s is not of a municipality');
	for (const c of [region, admin])
		assert.ok((await c.get('/account/hooks')).text.includes(`/account/hooks/${mine.id}"`));
	for (const path of [`${whole.id}`, `edit/${whole.id}`, `drop/${whole.id}`, `${whole.id}/sent/1`, '999', 'x'])
		assert.equal((await muni.get(`/account/hooks/${path}`)).status, 404, path);
	for (const act of ['save', 'secret', 'ping', 'turn', 'drop', 'again', 'sent/1'])
		assert.equal((await post(muni, `/account/hooks/${whole.id}/${act}`)).status, 404, act);
	assert.equal(await state(whole.id), '1,0');
	assert.ok(!(await muni.get(`/account/hooks/${mine.id}`)).text.includes('whsec_'), 'shown once');
	for (const h of [mine, whole]) {
		assert.match((await admin.get(`/account/hooks/drop/${h.id}`)).text, /Удалить веб-хук/);
		assert.equal((await post(admin, `/account/hooks/${h.id}/drop`)).status, 303);
	}
	assert.equal((await muni.get(`/account/hooks/${mine.id}`)).status, 404);
	assert.deepEqual((await sql(site.db, "SELECT DISTINCT action FROM audit WHERE action LIKE 'api.hook%' ORDER BY action")).flat(), ['api.hook_add', 'api.hook_drop']);
	const { id } = await make(admin, '/many', ['measure.published'], { place: OTHER_PLACE });
	await sql(site.db, `INSERT INTO api_hook (place, title, url, events, secret, created, started) SELECT place, title, url, events, secret, 1, 1 FROM api_hook
		JOIN (${Array.from({ length: 19 }, (_, i) => `SELECT ${i} AS i`).join(' UNION ')}) x ON 1 = 1 WHERE id = ${id}`);
	assert.match((await post(admin, '/account/hooks', { ...form, place: OTHER_PLACE })).text, /уже 20 веб-хуков/);
});

test('a host that is not named: the page says what the operator must write; what failed is repeated when he has', async () => {
	const h = await make(muni, '/x', ['measure.published'], { url: 'https://hooks.example.org:8443/in' });
	const page = await muni.get(`/account/hooks/${h.id}`);
	assert.match(page.text, /Узел ещё не разрешён[^]*hook_hosts = hooks\.example\.org:8443</);
	await post(muni, `/account/hooks/${h.id}/ping`);
	await until(async () => (await sql(site.db, `SELECT state FROM outbox WHERE ref = ${h.id}`))[0]?.[0] === '3', 'it fails');
	assert.match((await muni.get(`/account/hooks/${h.id}/sent/${await last('outbox')}`)).text, /not named in hook_hosts/);
	const saved = await post(muni, `/account/hooks/${h.id}/save`, { title: 'Учёт', url: `${at}/moved`, 'event[]': 'measure.published' });
	assert.equal(saved.status, 303, saved.text);
	assert.equal((await post(muni, `/account/hooks/${h.id}/sent/${await last('outbox')}`)).status, 303);
	await until(() => came('/moved').length === 1, 'it comes where the endpoint is now');
	const [g] = came('/moved');
	assert.deepEqual({ ...new Webhook(h.secret).verify(g.body, g.headers), timestamp: '' }, { type: 'ping', timestamp: '', data: { endpoint: h.id } });
});

test('measures: published, changed, archived; nothing of drafts; self is the record as everybody reads it', async () => {
	const curator = await signIn(site, 'curator@veche.demo');
	await bring(measure('hk-draft'));
	for (const to of ['archived', 'draft'])
		assert.equal((await post(curator, '/curation/measure/hk-draft/state', { to })).status, 303);
	const h = await make(muni, '/measures', ['measure.published', 'measure.changed', 'measure.archived']), wh = new Webhook(h.secret);
	const only = await make(admin, '/archived', ['measure.archived'], { place: '' });
	await bring(measure('hk-one'));
	await told();
	await bring(measure('hk-one', { title: 'Новое «имя»', closes: '2031-03-01' }), measure('hk-draft', { title: 'Тайное' }));
	await told();
	for (const to of ['archived', 'published'])
		assert.equal((await post(curator, '/curation/measure/hk-one/state', { to })).status, 303);
	await told();
	await gone();
	const all = came('/measures').sort((x, y) => x.headers['webhook-id'].split('_')[2] - y.headers['webhook-id'].split('_')[2]);
	assert.deepEqual(all.map(g => g.json.type), ['measure.published', 'measure.changed', 'measure.archived', 'measure.published']);
	for (const g of all)
		assert.equal(wh.verify(g.body, g.headers).data.measure, 'hk-one');
	assert.equal(all[0].json.data.title, 'Проверка hk-one', 'as it was then');
	assert.deepEqual(all[0].json.data.changes, []);
	assert.deepEqual(all[1].json.data.changes, [{ field: 'title', before: 'Проверка hk-one', after: 'Новое «имя»' }, { field: 'closes', before: '2031-02-01', after: '2031-03-01' }]);
	assert.ok(Math.abs(Date.parse(all[1].json.timestamp) - Date.now()) < 120_000);
	assert.equal(all[1].json.data.self, `${site.base}/api/v1/measures/hk-one`.replace(site.base, new URL(all[1].json.data.self).origin));
	assert.equal((await site.http.get(new URL(all[1].json.data.self).pathname)).json().title, 'Новое «имя»');
	assert.deepEqual(came('/archived').map(g => g.json.type), ['measure.archived'], 'only what was asked for');
	assert.ok(!got.some(g => /Тайное|hk-draft/.test(g.body)));
});

test('a folder: told to its territory and what lies above, thin, each act once', async () => {
	const own = await make(muni, '/own', ['folder.changed']), above = await make(await signIn(site, 'region@veche.demo'), '/above', ['folder.changed'], { place: '24000000' });
	const other = await make(admin, '/other', ['folder.changed'], { place: OTHER_PLACE }), whole = await make(admin, '/all', ['folder.changed'], { place: '' });
	const c = await signIn(site, 'specialist@veche.demo');
	const form = await c.post('/account/tokens', { csrf: await tokenOf(c), name: 'Учёт', term: '30', 'scope[]': ['folder:read', 'folder:write'] });
	const authorization = `Bearer ${form.text.match(/(veche_p_[0-9a-f]{64})/)[1]}`, json = { authorization, 'content-type': 'application/json' };
	const added = await c.ask(`/api/v1/places/${PLACE}/folder`, { method: 'POST', headers: json, body: JSON.stringify({ measure: await free(), aim: 'Тайная цель' }) });
	assert.equal(added.status, 201, added.text);
	const self = new URL(added.headers.location).pathname, item = added.json().id;
	const patched = await c.ask(self, { method: 'PATCH', headers: { ...json, 'if-match': added.headers.etag }, body: '{"aim":"Другая","state":"preparing"}' });
	assert.equal(patched.status, 200, patched.text);
	const same = await c.ask(self, { method: 'PATCH', headers: { ...json, 'if-match': patched.headers.etag }, body: '{"aim":"Другая"}' });
	assert.equal(same.status, 200, 'nothing new, nothing told');
	assert.equal((await post(c, `/folder/${PLACE}/remove/${item}`, { sure: 'yes' })).status, 303);
	await told();
	await gone();
	for (const path of ['/own', '/above', '/all'])
		assert.deepEqual(came(path).map(g => `${g.json.data.act} ${g.json.data.place} ${g.json.data.item}`).sort(), ['added', 'changed', 'removed'].map(a => `${a} ${PLACE} ${item}`), path);
	assert.equal(came('/other').length, 0);
	assert.deepEqual(Object.keys(came('/own')[0].json.data), ['place', 'item', 'act', 'self', 'url']);
	assert.equal(new URL(came('/own')[0].json.data.self).pathname, self);
	assert.ok(!came('/own').some(g => g.body.includes('цель')), 'what is in it is read by token');
});

test('a receiver that fails at random, a portal that is killed: each event once by its id', async () => {
	const ends = [await make(muni, '/r1', ['measure.published']), await make(admin, '/r2', ['measure.published'], { place: '' })];
	const seen = [new Map(), new Map()], N = 25;
	let failed = 0;
	answer = (req, res, body) => {
		const i = ['/r1', '/r2'].indexOf(req.url), what = randomInt(10);
		if (what < 3) {
			failed++;
			return res.writeHead(500 + randomInt(4)).end('беда');
		}
		new Webhook(ends[i].secret).verify(body, req.headers);
		const id = req.headers['webhook-id'], key = JSON.parse(body).data.measure;
		assert.ok(!seen[i].has(id) || seen[i].get(id) === key, 'one id, one event');
		seen[i].set(id, key);
		if (what === 3) {	// taken, but the answer is lost
			failed++;
			return req.socket.destroy();
		}
		res.writeHead(204).end();
	};
	const keys = Array.from({ length: N }, (_, i) => `hk-r${i}`);
	await bring(...keys.map(k => measure(k)));
	await sleep(200);
	await site.crash();
	await sql(site.db, 'UPDATE outbox SET next_at = 1 WHERE state = 1');	// leases are not waited for
	await sql(site.db, 'UPDATE job SET lease = 1 WHERE state = 1');
	await site.revive();
	await until(async () => {
		await sql(site.db, 'UPDATE outbox SET next_at = 1 WHERE channel = 2 AND state = 0');
		return (await sql(site.db, 'SELECT count(*) FROM api_event WHERE told = 0'))[0][0] === '0' && (await sql(site.db, 'SELECT count(*) FROM outbox WHERE channel = 2 AND state <> 2'))[0][0] === '0';
	}, 'all are sent', 50_000);
	for (const m of seen)
		assert.deepEqual([...m.values()].sort(), [...keys].sort());
	assert.ok(failed > 0, 'the receiver did fail');
});

test('a new secret: both sign for a day, then the new one alone', async () => {
	const h = await make(muni, '/secret', ['measure.published']), r = await post(muni, `/account/hooks/${h.id}/secret`), secret = secretOf(r);
	assert.notEqual(secret, h.secret);
	assert.match(r.text, /Прежний секрет действует до/);
	await post(muni, `/account/hooks/${h.id}/ping`);
	await until(() => came('/secret').length === 1, 'it comes');
	for (const s of [secret, h.secret])
		new Webhook(s).verify(came('/secret')[0].body, came('/secret')[0].headers);
	await sql(site.db, `UPDATE api_hook SET old_until = ${Math.floor(Date.now() / 1000) - 1} WHERE id = ${h.id}`);
	await post(muni, `/account/hooks/${h.id}/ping`);
	await until(() => came('/secret').length === 2, 'it comes');
	new Webhook(secret).verify(came('/secret')[1].body, came('/secret')[1].headers);
	assert.throws(() => new Webhook(h.secret).verify(came('/secret')[1].body, came('/secret')[1].headers));
	await bring(measure('hk-secret'));	// the job runs
	await until(async () => (await sql(site.db, `SELECT old_secret FROM api_hook WHERE id = ${h.id}`)).length === 0 || (await sql(site.db, `SELECT count(*) FROM api_hook WHERE id = ${h.id} AND old_secret = ''`))[0][0] === '1', 'the former one is forgotten');
	await gone();
});

test('410 stops it and its maker gets a letter; turned on again, what did not come is repeated', async () => {
	const h = await make(muni, '/gone', ['measure.published']);
	answer = (req, res) => res.writeHead(410).end();
	await bring(measure('hk-gone'));
	await until(async () => (await sql(site.db, `SELECT code FROM outbox WHERE ref = ${h.id}`))[0]?.[0] === '410', 'it is answered');
	answer = taken;
	await bring(measure('hk-gone2'));	// the job looks before it tells
	await until(async () => await state(h.id) === '0,1', 'it stops');
	await told();
	assert.equal(came('/gone').length, 0, 'nothing more is sent');
	const letters = await sql(site.db, `SELECT dest, subject, body FROM outbox WHERE channel = 1 AND k LIKE 'api.hook:${h.id}:%'`);
	assert.equal(letters[0][0], 'muni@veche.demo');
	assert.match(letters[0][1], /^Веб-хук «Проверка \/gone» остановлен$/);
	assert.match((await muni.get(`/account/hooks/${h.id}`)).text, /ответил 410/);
	assert.match((await muni.post(`/account/hooks/${h.id}/again`, { csrf: await tokenOf(muni), since: '01.01.2020' }, { follow: true })).text, /сначала включите/);
	await post(muni, `/account/hooks/${h.id}/turn`, { to: 'on' });
	assert.equal(await state(h.id), '1,0');
	assert.equal((await post(muni, `/account/hooks/${h.id}/again`, { since: 'вчера?' })).status, 422);
	await post(muni, `/account/hooks/${h.id}/again`, { since: '01.01.2031' });
	assert.equal(came('/gone').length, 0);
	await post(muni, `/account/hooks/${h.id}/again`, { since: '01.01.2020' });
	await until(() => came('/gone').length === 1, 'it is repeated');
	assert.equal(came('/gone')[0].json.data.measure, 'hk-gone');
	await bring(measure('hk-gone3'));
	await until(() => came('/gone').length === 2, 'and works');
	assert.equal(await state(h.id), '1,0', 'the old 410 is old news');
	await post(muni, `/account/hooks/${h.id}/turn`, { to: 'off' });
	assert.equal(await state(h.id), '0,0');
	await bring(measure('hk-gone4'));
	await told();
	await gone();
	assert.equal(came('/gone').length, 2, 'a stopped one is told nothing');
});

test('nothing but failures for days stops it; failures of one day do not', async () => {
	const h = await make(muni, '/fails', ['measure.published']), now = Math.floor(Date.now() / 1000), DAY = 86400;
	answer = (req, res) => res.writeHead(500).end();
	await sql(site.db, `UPDATE api_hook SET started = ${now - 9 * DAY} WHERE id = ${h.id}`);
	const failed = (k, put, tried) => sql(site.db, `INSERT INTO outbox (channel, k, ref, topic, dest, body, state, tries, next_at, created, tried, code) VALUES (2, '${k}', ${h.id}, 'ping', 'http://x', '{}', 3, 14, 1, ${put}, ${tried}, 500)`);
	await failed('f1', now - 6 * DAY, now - 5 * DAY);
	await bring(measure('hk-f1'));
	await told();
	assert.equal(await state(h.id), '1,0', 'one bad day is not enough');
	await sql(site.db, `UPDATE outbox SET tried = ${now} WHERE k = 'f1'`);
	await bring(measure('hk-f2'));
	await until(async () => await state(h.id) === '0,2', 'it stops');
	assert.equal((await sql(site.db, `SELECT count(*) FROM outbox WHERE channel = 1 AND k LIKE 'api.hook:${h.id}:%'`))[0][0], '1');
	assert.equal((await sql(site.db, `SELECT count(*) FROM outbox WHERE ref = ${h.id} AND state IN (0, 1)`))[0][0], '0', 'what waited is withdrawn');
});

test('by a service’s token: made, read, changed, repeated, deleted; of a folder only with the scope for it', async () => {
	const make = async scopes => (await admin.post('/account/tokens/service', { csrf: await tokenOf(admin), name: 'Учёт', term: '30', role: 'MUNI_ADMIN', place: PLACE, 'scope[]': scopes })).text.match(/(veche_s_[0-9a-f]{64})/)[1];
	const token = await make(['webhooks']), both = await make(['webhooks', 'folder:read']), hooks = `/api/v1/places/${PLACE}/hooks`;
	const api = (method, path, body, headers = {}, by = token) => site.http.ask(path, { method, headers: { authorization: `Bearer ${by}`, ...body ? { 'content-type': 'application/json' } : {}, ...headers }, ...body ? { body: JSON.stringify(body) } : {} });
	const body = { title: 'Учёт', address: `${at}/api`, events: ['measure.published'] };
	for (const [more, field] of [[{ events: ['folder.changed'] }, 'events'], [{ events: [] }, 'events'], [{ events: ['ping'] }, 'events'], [{ address: 'http://example.org/' }, 'address'], [{ title: 'x' }, 'title']]) {
		const r = await api('POST', hooks, { ...body, ...more });
		assert.equal(r.status, 422, JSON.stringify(more));
		assert.equal(r.json().errors[0].pointer, `#/${field}`);
	}
	assert.equal((await api('POST', hooks, { ...body, events: ['folder.changed'] }, {}, both)).status, 201);
	const made = await api('POST', hooks, body, { 'idempotency-key': 'k1' }), again = await api('POST', hooks, body, { 'idempotency-key': 'k1' });
	assert.equal(made.status, 201, made.text);
	assert.equal(again.text, made.text, 'made once');
	const { id, secret } = made.json(), self = new URL(made.headers.location).pathname;
	const list = (await api('GET', `${hooks}?limit=1`)).json(), next = (await api('GET', new URL(list.next).pathname + new URL(list.next).search)).json();
	assert.deepEqual([list.total, list.items[0].id, next.items.length, next.next], [2, id, 1, null]);
	assert.ok(!('secret' in list.items[0]));
	const one = await api('GET', self);
	assert.equal(one.headers.etag, made.headers.etag, 'the tag that came with it is the record’s');
	assert.deepEqual({ ...one.json(), created: 0, url: 0, self: 0 }, { id, title: 'Учёт', address: `${at}/api`, events: ['measure.published'], active: true, stopped: null, allowed: true, created: 0, url: 0, self: 0 });
	await bring(measure('hk-api'));
	await until(() => came('/api').length === 1, 'it comes');
	new Webhook(secret).verify(came('/api')[0].body, came('/api')[0].headers);
	await gone();
	const sent = (await api('GET', `${self}/deliveries`)).json();
	assert.deepEqual([sent.total, sent.items[0].state, sent.items[0].code, sent.items[0].webhook_id], [1, 'delivered', 200, came('/api')[0].headers['webhook-id']]);
	assert.equal((await api('POST', `${self}/deliveries/${sent.items[0].id}/replay`)).status, 204);
	await until(() => came('/api').length === 2, 'once more');
	assert.equal(came('/api')[1].headers['webhook-id'], came('/api')[0].headers['webhook-id']);
	await gone();
	await sql(site.db, `UPDATE outbox SET state = 3 WHERE ref = ${id}`);
	assert.deepEqual((await api('POST', `${self}/replay`, { since: '2020-01-01' })).json(), { queued: 1 });
	await until(() => came('/api').length === 3, 'and again');
	assert.equal((await api('POST', `${self}/ping`)).status, 204);
	await until(() => came('/api').length === 4, 'a trial event');
	assert.equal(JSON.parse(came('/api')[3].body).type, 'ping');
	await gone();
	assert.equal((await api('POST', `${self}/secret`)).status, 428);
	const turned = await api('POST', `${self}/secret`, undefined, { 'if-match': one.headers.etag });
	assert.deepEqual([turned.status, turned.headers.etag, turned.json().secret === secret], [200, one.headers.etag, false]);
	assert.equal((await api('POST', `${self}/ping`)).status, 204);
	await until(() => came('/api').length === 5, 'signed by both');
	for (const s of [secret, turned.json().secret])
		new Webhook(s).verify(came('/api')[4].body, came('/api')[4].headers);
	await gone();
	assert.equal((await api('PATCH', self, { active: false })).status, 428);
	const off = await api('PATCH', self, { active: false, events: ['measure.published', 'measure.archived'] }, { 'if-match': one.headers.etag });
	assert.deepEqual([off.status, off.json().active, off.json().stopped, off.json().events.length], [200, false, 'by-hand', 2]);
	assert.equal((await api('PATCH', self, { active: true }, { 'if-match': one.headers.etag })).status, 412);
	assert.equal((await api('PATCH', self, { events: ['folder.changed'] }, { 'if-match': off.headers.etag })).status, 422);
	assert.equal((await api('POST', `${self}/replay`, { since: '2020-01-01' })).status, 409, 'a stopped one');
	assert.equal((await api('POST', `${self}/ping`)).status, 409, 'nor is it tried');
	const whole = await make(['webhooks']), other = (await sql(site.db, `INSERT INTO api_hook (place, title, url, events, secret, created, started) VALUES (0, 'x', 'https://x/', 1, 'whsec_', 1, 1) RETURNING id`))[0][0];
	for (const path of [`${hooks}/${other}`, `${hooks}/${other}/deliveries`, `${hooks}/x`])
		assert.equal((await api('GET', path, undefined, {}, whole)).status, 404, path);
	assert.equal((await api('DELETE', self, undefined, { 'if-match': off.headers.etag })).status, 204);
	assert.equal((await api('GET', self)).status, 404);
	assert.equal((await sql(site.db, `SELECT count(*) FROM audit WHERE action = 'api.hook_drop' AND object = 'hook:${id}'`))[0][0], '1');
});

test('old deliveries go', async () => {
	const h = await make(muni, '/old', ['measure.published']);
	await post(muni, `/account/hooks/${h.id}/ping`);
	await until(() => came('/old').length === 1, 'it comes');
	await gone();
	await sql(site.db, `UPDATE outbox SET created = 1 WHERE ref = ${h.id}`);
	await sql(site.db, 'UPDATE api_event SET at = 1');
	await sql(site.db, "UPDATE job_schedule SET next = 1 WHERE kind = 'api.sweep'");
	await site.veche('jobs', 'run').catch(e => assert.match(e.message, /status 4/));
	await until(async () => (await sql(site.db, `SELECT count(*) FROM outbox WHERE ref = ${h.id}`))[0][0] === '0' && (await sql(site.db, 'SELECT count(*) FROM api_event'))[0][0] === '0', 'they are swept');
});

test('the pages are sound, in both languages', async () => {
	const as = (c, lang) => contextOf(c, lang ? [['veche_lang', lang]] : []);
	const page = await b.open(`${site.base}/account/hooks/new`, { script: false, context: as(muni) });
	await page.fill('#f-title', 'Учётная система');
	await page.fill('#f-url', `${at}/page`);
	await page.press('#f-url', 'Enter');
	assert.match(await page.inputValue('#secret'), /^whsec_/);
	const id = await last('api_hook');
	await make(muni, '/elsewhere', ['folder.changed'], { url: 'https://hooks.example.org/in' });
	const barred = await last('api_hook');
	await post(muni, `/account/hooks/${id}/ping`);
	await until(() => came('/page').length === 1, 'it comes');
	await gone();
	for (const path of ['', '/new', `/${id}`, `/${barred}`, `/edit/${id}`, `/drop/${id}`, `/${id}/sent/${await last('outbox')}`])
		await checkPage(await b.once(`${site.base}/account/hooks${path}`, { context: as(muni) }), { themes: ['light'], widths: [320, 1280] });
	muni.jar.set('veche_lang', 'en');
	for (const path of ['', '/new', `/${id}`, `/${barred}`, `/edit/${id}`, `/drop/${id}`, `/${id}/sent/${await last('outbox')}`]) {
		const r = await muni.get(`/account/hooks${path}`), main = r.text.slice(r.text.indexOf('<main'), r.text.indexOf('</main'));
		assert.equal(r.status, 200, path);
		assert.deepEqual(main.replaceAll(/Учётная система|Проверка \/elsewhere|Администратор муниципалитета|городской округ Тейково/g, '').match(/[^<>"]*[а-яё]{2,}[^<>"]*/gi) ?? [], [], path);
	}
	muni.jar.delete('veche_lang');
});
