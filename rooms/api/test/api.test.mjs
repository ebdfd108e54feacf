// The API as a program meets it: every answer against the page, the file and the description.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { csv, MEASURE, MEASURES, PLACE, places, REGION, routes, signIn } from '../../../tests/harness/demo.mjs';
import { client, request } from '../../../tests/harness/http.mjs';
import { freePort, ROOT, run, start } from '../../../tests/harness/server.mjs';

let site;
before(async () => { site = await start({ demo: true }); });
after(() => site?.stop());

const LAW = '/api/v1/acts/ru/fz/2006-05-02/59';
const api = (path, headers = {}) => request(`${site.base}${path}`, { headers });
async function get(path, status = 200) {
	const r = await api(path);
	assert.equal(r.status, status, `${path}: ${r.text.slice(0, 300)}`);
	assert.match(r.headers['content-type'], status === 200 ? /^application\/json/ : /^application\/problem\+json/, path);
	return r.json();
}
/* All pages of a list, by next. */
async function all(path) {
	const items = [];
	for (let at = `${site.base}${path}`; at;) {
		const r = await request(at);
		assert.equal(r.status, 200, at);
		const page = r.json();
		items.push(...page.items);
		assert.ok(page.items.length > 0 || !page.next, `${at}: an empty page has no next`);
		assert.ok(items.length <= page.total, at);
		if (!page.next)
			assert.equal(items.length, page.total, `${path}: total`);
		at = page.next;
	}
	return items;
}

test('territories: pages cover the tree, each once, by code', async () => {
	const got = (await all('/api/v1/places?state=all&limit=100')).map(p => p.code);
	assert.deepEqual(got, [...places().keys()].sort((a, b) => a < b ? -1 : 1));
});

test('territories: filters give what the file gives', async () => {
	const rows = [...places().values()];
	const now = rows.filter(p => !p.valid_to);
	const codes = async q => (await all(`/api/v1/places?${q}&limit=100`)).map(p => p.code).sort();
	assert.deepEqual(await codes('level=region'), now.filter(p => p.kind === 'region').map(p => p.code).sort());
	assert.deepEqual(await codes('kind=federal_territory'), now.filter(p => p.kind === 'federal_territory').map(p => p.code).sort());
	assert.deepEqual(await codes(`within=${REGION}&level=municipality`),
		now.filter(p => p.parent === REGION && !/settlement|inner_district/.test(p.kind)).map(p => p.code).sort());
	assert.deepEqual(await codes('status=arctic&status=monotown'),
		now.filter(p => /\barctic\b/.test(p.statuses) && /\bmonotown\b/.test(p.statuses)).map(p => p.code).sort());
	assert.deepEqual(await codes(`state=former&within=${REGION}`),
		rows.filter(p => p.valid_to && p.parent === REGION).map(p => p.code).sort());
	assert.equal((await get('/api/v1/places?q=%D0%A2%D0%B5%D0%B9%D0%BA%D0%BE%D0%B2%D0%B5')).items[0].code, PLACE, 'in any case form');
});

test('one territory: the tree, its passport typed, successors of a former one', async () => {
	const p = await get(`/api/v1/places/${PLACE}`), row = places().get(PLACE);
	assert.equal(p.name, row.name);
	assert.equal(p.population, Number(row.population));
	assert.equal(p.parent, row.parent);
	const known = Object.fromEntries(p.passport.map(v => [v.field, v.value]));
	assert.equal(known.population, p.population);
	assert.equal(known.kind, p.kind);
	assert.deepEqual(known.status, p.statuses);
	const former = [...places().values()].find(x => x.became);
	assert.deepEqual((await get(`/api/v1/places/${former.code}`)).became.sort(), former.became.split(/[ ,;|]+/).sort());
	assert.deepEqual((await get('/api/v1/places/RU')).passport, []);
});

/* Facets as the page's own file answers them. */
const fileOf = async q => csv((await site.http.get(`/navigator.csv?${q}`)).text);

