// Speed as ratios, measured side by side in one run on one machine, with sizes.
//
//   node tests/bench/bench.mjs [--only http,growth,memory,start,import,match,search,cite,ask] [--rounds 3] [--seconds 3]
//                              [--small] [--no-pg] [--keep FILE.json]
//
// Databases are made once and kept in build/bench/ until what they are made of changes. --small
// takes a twentieth of every size: to try the benchmarks, not to quote them.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { spawn } from 'node:child_process';
import { request } from '../harness/http.mjs';
import { ROOT, freePort, run } from '../harness/server.mjs';
import { flags, keepAlive, median, memory, rotate, startFossil, startNginx, startVeche, table, wrk } from './lib.mjs';
import { writeMeasures } from './measures.mjs';

const PARTS = ['http', 'growth', 'memory', 'start', 'import', 'match', 'search', 'cite', 'ask'];
const { values: o } = parseArgs({ options: {
	bin: { type: 'string', default: join(ROOT, 'build/veche') }, tools: { type: 'string', default: join(ROOT, 'build/t/bench') },
	only: { type: 'string', default: PARTS.join() }, rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '3' },
	connections: { type: 'string', default: '64' }, small: { type: 'boolean', default: false }, 'no-pg': { type: 'boolean', default: false },
	keep: { type: 'string' },
} });
const ROUNDS = Math.max(1, +o.rounds), DATA = join(ROOT, 'build/bench'), CHUNK = 5000;
const size = n => o.small ? Math.max(100, n / 20) : n;
const load = { rounds: ROUNDS, seconds: +o.seconds, connections: +o.connections };
const rows = [], notes = [];
const note = text => { notes.push(text); console.error(text); };

/* ---- the table ------------------------------------------------------------------------- */

const num = (x, digits) => x === undefined || !Number.isFinite(x) ? '—'
	: digits !== undefined ? x.toFixed(digits) : Math.abs(x) >= 100 ? Math.round(x).toLocaleString('en') : Math.abs(x) >= 10 ? x.toFixed(1) : x.toFixed(2);
const rps = x => `${num(x)}/s`, ms = x => `${num(x)} ms`, mib = kib => `${num(kib / 1024)} MiB`;
/* met: true, false, or undefined where nothing was promised. */
function say(goal, what, sizes, ours, peer, ratio, want, met) {
	rows.push([goal, what, sizes, ours, peer ?? '—', ratio === undefined ? '—' : num(ratio), want ?? '—', met === undefined ? '—' : met ? 'yes' : 'NO']);
	console.error(`  ${what}: ${ours} | ${peer ?? '—'} | ${ratio === undefined ? '—' : num(ratio)} | ${want ?? ''} ${met === undefined ? '' : met ? 'met' : 'MISSED'}`);
}

/* ---- programs --------------------------------------------------------------------------- */

async function must(file, args, options) {
	const r = await run(file, args, options);
	if (r.status !== 0)
		throw new Error(`${file} ${args.join(' ')}: status ${r.status ?? r.signal}\n${r.err.slice(-2000)}${r.out.slice(-2000)}`);
	return r;
}
const veche = (db, words, ...more) => must(o.bin, [...words, '--db', `sqlite:${db}`, '--quiet', ...more], { cwd: ROOT });
const results = text => Object.fromEntries(text.trim().split('\n').map(l => JSON.parse(l)).map(x => [x.name, x]));
const timed = async f => { const from = performance.now(); await f(); return (performance.now() - from) / 1000; };

/* ---- databases --------------------------------------------------------------------------- */

function files(dir, ends) {
	return readdirSync(join(ROOT, dir), { recursive: true, withFileTypes: true })
		.filter(f => f.isFile() && f.name.endsWith(ends)).map(f => join(f.path ?? f.parentPath, f.name)).sort();
}
const sum = list => createHash('sha256').update(list.map(f => readFileSync(f)).reduce((a, b) => Buffer.concat([a, b]))).digest('hex').slice(0, 16);
const schema = () => [...files('src', '.sql'), ...files('rooms', '.sql')].filter(f => f.includes('schema'));

