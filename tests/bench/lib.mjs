// What the benchmarks are made of: who takes part, how each is loaded, what is read off it.
//
// Every target gets its turn in every round, so that a slow minute of the machine hits all of them;
// medians are what is printed. Absolute figures are notes, the ratios are what may be compared.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { request } from '../harness/http.mjs';
import { Served, freePort, run } from '../harness/server.mjs';

const have = file => (process.env.PATH ?? '').split(':').concat('/usr/sbin').map(d => join(d, file)).find(existsSync);
const tool = file => have(file) ?? (() => { throw new Error(`no ${file}: scripts/setup.sh test`); })();
export const median = list => { const s = [...list].sort((a, b) => a - b), m = s.length >> 1; return s.length ? s.length % 2 ? s[m] : (s[m - 1] + s[m]) / 2 : NaN; };
export const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.ceil(list.length * q) - 1)];

/* ---- who takes part ---------------------------------------------------------------------- */

/* nginx with one static file for each size: { url(size), pid, stop() }. */
export async function startNginx(dir, sizes, { workers = 2 } = {}) {
	const port = await freePort(), at = join(dir, 'nginx');
	mkdirSync(join(at, 'www'), { recursive: true });
	for (const size of sizes)
		writeFileSync(join(at, 'www', `${size}.html`), page(size));
	writeFileSync(join(at, 'nginx.conf'), `
${userInfo().uid === 0 ? 'user root;' : ''}
worker_processes ${workers}; daemon off; pid ${at}/pid; error_log ${at}/error.log error;
events { worker_connections 4096; }
http {
	access_log off; sendfile on; tcp_nopush on; server_tokens off; keepalive_requests 1000000000; keepalive_timeout 75s;
	open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s;
	types { text/html html; } client_body_temp_path ${at}/body; proxy_temp_path ${at}/proxy;
	fastcgi_temp_path ${at}/fcgi; uwsgi_temp_path ${at}/uwsgi; scgi_temp_path ${at}/scgi;
	server { listen 127.0.0.1:${port} backlog=2048; root ${at}/www; etag on; }
}
`);
	const base = `http://127.0.0.1:${port}`;
	const served = await new Served(tool('nginx'), ['-e', join(at, 'error.log'), '-p', at, '-c', join(at, 'nginx.conf')],
		{ base, ready: `/${sizes[0]}.html` }).wait();
	return { name: 'nginx', url: size => `${base}/${size}.html`, pid: served.pid, port, stop: () => served.kill('SIGQUIT') };
}

/* HTML of exactly so many bytes: a static file to weigh against. */
function page(size) {
	const head = '<!DOCTYPE html><html lang="ru"><meta charset="utf-8"><title>x</title><p>';
	return head + 'x'.repeat(Math.max(0, size - head.length));
}

/* Fossil with a repository of wiki pages: lists of them are what our lists are weighed against. */
export async function startFossil(dir, pages = 500) {
	const fossil = tool('fossil'), at = join(dir, 'fossil'), repo = join(at, 'r.fossil'), port = await freePort();
	const env = { ...process.env, HOME: at, USER: 'bench' };
	mkdirSync(at, { recursive: true });
	const must = async (args, input) => {
		const r = await run(fossil, args, { env, cwd: at, input });
		if (r.status !== 0)
			throw new Error(`fossil ${args[0]}: ${r.err}${r.out}`);
	};
	await must(['init', repo]);
	await must(['settings', 'backoffice-disable', '1', '-R', repo]);	// else it leaves a process behind for a minute
	for (let i = 0; i < pages; i++)
		await must(['wiki', 'create', `Measure ${i}`, '-R', repo], `Support measure number ${i}: roads, water, light. `.repeat(6));
	const base = `http://127.0.0.1:${port}`;
	const served = await new Served(fossil, ['server', '--localhost', '--port', String(port), '--nojail', repo],
		{ base, env, cwd: at, ready: '/wcontent' }).wait();
	return { name: 'fossil', base, url: path => base + path, pid: served.pid, port, stop: () => served.kill() };
}