test('measures: every value of every facet gives what the page’s own file gives', async () => {
	const facets = (await get('/api/openapi.json')).paths['/api/v1/measures'].get.parameters
		.filter(p => p.schema.items?.enum && !['verdict'].includes(p.name));
	assert.ok(facets.length >= 8, 'facets are in the description');
	for (const f of facets)
		for (const v of f.schema.items.enum) {
			const want = (await fileOf(`${f.name}=${v}`)).map(r => r.key);
			assert.deepEqual((await all(`/api/v1/measures?${f.name}=${v}&limit=100`)).map(m => m.key), want, `${f.name}=${v}`);
		}
	for (const q of ['topic=heat', `region=${REGION}`, 'level=federal&level=regional&status=open', 'q=%D1%82%D0%B5%D0%BF%D0%BB%D0%BE', 'sort=amount', 'sort=newest'])
		assert.deepEqual((await all(`/api/v1/measures?${q}&limit=7`)).map(m => m.key), (await fileOf(q)).map(r => r.key), q);
});

test('one measure says what was loaded, and its line is the same', async () => {
	const lines = (await api('/api/v1/measures.ndjson')).text.trim().split('\n').map(l => JSON.parse(l));
	assert.equal(lines.length, (await get('/api/v1/measures?limit=1')).total);
	for (const want of MEASURES.filter((m, i) => i % 9 === 0)) {
		const m = await get(`/api/v1/measures/${want.key}`);
		assert.deepEqual(lines.find(l => l.key === want.key), m, want.key);
		assert.equal(m.title, want.title);
		assert.equal(m.level, want.level);
		assert.equal(m.amount_max, want.amount_max ?? null);
		assert.deepEqual(m.applicants.sort(), [...want.applicants].sort());
		assert.deepEqual(m.topics, [...want.topics].sort());
		assert.equal(m.steps.length, want.steps?.length ?? 0);
		assert.equal(m.documents.length, want.documents?.length ?? 0);
		if (want.eligibility)
			assert.ok(m.eligibility.all || m.eligibility.any || m.eligibility.none || m.eligibility.field, want.key);
	}
	const some = (await api('/api/v1/measures.ndjson?level=federal')).text.trim().split('\n');
	assert.equal(some.length, (await get('/api/v1/measures?level=federal&limit=1')).total);
});

test('match: the verdicts of the page’s file, each with what decided', async () => {
	const got = await all(`/api/v1/places/${PLACE}/match?limit=100`);
	const word = { yes: 'Подходит', unknown: 'Не хватает данных', no: 'Не подходит' };
	assert.deepEqual(got.map(m => [m.measure, word[m.verdict]]), (await fileOf(`place=${PLACE}`)).map(r => [r.key, r.verdict]));
	for (const m of got) {
		if (m.verdict !== 'yes')
			assert.ok(m.decided_by.length > 0, `${m.measure} is ${m.verdict}: by what?`);
		if (m.verdict === 'unknown')
			assert.ok(m.decided_by.every(d => d.verdict === 'unknown'), `${m.measure}: what is not known`);
		assert.ok(m.decided_by.every(d => d.text), m.measure);
	}
	assert.ok(new Set(got.map(m => m.verdict)).size === 3, 'all three answers are there');
	const yes = await all(`/api/v1/places/${PLACE}/match?verdict=yes&limit=5`);
	assert.deepEqual(yes.map(m => m.measure), got.filter(m => m.verdict === 'yes').map(m => m.measure));
	const tos = await all(`/api/v1/places/${PLACE}/match?as=tos&verdict=yes&limit=100`);
	assert.notDeepEqual(tos.map(m => m.measure), yes.map(m => m.measure));
	await get(`/api/v1/places/${REGION}/match`, 404);
});

test('search finds what the page finds, page by page', async () => {
	const q = encodeURIComponent('благоустройство');
	const got = await all(`/api/v1/search?q=${q}&kind=measure&limit=4`);
	const page = await site.http.get(`/search?q=${q}&kind=measure`);
	assert.ok(got.length > 4);
	for (const hit of got.slice(0, 20))
		assert.ok(page.text.includes(`href="${new URL(hit.url).pathname}"`), hit.url);
	assert.equal(new Set(got.map(h => h.url)).size, got.length);
	assert.deepEqual((await get('/api/v1/search')).items, []);
	assert.equal((await get('/api/v1/search?q=%3F%3F', 400)).errors[0].parameter, 'q');
	assert.ok((await get(`/api/v1/search?q=${encodeURIComponent('благоусторйство')}`)).corrected, 'a slip is told');
});