/* Made when it is not there or was made of something else. */
async function kept(name, of, make) {
	const stamp = join(DATA, `${name}.stamp`), mark = `${of} ${o.small}`;
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === mark)
		return;
	rmSync(stamp, { force: true });
	note(`making ${name}: ${num(await timed(make))} s`);
	writeFileSync(stamp, mark);
}
const gone = (...paths) => { for (const p of paths) for (const tail of ['', '-wal', '-shm']) rmSync(p + tail, { force: true, recursive: true }); };
const sources = () => sum([join(ROOT, 'tests/bench/measures.mjs'), join(ROOT, 'demo/navigator/measures.jsonl'), join(ROOT, 'demo/places/places.csv'), ...schema()]);

async function demoDb() {
	const db = join(DATA, 'demo.db');
	await kept('demo', sources(), async () => { gone(db); await veche(db, ['demo']); });
	return db;
}

/* n measures over the demonstration's territories, n more than it has itself. */
async function importMeasures(db, n, parts) {
	const file = join(DATA, 'chunk.jsonl');
	let seconds = 0;
	for (let from = 0; from < n; from += CHUNK) {
		writeMeasures(file, { from, n: Math.min(CHUNK, n - from), parts });
		seconds += await timed(() => veche(db, ['import', 'measures', file]));
	}
	rmSync(file, { force: true });
	return seconds;
}

async function measuresDb(n) {
	const demo = await demoDb(), db = join(DATA, `m${n}.db`);
	await kept(`m${n}`, sources(), async () => {
		gone(db);
		copyFileSync(demo, db);
		await importMeasures(db, n, false);
		await veche(db, ['rebuild', 'search']);
		/* what an import leaves to the jobs, so that it is not done while pages are measured */
		const told = await timed(() => veche(db, ['jobs', 'run']).catch(e => { if (!/status 4/.test(e.message)) throw e; }));	// 4: a link that is not there
		note(`alerts of ${num(n)} measures told, among other jobs: ${num(told)} s`);
	});
	return db;
}

/* ---- 1. pages ------------------------------------------------------------------------------ */

const LIST = '/navigator';
async function sized(server, path = LIST) {
	let r;
	for (let i = 0; i < 4; i++)	// each loop thread loads its own connection and cache
		r = await request(server.url(path));
	if (r.status !== 200)
		throw new Error(`${path} answers ${r.status}\n${r.text.slice(0, 500)}`);
	return r.body.length;
}

