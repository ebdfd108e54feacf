// make security: sqlmap, wapiti and slowhttptest against the demonstration, on both databases.
//
//   node tests/security/run.mjs            half an hour
//   SECURITY=quick node tests/security/…   a few minutes: SQLite alone, every fifth address
//   SECURITY_ONLY=sqlmap,slow              some of: canary sqlmap wapiti slow limits
//   SECURITY_DB=pg                         one database alone: sqlite or pg
//   SECURITY_PATHS=^/solutions             sqlmap to these addresses alone, as after a room has got new ones
//
// A line a check, PASS, FAIL or WAIVE; reports of the tools stay in build/security. It ends with a table and
// status 1 when anything failed. First the tools are shown a server that is wrong on purpose
// (canary.mjs): one that finds nothing there proves nothing here.
import http from 'node:http';
import { availableParallelism, loadavg } from 'node:os';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PEOPLE, sql } from '../harness/demo.mjs';
import { createDatabase } from '../harness/pg.mjs';
import { ROOT, start, veche } from '../harness/server.mjs';
import { ACCEPTED, acceptedBy } from './accepted.mjs';
import { canary } from './canary.mjs';
import { fence } from './fence.mjs';
import { furnish, readers, targets } from './targets.mjs';
import { MODULES, slowhttptest, SLOW_KINDS, sqlmap, versions, wapiti } from './tools.mjs';

const QUICK = process.env.SECURITY === 'quick';
const ONLY = process.env.SECURITY_ONLY?.split(',');
/* A pattern of addresses: sqlmap is sent to those alone, as after a room has got new ones. */
const PATHS = new RegExp(process.env.SECURITY_PATHS ?? '');
const DBS = process.env.SECURITY_DB?.split(',') ?? (QUICK ? ['sqlite'] : ['sqlite', 'pg']);
const OUT = join(ROOT, 'build/security');
const began = Date.now();
const lines = [], used = new Set();
const wanted = what => !ONLY || ONLY.includes(what);

function say(verdict, area, what, detail = '') {
	lines.push({ verdict, area, what, detail });
	console.log(`${verdict.padEnd(5)} ${area}: ${what}${detail ? ` (${detail})` : ''}`);
}
const check = (good, area, what, detail) => (say(good ? 'PASS' : 'FAIL', area, what, detail), good);

/* The verdict over one report: what it found, what it left undone. */
function judge(area, tool, what, { findings, unfinished }, detail = '') {
	for (const u of unfinished)
		say('FAIL', area, what, `unfinished: ${u}`);
	let bad = unfinished.length;
	const told = new Set();
	for (const f of findings) {
		const row = acceptedBy(tool, f), text = `${f.kind}${f.path ? ` ${f.method} ${f.path}` : ''}${f.parameter ? ` «${f.parameter}»` : ''}`;
		row ? used.add(row) : bad++;
		const line = row ? row.why : `${text}${f.info ? `: ${f.info}` : ''}`;
		if (!told.has(line))
			say(row ? 'WAIVE' : 'FAIL', area, what, line);
		told.add(line);
	}
	if (!bad)
		say('PASS', area, what, detail);
}

async function pool(list, width, work) {
	const queue = [...list];
	await Promise.all(Array.from({ length: width }, async () => {
		while (queue.length)
			await work(queue.shift());
	}));
}

/* ---- do the tools see at all? ------------------------------------------------------------ */

