// What machines ask: ready, metrics, and the lines of the log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../../../tests/harness/server.mjs';

let site;
before(async () => { site = await start({ set: { log_format: 'json' } }); });
after(async () => { await site?.stop(); });

/* The text format of Prometheus, version 0.0.4, read strictly: throws at the first thing amiss. */
function exposition(text) {
	assert.ok(text.endsWith('\n'), 'the last line has its end');
	const families = new Map(), seen = new Set();
	let now = null;
	for (const line of text.split('\n').slice(0, -1)) {
		const meta = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
		if (meta) {
			const [, what, name, rest] = meta;
			if (what === 'HELP') {
				assert.ok(!families.has(name), `${name} is told of twice`);
				families.set(name, now = { name, samples: [] });
			} else {
				assert.equal(now?.name, name, `TYPE ${name} follows its HELP`);
				assert.match(rest, /^(counter|gauge|histogram)$/);
				now.type = rest;
			}
			continue;
		}
		const m = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^}]*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\+Inf|NaN)$/.exec(line);
		assert.ok(m, `no sample: ${line}`);
		const [, name, inner = '', value] = m, labels = {};
		for (const [, k, v] of inner.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(?:,|$)/g))
			labels[k] = v;
		assert.equal(Object.entries(labels).map(([k, v]) => `${k}="${v}"`).join(), inner, `labels of ${line}`);
		const base = now.type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name;
		assert.equal(base, now.name, `${name} stands among ${now.name}`);
		assert.ok(now.type !== 'counter' || name.endsWith('_total'), `${name} is a counter`);
		const id = `${name}{${inner}}`;
		assert.ok(!seen.has(id) && seen.add(id), `${id} twice`);
		now.samples.push({ name, labels, value: Number(value.replace('+Inf', 'Infinity')) });
	}
	for (const f of families.values())
		if (f.type === 'histogram')
			histogram(f);
	return families;
}

function histogram(f) {
	const by = new Map();
	for (const s of f.samples) {
		const { le, ...rest } = s.labels, key = JSON.stringify(rest);
		const h = by.get(key) ?? by.set(key, { buckets: [] }).get(key);
		if (s.name.endsWith('_bucket'))
			h.buckets.push([le === '+Inf' ? Infinity : Number(le), s.value]);
		else
			h[s.name.endsWith('_sum') ? 'sum' : 'count'] = s.value;
	}
	for (const [key, h] of by) {
		assert.equal(h.buckets.at(-1)[0], Infinity, key);
		assert.equal(h.buckets.at(-1)[1], h.count, key);
		assert.ok(h.sum >= 0, key);
		h.buckets.reduce(([le, n], [le2, n2]) => (assert.ok(le2 > le && n2 >= n, `${key} ${le2}`), [le2, n2]));
	}
}
const value = (families, name, labels = {}) => families.get(name)?.samples.find(s => Object.entries(labels).every(([k, v]) => s.labels[k] === v))?.value;

test('the reader of the format is strict itself', () => {
	const good = '# HELP a_total x\n# TYPE a_total counter\na_total{b="c"} 1\n';
	exposition(good);
	for (const bad of [good.slice(0, -1), good + good, good + 'a_total{b="c"} 2\n', good.replace('counter', 'count'), good.replace('} 1', '} one'),
		good.replaceAll('a_total', 'a'), good.replace('"c"', '"c'), '# HELP h x\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n'])
		assert.throws(() => exposition(bad), undefined, bad);
});