async function httpPart(dir, keep) {
	const db = `sqlite:${await demoDb()}`;
	const fresh = await keep(startVeche(o.bin, db, { page_cache: 0 })), cached = await keep(startVeche(o.bin, db));
	const bytes = await sized(fresh);
	await sized(cached);
	const gzip = { 'Accept-Encoding': 'gzip' }, packed = (await request(cached.url(LIST), { headers: gzip })).body.length;
	const nginx = await keep(startNginx(dir, [bytes, packed])), fossil = await keep(startFossil(dir, 108));
	const [a, b, c, f, g, p, q, r] = await rotate(dir, [
		{ name: 'fresh', url: fresh.url(LIST), pid: fresh.pid }, { name: 'cached', url: cached.url(LIST), pid: cached.pid },
		{ name: 'nginx', url: nginx.url(bytes), pid: nginx.pid },
		{ name: 'timeline', url: fossil.url('/timeline?n=20') }, { name: 'wcontent', url: fossil.url('/wcontent') },
		{ name: 'fresh, packed', url: fresh.url(LIST), headers: gzip, pid: fresh.pid },
		{ name: 'cached, packed', url: cached.url(LIST), headers: gzip, pid: cached.pid },
		{ name: 'nginx, packed size', url: nginx.url(packed), pid: nginx.pid }], load);
	for (const x of [a, b, c, f, g, p, q, r])
		if (x.errors)
			note(`${x.name}: ${x.errors} errors`);
	const at = `${num(bytes)} bytes, ${load.connections} conns`;
	say('1', `list page made anew, of nginx's static file`, at, rps(a.rps), rps(c.rps), a.rps / c.rps, '≥ 0.15', a.rps / c.rps >= 0.15);
	say('1', 'list page from the page cache, of nginx', at, rps(b.rps), rps(c.rps), b.rps / c.rps, '≥ 0.7', b.rps / c.rps >= 0.7);
	say('1', 'made anew: processor time of one page (inverse ratio)', at, `${num(a.us)} µs`, `${num(c.us)} µs`, c.us / a.us, '≥ 0.15', c.us / a.us >= 0.15);
	say('1', 'from the cache: processor time of one page (inverse ratio)', at, `${num(b.us)} µs`, `${num(c.us)} µs`, c.us / b.us, '≥ 0.7', c.us / b.us >= 0.7);
	say('1', 'made anew: p99 by p50', at, ms(a.p99), ms(a.p50), a.p99 / a.p50, '≤ 5', a.p99 / a.p50 <= 5);
	say('1', 'from the cache: p99 by p50 (nginx: ' + num(c.p99 / c.p50) + ')', at, ms(b.p99), ms(b.p50), b.p99 / b.p50, '≤ 5', b.p99 / b.p50 <= 5);
	const small = `${num(packed)} bytes, ${load.connections} conns`;
	say('1', 'packed (gzip), from the page cache, of nginx', small, rps(q.rps), rps(r.rps), q.rps / r.rps);
	say('1', 'packed, from the cache: processor time of one page (inverse ratio)', small, `${num(q.us)} µs`, `${num(r.us)} µs`, r.us / q.us);
	say('1', 'packed, made anew, of nginx', small, `${rps(p.rps)}, ${num(p.us)} µs`, rps(r.rps), p.rps / r.rps);
	say('1', 'list page made anew, of Fossil /timeline?n=20', `${num(f.bytes)} bytes there`, rps(a.rps), rps(f.rps), a.rps / f.rps);
	say('1', 'list page made anew, of Fossil /wcontent, 108 pages', `${num(g.bytes)} bytes there`, rps(a.rps), rps(g.rps), a.rps / g.rps);
}

/* ---- 5. growth ------------------------------------------------------------------------------- */

async function growthPart(dir, keep) {
	const few = size(2000), many = size(200_000), paths = [LIST, `${LIST}?level=regional&money=subsidy&sort=amount`];
	const servers = [];
	for (const n of [few, many]) {
		const s = await keep(startVeche(o.bin, `sqlite:${await measuresDb(n)}`, { page_cache: 0 }));
		s.bytes = await sized(s);
		servers.push(s);
	}
	for (const path of paths) {
		const [a, b] = await rotate(dir, servers.map(s => ({ name: s.name, url: s.url(path) })), load);
		const plain = path === LIST;
		say('5', `list page at ${num(many)} measures by that at ${num(few)}${plain ? '' : ', two filters'}: p50`,
			`${num(servers[1].bytes)} and ${num(servers[0].bytes)} bytes`, ms(b.p50), ms(a.p50), b.p50 / a.p50, plain ? '≤ 1.5' : undefined,
			plain ? b.p50 / a.p50 <= 1.5 : undefined);
	}
	const m = memory(servers[1].pid);
	say('5', `memory with ${num(many)} measures loaded`, `RssAnon ${mib(m.anon)}, PSS ${mib(m.pss)}`, mib(m.rss));
}

/* ---- 6. memory, start --------------------------------------------------------------------------- */