async function proveTools() {
	const c = await canary(), out = join(OUT, 'canary');
	try {
		const row = await sqlmap({ name: 'row', method: 'GET', path: '/row', query: { id: '1' }, params: ['id'] }, { base: c.base, out, dbms: 'SQLite', technique: 'BEU' });
		check(row.findings.some(f => f.kind === 'SQL injection' && f.parameter === 'id'), 'canary', 'sqlmap finds the hole in a query');
		const hello = await sqlmap({ name: 'hello', method: 'GET', path: '/hello', query: { name: 'you' }, params: ['name'] }, { base: c.base, out, dbms: 'SQLite', technique: 'BEU' });
		check(!hello.findings.some(f => f.kind === 'SQL injection') && hello.findings.some(f => f.kind === 'reflected script'), 'canary', 'and only the script where there is no SQL');
		const w = await wapiti({ base: c.base, out, name: 'canary', modules: ['sql', 'xss', 'redirect', 'csp', 'http_headers'], scan: 20, attack: 40 });
		for (const kind of ['SQL Injection', 'Cross Site Scripting', 'Open Redirect', 'Content Security Policy Configuration', 'HTTP Secure Headers'])
			check(w.findings.some(f => f.kind === kind), 'canary', `wapiti finds: ${kind}`);
	} finally {
		await c.stop();
	}
}

/* ---- injections --------------------------------------------------------------------------- */

async function injections(area, site, out, list, dbms) {
	const few = (QUICK ? list.filter((t, i) => i % 5 === 0) : list).filter(t => PATHS.test(t.path));
	let params = 0;
	await pool(few, 2, async t => {
		params += t.params.length;
		const deep = !QUICK && t.kind === 'query' && /^\/(search|places\/suggest|admin\/audit|account\/people)$/.test(t.path);
		const r = await sqlmap(t, { base: site.base, out: join(out, 'sqlmap'), dbms, level: t.level ?? (deep ? 2 : 1), risk: deep ? 2 : 1 });
		const codes = Object.entries(r.codes ?? {}).map(([c, n]) => `${c} × ${n}`).join(', ');
		judge(area, 'sqlmap', `${t.role}, ${t.name}`, r, `${t.params.length} tried${codes ? `; ${codes}` : ''}`);
	});
	return params;
}

async function scans(area, site, out, who) {
	for (const reader of QUICK ? [who[0]] : [who[0], who[1], who[3]]) {
		const f = await fence(site);
		try {
			const r = await wapiti({ base: f.base, out: join(out, 'wapiti'), name: reader.role.name, cookies: [...reader.client.jar],
				start: { guest: [], specialist: ['/folder', '/alerts'], administrator: ['/admin', '/curation', '/account'] }[reader.role.name],
				scan: QUICK ? 10 : 30, attack: QUICK ? 5 : 15, seconds: QUICK ? 200 : 480 });
			const answers = Object.entries(f.statuses), sum = answers.reduce((n, [, x]) => n + x, 0);
			if (r.seen < 20)
				r.unfinished.push(`it saw ${r.seen} addresses only`);
			if (reader.role.email && (await reader.client.get('/account')).status !== 200)
				r.unfinished.push('its session ended on the way');
			for (const [status, n] of answers.filter(([s]) => s >= 500))
				r.findings.push({ kind: 'server error', parameter: `${status} × ${n}` });
			judge(area, 'wapiti', `as ${reader.role.name}`, r, `${r.seen} addresses and forms, ${MODULES.length} modules, ${sum} requests: ${answers.map(([s, n]) => `${s} × ${n}`).join(', ')}${f.kept.size ? `; spared ${[...f.kept].join(' ')}` : ''}`);
		} finally {
			await f.stop();
		}
	}
}

/* Nothing was broken by all that: the process, its log, the tables, the chained log of deeds. */
async function unharmed(area, site, pid) {
	check(site.pid === pid && (await site.http.get('/health')).status === 200, area, 'the same process serves on');
	const errors = [...new Set((site.log.match(/^.*level=error.*$/gm) ?? []).map(l => l.replace(/\b(time|req|id|us|ms)=\S+ ?/g, '')))];
	check(errors.length === 0, area, 'no error in its log', errors.slice(0, 3).join(' | '));
	const [[users]] = await sql(site.db, 'SELECT COUNT(*) FROM account_user');
	check(Number(users) === PEOPLE.length, area, 'nobody was added or lost', `${users} accounts`);
	for (const words of [['check'], ['audit', 'verify']]) {
		const r = await veche(site.db, ...words).catch(e => e);
		check(!(r instanceof Error), area, `veche ${words.join(' ')}`, r instanceof Error ? r.message.slice(0, 300) : '');
	}
}