test('metrics count requests by class and status, and what waits', async () => {
	let first = exposition((await site.http.get('/metrics')).text);
	// the first answers may go out before the process has noted its own server
	for (const end = Date.now() + 5000; value(first, 'veche_connections') === undefined && Date.now() < end;)
		first = exposition((await site.http.get('/metrics')).text);
	for (let i = 0; i < 3; i++)
		await site.client().get('/about');
	await site.http.get('/no/such/page');
	await site.http.get('/search?q=x');
	const r = await site.http.get('/metrics');
	assert.equal(r.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
	const m = exposition(r.text), grew = (name, labels) => (value(m, name, labels) ?? 0) - (value(first, name, labels) ?? 0);
	assert.equal(grew('veche_requests_total', { class: 'cache', status: '200' }), 3);
	assert.equal(grew('veche_requests_total', { class: 'none', status: '404' }), 1);
	assert.ok(grew('veche_requests_total', { class: 'read', status: '200' }) >= 1);
	assert.equal(grew('veche_page_cache_hits_total') + grew('veche_page_cache_misses_total'), 3);
	assert.ok(grew('veche_sent_bytes_total') > 1000);
	for (const name of ['process_resident_memory_bytes', 'veche_database_bytes', 'veche_connections'])
		assert.ok(value(m, name) > 0, name);
	for (const name of ['veche_queue', 'veche_search_queue', 'veche_job_late_seconds', 'veche_connections_refused_total'])
		assert.ok(value(m, name) >= 0, name);
	for (const state of ['waiting', 'running', 'failed'])
		assert.ok(value(m, 'veche_jobs', { state }) >= 0, state);
	for (const state of ['waiting', 'failed', 'sent'])
		assert.equal(value(m, 'veche_outbox', { state }), 0, state);
	assert.equal(value(m, 'veche_info', { database: site.db.startsWith('sqlite') ? 'sqlite' : 'postgresql' }), 1);
});

test('a request through a proxy is not from this machine', async () => {
	for (const h of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
		const r = await site.http.get('/metrics', { headers: { [h]: '127.0.0.1' } });
		assert.equal(r.status, 401, h);
		assert.match(r.headers['www-authenticate'], /^Bearer/);
		assert.doesNotMatch(r.text, /veche_/);
	}
});

test('with a token file the word is asked from everybody; a new word needs no restart', async () => {
	const file = join(site.dir, 'token');
	writeFileSync(file, 'a-word-of-enough-letters\n');
	const other = await start({ db: site.db, set: { metrics_token_file: file } });
	try {
		const ask = authorization => other.http.get('/metrics', { headers: authorization ? { authorization } : {} });
		assert.equal((await ask()).status, 401);
		assert.equal((await ask('Bearer a-word-of-enough-letterz')).status, 401);
		assert.equal((await ask('Basic a-word-of-enough-letters')).status, 401);
		exposition((await ask('Bearer a-word-of-enough-letters')).text);
		writeFileSync(file, 'another-word-of-letters');
		assert.equal((await ask('Bearer a-word-of-enough-letters')).status, 401);
		assert.equal((await ask('Bearer another-word-of-letters')).status, 200);
		writeFileSync(file, 'short');
		assert.equal((await ask('Bearer short')).status, 401);
		writeFileSync(file, '');
		assert.equal((await ask('Bearer ')).status, 401);
	} finally {
		await other.stop();
	}
});

test('ready says what is not: tables behind the program, no room on the disk', async () => {
	const r = await site.http.get('/ready');
	assert.equal(r.status, 200);
	assert.equal(r.text, 'database ok\ntables ok\ndisk ok\n');
	const other = await start({ db: site.db, set: { disk_least: 1048576 * 0.99 | 0 } });
	try {
		const full = await other.http.get('/ready');
		const { bavail, bsize } = statfsSync(site.dir);
		if (site.db.startsWith('sqlite') && bavail * bsize < 2 ** 40 * 0.99) {
			assert.equal(full.status, 503);
			assert.match(full.text, /^disk fail$/m);
			assert.equal(full.headers['retry-after'], '10');
			await other.logged(/event=not_ready what=disk/, 5000);	// the line comes by a pipe, after the answer
		} else {
			assert.equal(full.status, 200);	// PostgreSQL keeps its files elsewhere
		}
		assert.equal((await other.http.get('/health')).status, 200, 'it lives all the same');
	} finally {
		await other.stop();
	}
});

test('log lines are JSON with the number of the request', async () => {
	const r = await site.http.get('/search?q=%22%D1%91%0A');
	const until = Date.now() + 5000;	// the line is written after the answer has gone
	while (!site.log.includes(r.headers['x-request-id']) && Date.now() < until)
		await sleep(10);
	const lines = site.log.trim().split('\n').map(l => JSON.parse(l));
	assert.ok(lines.every(l => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(l.time) && l.level && l.event));
	const mine = lines.find(l => l.id === r.headers['x-request-id']);
	assert.equal(mine.event, 'request');
	assert.equal(mine.path, '/search');
	assert.equal(mine.status, r.status);
	assert.equal(typeof mine.us, 'number');
	assert.ok(!site.log.includes('q='), 'no query in the log');
});