async function memoryPart(dir, keep) {
	const db = `sqlite:${await demoDb()}`, seen = [], idle = [];
	for (let i = 0; i < ROUNDS; i++) {
		const s = await startVeche(o.bin, db);
		for (const path of ['/', LIST, '/places', '/search?q=%D0%B4%D0%BE%D1%80%D0%BE%D0%B3%D0%B0', `${LIST}?q=%D1%84%D0%BE%D0%BD%D0%B4`, '/login'])
			await request(s.url(path));
		await sleep(5000);
		idle.push(memory(s.pid));
		seen.push(await keepAlive(s.url(LIST), 1000, { pid: s.pid }));
		await s.stop();
	}
	const nginx = await keep(startNginx(dir, [20_000])), peer = await keepAlive(nginx.url(20_000), 1000, { pid: nginx.pid });
	const mid = (list, key) => median(list.map(x => x[key]));
	say('6', 'idle after a few requests, RSS', `demo; RssAnon ${mib(mid(idle, 'anon'))}, PSS ${mib(mid(idle, 'pss'))}`, mib(mid(idle, 'rss')), undefined, undefined, '≤ 64 MiB', mid(idle, 'rss') <= 64 * 1024);
	say('6', '1,000 open connections, RSS', `${mid(seen, 'held')} held; RssAnon ${mib(mid(seen, 'anon'))}, PSS ${mib(mid(seen, 'pss'))}`,
		mib(mid(seen, 'rss')), mib(peer.rss), mid(seen, 'rss') / peer.rss, '≤ 128 MiB', mid(seen, 'rss') <= 128 * 1024 && mid(seen, 'held') === 1000);
}

/* From exec to the first 200 of /health, and to the first list page. */
async function startOnce(db) {
	const port = await freePort(), base = `http://127.0.0.1:${port}`, from = performance.now();
	const p = spawn(o.bin, ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, ...flags()], { stdio: 'ignore' });
	const over = new Promise(ok => p.once('close', ok));
	const ask = path => new Promise(ok => http.get(base + path, { agent: false }, r => { r.resume(); r.on('end', () => ok(r.statusCode)); }).on('error', () => ok(0)));
	while (await ask('/health') !== 200 && p.exitCode === null && performance.now() - from < 20_000)
		await sleep(1);
	const health = performance.now() - from;
	await ask(LIST);
	const list = performance.now() - from;
	p.kill('SIGTERM');
	await over;
	return { health, list };
}

async function startPart() {
	const n = size(200_000), big = await measuresDb(n), demo = await demoDb();
	const many = [], few = [];
	for (let i = 0; i < Math.max(5, ROUNDS); i++) {
		many.push(await startOnce(`sqlite:${big}`));
		few.push(await startOnce(`sqlite:${demo}`));
	}
	const mid = (list, key) => median(list.map(x => x[key]));
	say('6', 'start: exec to the first 200 of /health', `${num(n)} entries; beside it the demo`, ms(mid(many, 'health')), ms(mid(few, 'health')), mid(many, 'health') / mid(few, 'health'), '≤ 300 ms', mid(many, 'health') <= 300);
	say('6', 'start: exec to the first list page', `${num(n)} measures; beside it the demo`, ms(mid(many, 'list')), ms(mid(few, 'list')), mid(many, 'list') / mid(few, 'list'));
}

/* ---- 7. import ------------------------------------------------------------------------------------ */

async function importPart() {
	const n = size(20_000), demo = await demoDb(), places = [], rate = [], again = [];
	const count = readFileSync(join(ROOT, 'demo/places/places.csv'), 'utf8').trim().split('\n').length - 1;
	const db = join(DATA, 'import.db');
	for (let i = 0; i < ROUNDS; i++) {
		gone(db);
		await veche(db, ['init']);
		places.push(await timed(() => veche(db, ['import', 'places', join(ROOT, 'demo/places/places.csv')])));
		gone(db);
		copyFileSync(demo, db);
		rate.push(n / await importMeasures(db, n, true));
		again.push(n / await importMeasures(db, n, true));
	}
	say('7', 'import of territories', `${num(count)} rows`, `${num(median(places))} s, ${num(count / median(places))} rows/s`);
	say('7', 'import of measures with steps, papers, rounds', `${num(n)} measures, ${num(statSync(db).size / 2 ** 20)} MiB`, `${num(median(rate))} rows/s`);
	say('7', 'the same file again, nothing changed', `${num(n)} measures`, `${num(median(again))} rows/s`, `${num(median(rate))} rows/s`, median(again) / median(rate));
	gone(db);
}

/* ---- 2, 3. matching and facets --------------------------------------------------------------------- */