/* The portal itself, as `make run` would start it: over a database that is there. */
const UNLIMITED = { rate_browse: 0, rate_heavy: 0, rate_ask: 0, max_conns: 20000, max_conns_per_ip: 20000, access_log: 'no' };
export const flags = set => Object.entries({ ...UNLIMITED, ...set }).map(([k, v]) => `--${k}=${v}`);
export async function startVeche(bin, db, set = {}) {
	const port = await freePort(), base = `http://127.0.0.1:${port}`;
	const served = await new Served(bin, ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, ...flags(set)], { base, ready: '/health' }).wait();
	return { name: 'veche', base, url: path => base + path, pid: served.pid, port, stop: () => served.kill() };
}

/* ---- what is measured -------------------------------------------------------------------- */

const REPORT = `
done = function(s, l, r)
	io.write(string.format("\\nRESULT {\\"requests\\":%d,\\"us\\":%d,\\"bytes\\":%d,\\"p50\\":%.1f,\\"p99\\":%.1f,\\"max\\":%.1f,\\"errors\\":%d,\\"bad\\":%d}\\n",
		s.requests, s.duration, s.bytes, l:percentile(50), l:percentile(99), l.max,
		s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout, s.errors.status))
end
`;

/* Each request the next address of a list. */
const TURNS = `
local at, all = 0, {}
init = function()
	for line in io.lines("LIST") do all[#all + 1] = wrk.format("GET", line) end
end
request = function()
	at = at % #all + 1
	return all[at]
end
`;

/* One run of wrk: requests a second, milliseconds. Anything but 2xx and 3xx spoils it. paths: asked in
 * turn, in place of the one of the address. */
export async function wrk(dir, url, { threads = 1, connections = 64, seconds = 3, headers = {}, paths } = {}) {
	const lua = join(dir, 'report.lua'), list = join(dir, 'paths.txt');
	writeFileSync(lua, paths ? TURNS.replace('LIST', list) + REPORT : REPORT);
	if (paths)
		writeFileSync(list, paths.join('\n') + '\n');
	const r = await run(tool('wrk'), [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', lua,
		...Object.entries(headers).flatMap(([k, v]) => ['-H', `${k}: ${v}`]), url]);
	const line = /RESULT (.*)/.exec(r.out);
	if (!line)
		throw new Error(`wrk ${url}: ${r.err}${r.out}`);
	const x = JSON.parse(line[1]);
	if (x.requests === 0)
		throw new Error(`${url}: not one answer in ${seconds} s`);
	return { requests: x.requests, rps: x.requests / (x.us / 1e6), p50: x.p50 / 1000, p99: x.p99 / 1000, max: x.max / 1000, errors: x.errors, bad: x.bad,
		bytes: x.requests ? x.bytes / x.requests : 0 };
}

/* targets: [{ name, url, pid?, headers? }] each measured once a round, in turn. Medians, and every
 * round; us: processor time of the server by request, which other programs disturb least. */
export async function rotate(dir, targets, { rounds = 3, warm = true, ...load } = {}) {
	const seen = new Map(targets.map(t => [t, []]));
	if (warm)
		for (const t of targets)
			await wrk(dir, t.url, { ...load, headers: t.headers, seconds: 1 });
	for (let i = 0; i < rounds; i++)
		for (const t of targets) {
			const before = t.pid ? cpu(t.pid) : NaN, x = await wrk(dir, t.url, { ...load, headers: t.headers });
			seen.get(t).push({ ...x, us: (t.pid ? cpu(t.pid) - before : NaN) * 1e6 / x.requests });
		}
	return targets.map(t => {
		const all = seen.get(t), mid = key => median(all.map(x => x[key]));
		return { ...t, rps: mid('rps'), p50: mid('p50'), p99: mid('p99'), bytes: mid('bytes'), us: mid('us'),
			errors: all.reduce((n, x) => n + x.errors + x.bad, 0), rounds: all.map(x => Math.round(x.rps)) };
	});
}