test('what is wrong is named, with the near one', async () => {
	const p = await get('/api/v1/measures?levle=federal&money=subsidi&limit=0&status=open&sort=amount&sort=fit&topic=nothing&region=00', 400);
	const said = Object.fromEntries(p.errors.map(e => [e.parameter, e.detail]));
	assert.match(said.levle, /«level»/);
	assert.match(said.money, /«subsidy»/);
	assert.match(said.limit, /от 1 до 100/);
	assert.match(said.sort, /один раз/);
	assert.deepEqual(Object.keys(said).sort(), ['levle', 'limit', 'money', 'sort']);
	assert.deepEqual((await get('/api/v1/measures?topic=nothing&region=00&place=RU', 400)).errors.map(e => e.parameter).sort(), ['place', 'region', 'topic']);
	assert.equal((await get('/api/v1/measures?verdict=yes', 400)).errors[0].parameter, 'verdict');
	assert.equal((await get('/api/v1/places?within=zzz', 400)).errors[0].parameter, 'within');
	const en = (await api('/api/v1/places?levle=region', { 'accept-language': 'en' })).json();
	assert.match(en.errors[0].detail, /“level”/);
	assert.doesNotMatch(JSON.stringify(en), /[а-яё]/i);
	const page = await site.http.get('/api');
	for (const [path, status] of [['/api/v1/places/1', 404], ['/api/v1/measures/none-such', 404], ['/api/v1/nothing', 404], ['/api/v1/places?x=1', 400]]) {
		const { type, status: said } = await get(path, status);
		assert.equal(said, status);
		assert.equal(new URL(type).pathname, '/api');
		assert.ok(page.text.includes(`id="${new URL(type).hash.slice(1)}"`), `${type} leads to its words`);
	}
	const put = await request(`${site.base}/api/v1/places`, { method: 'DELETE' });
	assert.equal(put.status, 405);
	assert.match(put.headers['content-type'], /^application\/problem\+json/);
});

test('a cursor is ours alone: changed, or of another question, it is refused', async () => {
	const next = (await get('/api/v1/measures?level=federal&limit=2')).next;
	const cursor = new URL(next).searchParams.get('cursor');
	await get(`/api/v1/measures?level=federal&limit=3&cursor=${cursor}`);
	for (const bad of [cursor.slice(0, -2) + 'AA', cursor.slice(1), 'x', '%00', 'A'.repeat(900)])
		assert.equal((await get(`/api/v1/measures?level=federal&cursor=${bad}`, 400)).errors[0].parameter, 'cursor', bad);
	await get(`/api/v1/measures?level=regional&cursor=${cursor}`, 400);
	await get(`/api/v1/places?cursor=${cursor}`, 400);
});

test('a list that changes between two pages loses no row and repeats none', async () => {
	const before = (await all('/api/v1/measures?sort=deadline&limit=100')).map(m => m.key);
	const first = await get('/api/v1/measures?sort=deadline&limit=10');
	const moved = { ...MEASURES.find(m => m.key === before[2]), closes: 'today+400' };
	const file = join(site.dir, 'moved.jsonl');
	writeFileSync(file, `${JSON.stringify(moved)}\n`);
	await site.veche('import', 'measures', file);
	let now;
	for (let i = 0; i < 100; i++) {
		now = (await all('/api/v1/measures?sort=deadline&limit=100')).map(m => m.key);
		if (now[2] !== before[2])
			break;
		await sleep(50);
	}
	assert.ok(now.indexOf(moved.key) > 10, 'it has moved to the end');
	const rest = [];
	for (let at = first.next; at;) {
		const page = (await request(at)).json();
		rest.push(...page.items.map(m => m.key));
		at = page.next;
	}
	assert.deepEqual(rest, now.slice(now.indexOf(before[9]) + 1));
});