async function matchPart() {
	const db = await measuresDb(size(20_000));
	const r = results((await must(join(o.tools, 'match_bench'), [`sqlite:${db}`, String(ROUNDS)])).out);
	const n = `${num(r.size.measures)} measures`, all = `${n} × ${num(r.size.places)} territories`;
	const plain = r.rule_by_rule_one.p50 * r.size.places;
	say('2', 'all measures against all territories, one core', `${all}; ${num(r.size.nodes)} conditions`, ms(r.match_all.p50), `${num(plain / 1000)} s rule by rule`, r.match_all.p50 / plain, '≤ 2 s', r.match_all.p50 <= 2000);
	say('2', 'one territory against all measures: p50', n, ms(r.match_one.p50), `${ms(r.rule_by_rule_one.p50)} rule by rule`, r.match_one.p50 / r.rule_by_rule_one.p50, '≤ 5 ms', r.match_one.p50 <= 5);
	say('2', 'the same with perimeters and scores (nav_match): p50, p99', n, `${ms(r.nav_match.p50)}, ${ms(r.nav_match.p99)}`, undefined, undefined, '≤ 5 ms', r.nav_match.p50 <= 5);
	for (const [name, what] of [['facets_plain', 'nothing chosen'], ['facets_picked', 'three values chosen'], ['facets_wide', 'fifteen values of five facets'], ['facets_verdict', "a municipality's verdicts"]])
		say('3', `all facets with counts and a page: ${what}: p50, p99`, n, `${ms(r[name].p50)}, ${ms(r[name].p99)}`,
			name === 'facets_plain' ? `${ms(r.facets_sql.p50)} by GROUP BY` : undefined, name === 'facets_plain' ? r[name].p50 / r.facets_sql.p50 : undefined, '≤ 5 ms', r[name].p99 <= 5);
	say('2', 'measures and rules into memory', n, ms(r.load.p50));
}

/* ---- 4. search ------------------------------------------------------------------------------------------ */

async function postgres(tsv, of) {
	const dir = join(DATA, 'pg'), script = join(ROOT, 'tests/harness/pg.sh');
	const url = (await must('sh', [script, 'start', dir], { env: { ...process.env, PG_FSYNC: 'on' } })).out.trim().split('\n').pop();
	const psql = text => must('psql', ['-q', '-X', '-v', 'ON_ERROR_STOP=1', url], { input: text });
	await kept('pg', of, () => psql(`
DROP TABLE IF EXISTS doc, raw;
CREATE UNLOGGED TABLE raw (id bigint, body text);
\\copy raw from '${tsv}'
SET maintenance_work_mem = '512MB';
CREATE TABLE doc AS SELECT id, to_tsvector('russian', body) AS tsv FROM raw;
ALTER TABLE doc ADD PRIMARY KEY (id);
CREATE INDEX doc_tsv ON doc USING gin (tsv);
DROP TABLE raw;
VACUUM ANALYZE doc;
`));
	return { url, stop: () => run('sh', [script, 'stop', dir]) };
}

async function searchPart(dir, keep) {
	const n = size(200_000), db = join(DATA, 'search.db'), tsv = join(DATA, 'search.tsv'), tool = join(o.tools, 'search_bench');
	const of = sum([...['words.c', 'search_bench.c'].map(f => join(ROOT, 'tests/bench', f)), join(ROOT, 'src/search/feed.c'), ...files('src', '.sql').filter(f => /(entry|search)\/schema/.test(f))]);
	await kept('search', of, async () => {
		gone(db, tsv);
		note((await must(tool, ['build', db, tsv, String(n)])).out.trim());
	});
	const pg = o['no-pg'] ? null : await keep(postgres(tsv, of));
	const r = results((await must(tool, ['ask', db, String(ROUNDS), ...pg ? [pg.url] : []])).out);
	for (const kind of ['common', 'mixed', 'rare']) {
		const us = r[`${kind}_ours`], stock = r[`${kind}_stock`], theirs = r[`${kind}_pg`];
		const words = { common: 'two common words', mixed: 'a common word and a middling one', rare: 'two rare words' }[kind];
		const goal = kind === 'common';
		say('4', `search, ${words}: p50; peer FTS5 bm25`, `${num(n)} entries`, ms(us.p50), ms(stock.p50), us.p50 / stock.p50, '≤ 3 ms', us.p50 <= 3);
		say('4', `search, ${words}: p99; peer FTS5 bm25`, `${num(us.n)} questions`, ms(us.p99), ms(stock.p99), us.p99 / stock.p99, '≤ 20 ms', us.p99 <= 20);
		if (theirs)
			say('4', `search, ${words}: p50; peer PostgreSQL ts_rank`, `${num(theirs.n)} questions`, ms(us.p50), ms(theirs.p50), us.p50 / theirs.p50, goal ? '< 1' : undefined, goal ? us.p50 < theirs.p50 : undefined);
	}
}