async function attack(db, url) {
	const area = db, out = join(OUT, db), site = await start({ demo: true, ...url && { db: url } });
	try {
		const pid = site.pid, who = await readers(site);
		await furnish(who);
		const { list, missed } = await targets(site, who);
		check(missed.length === 0, area, 'every name a query is asked for is attacked', missed.join(' ') || `${new Set(list.flatMap(t => t.params)).size} names`);
		const dbms = db === 'pg' ? 'PostgreSQL' : 'SQLite';
		if (wanted('sqlmap'))
			await injections(area, site, out, list.filter(t => t.kind !== 'form'), dbms);
		if (wanted('wapiti'))
			await scans(area, site, out, who);
		if (wanted('sqlmap'))	// last: forms fill the tables
			await injections(area, site, out, list.filter(t => t.kind === 'form'), dbms);
		for (const a of ACCEPTED)
			await a.check(site).then(() => check(true, area, 'still true', a.why), e => check(false, area, 'no longer true', `${a.why}: ${e.message.split('\n')[0]}`));
		await unharmed(area, site, pid);
	} finally {
		await site.stop();
	}
}

/* ---- slow clients, and too many -------------------------------------------------------------- */

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
/* A reader at another address of this machine: the limits of the attacker are not his. */
const page = (site, path, from = '127.0.0.2') => new Promise((ok, no) => {
	const t = performance.now();
	http.get({ host: '127.0.0.1', port: site.port, path, localAddress: from, agent, timeout: 30_000 }, rp =>
		rp.resume().once('end', () => ok({ ms: performance.now() - t, status: rp.statusCode }))).once('error', no).once('timeout', function () { this.destroy(new Error('no answer in 30 s')); });
});

/* One page after another for some seconds: { p50, p99, n, bad }. */
async function reading(site, ms) {
	const took = [], until = Date.now() + ms;
	let bad = 0;
	while (Date.now() < until) {
		const r = await page(site, '/navigator').catch(e => ({ ms: 30_000, status: e.message }));
		took.push(r.ms);
		bad += r.status !== 200;
		await sleep(20);
	}
	took.sort((a, b) => a - b);
	return { p50: took[took.length >> 1], p99: took[Math.floor(took.length * 0.99)], n: took.length, bad };
}
const ms = x => `${x.toFixed(1)} ms`;

async function slow(area, site, out) {
	const url = { headers: '/login', body: '/login', read: '/navigator', range: '/navigator' };
	for (const kind of QUICK ? ['headers', 'body'] : SLOW_KINDS) {
		const tries = [];
		for (let i = 1; i <= (QUICK ? 1 : 3); i++) {	// others may work on this machine, too: the middle of three counts
			const calm = await reading(site, 8000);
			const attacking = slowhttptest(kind, { url: site.base + url[kind], out: join(out, `slow-${i}`), length: 16 });
			await sleep(3000);	// until all of them are connected
			const under = await reading(site, 12_000), r = await attacking;
			tries.push({ calm, under, r, ratio: under.p99 / calm.p99 });
			judge(area, 'slowhttptest', `500 clients with slow ${kind}`, r);
		}
		tries.sort((x, y) => x.ratio - y.ratio);
		const { calm, under, r, ratio } = tries[tries.length >> 1];
		check(ratio <= 3 && tries.every(t => t.under.bad === 0), area, `others are served beside slow ${kind}`,
			`p50 ${ms(calm.p50)} → ${ms(under.p50)}, p99 ${ms(calm.p99)} → ${ms(under.p99)}, ${ratio.toFixed(2)} times (${tries.map(t => t.ratio.toFixed(2)).join(', ')}), ` +
			`${under.n} pages, ${r.connected} connections, load ${loadavg()[0].toFixed(1)} on ${availableParallelism()}`);
		if (kind === 'body')	// the log keeps its last part only: asked before the next attack fills it
			check(await site.logged(/event=http_late connections=\d+ .*answer=408/).then(() => true, () => false), area, 'slow clients are named in the log');
	}
}