/* Memory of a process and its children, in KiB: RSS counts shared pages each time, PSS shares them out. */
export function memory(pid) {
	const sum = { rss: 0, anon: 0, pss: 0, processes: 0 };
	for (const id of family(pid)) {
		const read = name => { try { return readFileSync(`/proc/${id}/${name}`, 'utf8'); } catch { return ''; } };
		const kib = (text, key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? NaN);
		const roll = read('smaps_rollup'), status = read('status');
		const whole = [...read('smaps').matchAll(/^Pss:\s+(\d+) kB/gm)];
		const rss = Number.isNaN(kib(roll, 'Rss')) ? kib(status, 'VmRSS') : kib(roll, 'Rss');
		const pss = !Number.isNaN(kib(roll, 'Pss')) ? kib(roll, 'Pss') : whole.length ? whole.reduce((n, m) => n + Number(m[1]), 0) : NaN;
		sum.rss += rss; sum.anon += kib(status, 'RssAnon'); sum.pss += pss; sum.processes++;
	}
	return sum;
}

/* Seconds of processor time that a process and its children had so far. */
function cpu(pid) {
	let ticks = 0;
	for (const id of family(pid))
		try {
			const f = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1].split(' ');
			ticks += Number(f[11]) + Number(f[12]);
		} catch { /* it has ended meanwhile */ }
	return ticks / 100;
}

/* A process and what it started, over the kernel's own table. */
function family(pid) {
	const parent = new Map();
	for (const id of readdirSync('/proc').filter(n => /^\d+$/.test(n)))
		try {
			parent.set(Number(id), Number(/\) . (\d+)/.exec(readFileSync(`/proc/${id}/stat`, 'utf8'))[1]));
		} catch { /* it has ended meanwhile */ }
	const found = [pid];
	for (const id of found)
		for (const [child, of] of parent)
			if (of === id && !found.includes(child))
				found.push(child);
	return found;
}

/* Opens n keep-alive connections, asks once on each, holds them, asks again: how many stayed, how
 * long an answer took while all are open, and what the server's memory did. */
export async function keepAlive(url, n = 1000, { pid, batch = 50 } = {}) {
	const before = pid ? memory(pid) : null, opened = performance.now();
	const agents = Array.from({ length: n }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
	const ask = async agent => {
		const from = performance.now();
		const r = await request(url, { keep: agent, timeout: 20_000 }).catch(e => ({ error: e.message }));
		return { ms: performance.now() - from, ok: r.status === 200, error: r.error ?? r.status };
	};
	const inBatches = async () => {
		const out = [];
		for (let i = 0; i < n; i += batch)
			out.push(...await Promise.all(agents.slice(i, i + batch).map(ask)));
		return out;
	};
	const first = await inBatches(), openMs = performance.now() - opened;
	const sockets = () => agents.filter(a => Object.values(a.freeSockets).flat().length === 1).length;
	const held = sockets(), idle = pid ? memory(pid) : null;
	const second = await inBatches();
	agents.forEach(a => a.destroy());
	const ms = second.filter(x => x.ok).map(x => x.ms);
	return { asked: n, answered: first.filter(x => x.ok).length, held, again: ms.length, openMs, p50: quantile(ms, .5), p99: quantile(ms, .99),
		kibEach: before ? (idle.pss - before.pss) / n : NaN, rss: idle?.rss, anon: idle?.anon, pss: idle?.pss,
		errors: [...new Set([...first, ...second].filter(x => !x.ok).map(x => String(x.error)))] };
}

/* ---- how it is told ---------------------------------------------------------------------- */

export function table(head, rows) {
	const text = [head, ...rows].map(r => r.map(c => typeof c === 'number' ? number(c) : String(c ?? '')));
	const width = head.map((_, i) => Math.max(...text.map(r => r[i].length)));
	const line = r => `| ${r.map((c, i) => i ? c.padStart(width[i]) : c.padEnd(width[i])).join(' | ')} |`;
	return [line(text[0]), `|${width.map((w, i) => i ? `${'-'.repeat(w + 1)}:` : '-'.repeat(w + 2)).join('|')}|`, ...text.slice(1).map(line)].join('\n');
}
const number = x => !Number.isFinite(x) ? '—' : Math.abs(x) >= 100 ? String(Math.round(x)) : Math.abs(x) >= 10 ? x.toFixed(1) : x.toFixed(2);
export const ratio = (a, b) => Number.isFinite(a / b) ? `${(a / b).toFixed(a / b < 10 ? 2 : 1)} ×` : '—';