/* ---- references ------------------------------------------------------------------------------------------- */

/* The acts when they are there, else sentences of our own, over and over. */
function citeText(file) {
	const laws = resolve(ROOT, '../shared/data/laws'), own = 'Согласно части 2 статьи 8 Федерального закона от 2 мая 2006 года № 59-ФЗ обращение рассматривают за тридцать дней, кроме случаев, названных в статьях 5, 7–9 Земельного кодекса.\n';
	const text = existsSync(laws) ? readdirSync(laws).filter(f => f.endsWith('.jsonl')).sort()
		.flatMap(f => readFileSync(join(laws, f), 'utf8').trim().split('\n')).map(l => JSON.parse(l).text).join('\n') : own.repeat(60_000);
	writeFileSync(file, text);
}

async function citePart() {
	const file = join(DATA, 'cite.txt');
	citeText(file);
	const { cite } = results((await must(join(o.tools, 'cite_bench'), [file, String(ROUNDS)])).out);
	say('8', 'references found in texts, one core', `${num(cite.bytes / 1e6)} MB; ${num(cite.found)} found`, `${num(cite.mb_s)} MB/s`, undefined, undefined, '≥ 20 MB/s', cite.mb_s >= 20);
}

/* ---- questions of law ------------------------------------------------------------------------------------- */

const LAWS = resolve(ROOT, '../shared/data/laws');

/* The acts, and the same acts under other numbers, so many times over; without them, those of the demonstration. */
async function lawBase(times) {
	const name = `law${times}`, db = join(DATA, `${name}.db`), dir = existsSync(LAWS) ? LAWS : join(ROOT, 'demo/law');
	const named = readdirSync(dir).filter(f => f.endsWith('.jsonl')).sort().slice(0, o.small ? 3 : undefined);
	const head = readFileSync(join(dir, 'acts.csv'), 'utf8').trim().split('\n');
	await kept(name, sum([...named.map(f => join(dir, f)), ...schema(), ...files('demo/situations', '.jsonl')]) + times, async () => {
		gone(db);
		await veche(db, ['init']);
		const copies = mkdtempSync(join(tmpdir(), 'veche-laws-'));
		try {
			const columns = head[0].split(','), rows = ['act,short,number,title,kind,adopted,edition_from'];
			for (let k = 0; k < times; k++) {
				const tail = k === 0 ? '' : `x${k}`;
				for (const f of named) {
					const lines = readFileSync(join(dir, f), 'utf8').trim().split('\n').map(l => JSON.parse(l));
					const of = lines[0], number = `${of.number || of.act}${tail && `-${k}`}`, short = `${of.short}${tail && ` ${k}`}`;
					const last = head.slice(1).find(l => l.startsWith(`${of.act},`))?.split(',')[columns.indexOf('last_amendment_in_text')];
					const edition = /^\d\d\.\d\d\.\d{4}$/.test(last ?? '') ? last.split('.').reverse().join('-') : '2024-01-01';
					rows.push([`${of.act}${tail}`, short, number, of.short, 'inoe', '2001-01-01', edition].map(c => `"${c.replaceAll('"', '""')}"`).join(','));
					writeFileSync(join(copies, `${of.act}${tail}.jsonl`), lines.map(l => JSON.stringify({ ...l, act: `${of.act}${tail}`, number, short })).join('\n'));
				}
			}
			writeFileSync(join(copies, 'acts.csv'), rows.join('\n') + '\n');
			await veche(db, ['import', 'acts', ...readdirSync(copies).filter(f => f.endsWith('.jsonl')).map(f => join(copies, f))]);
			await veche(db, ['import', 'situations', ...files('demo/situations', '.jsonl')]);
		} finally {
			rmSync(copies, { recursive: true, force: true });
		}
	});
	return db;
}