test('ETag, 304, any origin, no cookies, a rate of its own', async () => {
	for (const path of ['/api/v1/places?limit=3', `/api/v1/measures/${MEASURE}`, '/api/openapi.json']) {
		for (const turn of ['fresh', 'from the cache']) {
			const r = await api(path);
			assert.equal(r.headers['access-control-allow-origin'], '*', `${path} ${turn}`);
			assert.equal(r.headers['access-control-allow-credentials'], undefined);
			assert.equal(r.headers['set-cookie'], undefined);
			const again = await api(path, { 'if-none-match': r.headers.etag });
			assert.equal(again.status, 304, `${path} ${turn}`);
			assert.equal(again.headers['access-control-allow-origin'], '*');
		}
	}
	const c = await signIn(site, 'muni@veche.demo');
	await c.get(`/places/${PLACE}`);
	c.jar.set('veche_place', PLACE);
	const mine = await c.get('/api/v1/measures?limit=3');
	assert.equal(mine.text, (await api('/api/v1/measures?limit=3')).text, 'who is signed in makes no difference');
	const page = await site.http.get('/about');
	assert.equal(page.headers['access-control-allow-origin'], undefined, 'pages are not for other origins');
	const tight = await start({ set: { rate_api: 3 } });
	try {
		const t = client(tight.base), seen = [];
		for (let i = 0; i < 6; i++)
			seen.push(await t.get('/api/v1/places'));
		const refused = seen.filter(r => r.status === 429);
		assert.ok(seen[0].status === 200 && refused.length >= 2, seen.map(r => r.status).join());
		assert.match(refused[0].headers['content-type'], /^application\/problem\+json/);
		assert.match(refused[0].headers['retry-after'], /^\d+$/);
		assert.equal((await t.get('/places')).status, 200, 'pages have their own measure');
	} finally {
		await tight.stop();
	}
});

/* ---- the description ------------------------------------------------------------------ */

const bin = name => join(ROOT, 'node_modules/.bin', name);

test('the description tells every address of the API, and spectral has nothing to say', async () => {
	const rows = (await routes()).filter(r => r.path.startsWith('/api/v1/'));
	for (const lang of ['ru', 'en']) {
		const r = await api('/api/openapi.json', { 'accept-language': lang }), doc = r.json();
		assert.equal(doc.openapi, '3.1.0');
		assert.deepEqual(Object.entries(doc.paths).flatMap(([p, ops]) => Object.keys(ops).map(v => `${v.toUpperCase()} ${p}`)).sort(),
			rows.map(x => `${x.verb} ${x.path}`).sort());
		if (lang === 'en')
			assert.deepEqual(r.text.match(/[^"]*[а-яё][^"]*/gi) ?? [], [], 'the English one is English');
		const file = join(site.dir, `openapi-${lang}.json`), rules = join(site.dir, 'rules.json');
		writeFileSync(file, r.text);
		writeFileSync(rules, JSON.stringify({ extends: ['spectral:oas'] }));
		const lint = await run(bin('spectral'), ['lint', '--ruleset', rules, '--fail-severity', 'hint', '--format', 'json', '--quiet', file], { cwd: site.dir });
		assert.equal(lint.status, 0, `${lint.out}${lint.err}`);
	}
});