async function limits(area, db) {
	const out = join(OUT, area), site = await start({ demo: true, limits: true, set: { body_timeout: 10 }, ...db && { db } });
	try {
		if (wanted('slow'))
			await slow(area, site, out);
		if (wanted('limits')) {
			const count = async (n, ask) => {
				const got = {};
				for (let i = 0; i < n; i++) {
					const { status } = await ask();
					got[status] = (got[status] ?? 0) + 1;
				}
				return got;
			};
			const c = site.client(), csrf = /name="csrf" value="([^"]+)"/.exec((await c.get('/login')).text)[1];
			const tries = await count(40, () => c.post('/login', { csrf, email: 'admin@veche.demo', password: 'guess-guess-1' }));
			check(tries[429] >= 10 && tries[422] <= 30, area, 'guessing a password meets 429', JSON.stringify(tries));
			const heavy = await count(200, () => c.get('/search?q=a'));
			check(heavy[429] >= 50, area, 'so do searches in a row', JSON.stringify(heavy));
			check((await page(site, '/search?q=a')).status === 200, area, 'a reader at another address is served');
			check((await site.http.get('/health')).status === 200, area, 'the portal is up');
		}
	} finally {
		await site.stop();
	}
}

/* ---- all of it -------------------------------------------------------------------------------- */

function table(tools) {
	const areas = [...new Set(lines.map(l => l.area))];
	const n = (a, v) => String(lines.filter(l => l.area === a && l.verdict === v).length).padStart(6);
	console.log(`\nsqlmap ${tools.sqlmap}, wapiti ${tools.wapiti}, slowhttptest ${tools.slowhttptest}; ${QUICK ? 'quick, ' : ''}${((Date.now() - began) / 60000).toFixed(1)} minutes`);
	console.log(`${''.padEnd(8)}  PASS   FAIL  WAIVE`);
	for (const a of areas)
		console.log(`${a.padEnd(8)}${n(a, 'PASS')} ${n(a, 'FAIL')} ${n(a, 'WAIVE')}`);
	const failed = lines.filter(l => l.verdict === 'FAIL').length;
	console.log(`${lines.length - failed} passed, ${failed} failed`);
	writeFileSync(join(OUT, 'result.json'), JSON.stringify({ tools, quick: QUICK, minutes: (Date.now() - began) / 60000, lines }, null, '\t'));
	return failed;
}

async function main() {
	rmSync(OUT, { recursive: true, force: true });
	mkdirSync(OUT, { recursive: true });
	const tools = await versions();
	for (const [name, v] of Object.entries(tools))
		check(v !== 'unknown', 'canary', `${name} is there`, v);
	if (wanted('canary'))
		await proveTools();
	for (const db of DBS) {
		const own = async () => db === 'pg' ? createDatabase() : { drop() {} };
		for (const part of [attack, (d, url) => limits(d, url)]) {
			if (part === attack && !wanted('sqlmap') && !wanted('wapiti') || part !== attack && !wanted('slow') && !wanted('limits'))
				continue;
			const base = await own();
			try {
				await part(db, base.url);
			} finally {
				await base.drop();
			}
		}
	}
	if (!ONLY && !QUICK && DBS.length === 2)
		for (const a of ACCEPTED.filter(a => !used.has(a)))
			say('FAIL', 'canary', 'accepted, yet never seen: take it out', a.why);
	process.exitCode = table(tools) ? 1 : 0;
}

await main();