/* Each question once before it is measured: answered, not put off. */
async function askOnce(base, questions) {
	for (const q of questions) {
		const r = await request(`${base}/law/ask?q=${encodeURIComponent(q)}`, { timeout: 300_000 });
		if (r.status !== 200 || !/id="h-said"/.test(r.text) || /v-msg--red/.test(r.text))
			throw new Error(`«${q}» was not answered: ${r.status}`);
	}
}

async function askPart(dir, keep) {
	const questions = files('demo/situations', '.jsonl').flatMap(f => readFileSync(f, 'utf8').trim().split('\n')).map(l => JSON.parse(l))
		.flatMap(x => (x.questions ?? []).slice(0, 1)).filter((_, i) => i % 7 === 0).slice(0, 400);
	const seen = [];
	for (const times of [1, 10]) {
		const site = await keep(await startVeche(o.bin, await lawBase(times), { workers: cpus().length }));
		const first = await timed(() => request(`${site.base}/law/ask?q=${encodeURIComponent(questions[0])}`, { timeout: 300_000 }));
		await askOnce(site.base, questions);
		const rounds = [];
		for (let i = 0; i < ROUNDS; i++)
			rounds.push(await wrk(dir, site.base, { ...load, paths: questions.map(q => `/law/ask?q=${encodeURIComponent(q)}`) }));
		const bad = rounds.reduce((n, r) => n + r.errors + r.bad, 0), mid = key => median(rounds.map(r => r[key]));
		if (bad > 0)
			throw new Error(`${bad} questions were not answered`);
		seen.push({ p50: mid('p50'), p99: mid('p99') });
		say('8', `a question answered on the page: p99, base × ${times}`, `${questions.length} questions, ${load.connections} conns; index ${num(first)} s`, `${ms(mid('p99'))}, p50 ${ms(mid('p50'))}, ${rps(mid('rps'))}`,
			undefined, undefined, times === 1 ? '≤ 40 ms' : undefined, times === 1 ? mid('p99') <= 40 : undefined);
		await site.stop();
	}
	say('8', 'a question with ten times the acts, of the base as it is: p99', '× 10', ms(seen[1].p99), ms(seen[0].p99), seen[1].p99 / seen[0].p99, '≤ 2', seen[1].p99 <= 2 * seen[0].p99);
}

/* ---- all of it --------------------------------------------------------------------------------------------- */

const DO = { http: httpPart, growth: growthPart, memory: memoryPart, start: startPart, import: importPart, match: matchPart, search: searchPart, cite: citePart, ask: askPart };
const dir = mkdtempSync(join(tmpdir(), 'veche-bench-'));
mkdirSync(DATA, { recursive: true });
const only = o.only.split(',');
note(`load before: ${loadavg().map(x => x.toFixed(2)).join(' ')}; ${cpus().length} cores, ${num(totalmem() / 2 ** 30)} GiB; ${ROUNDS} rounds of ${o.seconds} s`);
let bad = 0;
for (const part of PARTS.filter(p => only.includes(p))) {
	const running = [], keep = async p => { const x = await p; running.push(x); return x; };
	console.error(`== ${part}`);
	try {
		await DO[part](dir, keep);
	} catch (e) {
		bad = 1;
		note(`${part}: not measured: ${e.message}`);
	} finally {
		for (const s of running.reverse())
			await s.stop();
	}
}
note(`load after: ${loadavg().map(x => x.toFixed(2)).join(' ')}`);
rmSync(dir, { recursive: true, force: true });
rows.sort((a, b) => a[0].localeCompare(b[0]));
const text = table(['goal', 'what', 'size', 'ours', 'peer', 'ratio', 'goal is', 'met'], rows);
console.log(`${text}\n\n${notes.map(n => `* ${n}`).join('\n')}`);
if (o.keep)
	writeFileSync(o.keep, JSON.stringify({ rows, notes }, null, 1));
process.exit(bad);