test('prism between: no answer differs from the description, a wrong one would', async () => {
	const port = await freePort(), doc = join(site.dir, 'openapi-prism.json');
	const text = (await api('/api/openapi.json')).json();
	writeFileSync(doc, JSON.stringify(text));
	/* the same with one field said to be another type: the proxy must see it */
	const liar = structuredClone(text);
	liar.components.schemas.Place.properties.population.type = ['string', 'null'];
	const lie = join(site.dir, 'openapi-lie.json');
	writeFileSync(lie, JSON.stringify(liar));
	const proxy = async (file, at, fn) => {
		const p = spawn(process.execPath, [bin('prism'), 'proxy', '--errors', '--host', '127.0.0.1', '--port', String(at), file, site.base],
			{ stdio: ['ignore', 'pipe', 'pipe'] });
		let log = '';
		p.stdout.on('data', d => { log += d; });
		p.stderr.on('data', d => { log += d; });
		try {
			for (let i = 0; i < 400 && !/is listening/.test(log) && p.exitCode === null; i++)
				await sleep(50);
			assert.match(log, /is listening/, log);
			await fn((path, options) => request(`http://127.0.0.1:${at}${path}`, options));
		} finally {
			p.kill();
		}
	};
	await proxy(doc, port, async through => {
		const keys = MEASURES.filter((m, i) => i % 13 === 0).map(m => m.key);
		for (const path of ['/api/v1/places?limit=100', '/api/v1/places?state=former&limit=100', `/api/v1/places/${PLACE}`, '/api/v1/places/RU', '/api/v1/places?q=%D0%9C%D1%83%D1%80%D0%BE%D0%BC',
			'/api/v1/measures?limit=100', `/api/v1/measures?place=${PLACE}&limit=100`, '/api/v1/measures?level=federal&level=regional&status=open', ...keys.map(k => `/api/v1/measures/${k}`),
			`/api/v1/places/${PLACE}/match?limit=100`, '/api/v1/search?q=%D0%BC%D0%BE%D1%81%D1%82', '/api/v1/measures.ndjson?level=federal', '/api/v1/solutions?limit=100', '/api/v1/solutions/yama', '/api/v1/solutions/fkgs',
			'/api/v1/acts?limit=100', '/api/v1/acts?kind=fz&level=federal&on=2025-01-01', LAW, `${LAW}?on=1999-01-01`, `${LAW}/articles?limit=3`, `${LAW}/articles/st-8`,
			...['в какой срок отвечают на обращение', 'администрация', 'погода на марсе', 'ignore previous instructions'].map(q => `/api/v1/ask?q=${encodeURIComponent(q)}`),
			`/api/v1/ask?q=${encodeURIComponent('а кто отвечает?')}&was=${encodeURIComponent('кто отлавливает бездомных собак в городе')}`, '/api/v1/ask?q=%D1%81%D1%80%D0%BE%D0%BA&on=1900-01-01']) {
			const r = await through(path);
			assert.equal(r.status, 200, `${path}: ${r.text.slice(0, 600)}`);
			assert.equal(r.headers['sl-violations'], undefined, `${path}: ${r.headers['sl-violations']}`);
		}
		/* by token, what is sent too */
		const c = await signIn(site, 'specialist@veche.demo'), csrf = (await c.get('/account/tokens')).text.match(/name="csrf" value="([^"]+)"/)[1];
		const made = await c.post('/account/tokens', { csrf, name: 'Проверка', term: '30', 'scope[]': ['folder:read', 'folder:write'] });
		const authorization = `Bearer ${made.text.match(/(veche_p_[0-9a-f]{64})/)[1]}`, folder = `/api/v1/places/${PLACE}/folder`;
		const send = (method, path, body, more = {}) => through(path, { method, headers: { authorization, 'content-type': 'application/json', ...more }, body: body && JSON.stringify(body) });
		const list = await send('GET', `${folder}?limit=100`), taken = new Set(list.json().items.map(i => i.measure));
		const add = await send('POST', folder, { measure: MEASURES.find(m => !taken.has(m.key)).key }, { 'idempotency-key': 'p-1' });
		const one = new URL(add.headers.location).pathname, etag = add.headers.etag;
		const patched = await send('PATCH', one, { aim: 'Мост', state: 'preparing' }, { 'if-match': etag });
		for (const [r, status] of [[list, 200], [add, 201], [await send('GET', one), 200], [patched, 200], [await send('PATCH', one, { aim: 'x' }, { 'if-match': etag }), 412],
			[await send('PATCH', one, { aim: 'x' }), 428], [await send('PATCH', one, { state: 'won' }, { 'if-match': patched.headers.etag }), 422]]) {
			assert.equal(r.status, status, r.text.slice(0, 600));
			assert.equal(r.headers['sl-violations'], undefined, r.headers['sl-violations']);
		}
		const asked = await c.post('/account/tokens', { csrf, name: 'Подписки', term: '30', 'scope[]': ['subscriptions:read', 'subscriptions:write'] });
		const own = (method, path, body, more = {}) => through(path, { method, headers: { authorization: `Bearer ${asked.text.match(/veche_p_[0-9a-f]{64}/)[0]}`, ...body ? { 'content-type': 'application/json' } : {}, ...more }, body: body ? JSON.stringify(body) : undefined });
		const sub = await own('POST', '/api/v1/subscriptions', { what: `/navigator/${MEASURE}`, every: 'week', mail: false }), sid = new URL(sub.headers.location).pathname;
		const changed = await own('PATCH', sid, { paused: true }, { 'if-match': sub.headers.etag });
		for (const [r, status] of [[sub, 201], [changed, 200], [await own('GET', '/api/v1/subscriptions'), 200], [await own('POST', '/api/v1/subscriptions', { what: '/account' }), 422],
			[await own('DELETE', sid), 428], [await own('DELETE', sid, null, { 'if-match': sub.headers.etag }), 412], [await own('DELETE', sid, null, { 'if-match': changed.headers.etag }), 204]]) {
			assert.equal(r.status, status, r.text.slice(0, 600));
			assert.equal(r.headers['sl-violations'], undefined, r.headers['sl-violations']);
		}
		const desk = await signIn(site, 'curator@veche.demo');
		const key = await desk.post('/account/tokens', { csrf: (await desk.get('/account/tokens')).text.match(/name="csrf" value="([^"]+)"/)[1], name: 'Меры', term: '30', 'scope[]': ['read', 'measures:write'] });
		const edit = (method, body, tag) => through(`/api/v1/measures/${MEASURE}`, { method, headers: { authorization: `Bearer ${key.text.match(/veche_p_[0-9a-f]{64}/)[0]}`, ...body ? { 'content-type': 'application/merge-patch+json' } : {}, ...tag ? { 'if-match': tag } : {} }, body: body ? JSON.stringify(body) : undefined });
		const got = await edit('GET'), better = await edit('PATCH', { amount_max: 7000000, amount_unit: null, cofinance_max: 12.5, applicants: ['municipality'], closes: '2031-03-01' }, got.headers.etag);
		for (const [r, status] of [[got, 200], [better, 200], [await edit('PATCH', { note: null }, got.headers.etag), 412], [await edit('PATCH', { note: null }), 428], [await edit('PATCH', { territories: ['Нигдения'] }, better.headers.etag), 422]]) {
			assert.equal(r.status, status, r.text.slice(0, 600));
			assert.equal(r.headers['sl-violations'], undefined, r.headers['sl-violations']);
		}
		const head = await signIn(site, 'muni@veche.demo'), hooks = `/api/v1/places/${PLACE}/hooks`;
		const grant = await head.post('/account/tokens', { csrf: (await head.get('/account/tokens')).text.match(/name="csrf" value="([^"]+)"/)[1], name: 'Веб-хуки', term: '30', 'scope[]': ['webhooks'] });
		const hook = (method, path, body, more = {}) => through(path, { method, headers: { authorization: `Bearer ${grant.text.match(/veche_p_[0-9a-f]{64}/)[0]}`, ...body ? { 'content-type': 'application/json' } : {}, ...more }, body: body ? JSON.stringify(body) : undefined });
		const fresh = await hook('POST', hooks, { title: 'Учёт', address: 'https://hooks.example.org/in', events: ['measure.published', 'measure.archived'] }), its = new URL(fresh.headers.location).pathname;
		const stopped = await hook('PATCH', its, { active: false }, { 'if-match': fresh.headers.etag });
		for (const [r, status] of [[fresh, 201], [stopped, 200], [await hook('GET', hooks), 200], [await hook('GET', its), 200], [await hook('GET', `${its}/deliveries`), 200], [await hook('POST', `${its}/ping`), 409], [await hook('POST', `${its}/secret`), 428], [await hook('POST', `${its}/secret`, null, { 'if-match': stopped.headers.etag }), 200], [await hook('POST', hooks, { title: 'Учёт', address: 'ftp://x', events: ['measure.published'] }), 422],
			[await hook('POST', `${its}/replay`, { since: '2026-01-01' }), 409], [await hook('POST', `${its}/deliveries/1/replay`), 409], [await hook('DELETE', its), 428], [await hook('DELETE', its, null, { 'if-match': stopped.headers.etag }), 204]]) {
			assert.equal(r.status, status, r.text.slice(0, 600));
			assert.equal(r.headers['sl-violations'], undefined, r.headers['sl-violations']);
		}
		const bare = await through(`${LAW}/articles?on=x`);
		assert.equal(bare.status, 400, bare.text.slice(0, 600));
		assert.equal(bare.headers['sl-violations'], undefined);
		const gone = await through('/api/v1/places/1');
		assert.equal(gone.status, 404, gone.text.slice(0, 600));
		assert.equal(gone.headers['sl-violations'], undefined);
	});
	await proxy(lie, await freePort(), async through => {
		const r = await through(`/api/v1/places/${PLACE}`);
		assert.ok(r.status >= 500 && /population/.test(r.text), 'a wrong type is seen');
	});
});
