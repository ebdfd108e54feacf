// sqlmap, wapiti and slowhttptest: how each is called and how its own report is read.
//
// A reader of reports gives { findings, unfinished }. What it does not understand is «unfinished», and
// the run fails on it: silence of a tool is never taken for safety.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../harness/server.mjs';

/* Every tool gives way to whoever else works on this machine, has its time, and does not outlive us:
 * `timeout` passes the signal on. */
const alive = new Set();
process.on('exit', () => { for (const p of alive) p.kill('SIGTERM'); });
function nice(cmd, args, seconds) {
	return new Promise((ok, no) => {
		const p = spawn('nice', ['-n', '19', 'timeout', '-k', '10', String(seconds), cmd, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
		let out = '', err = '';
		alive.add(p);
		p.stdout.setEncoding('utf8').on('data', d => { out += d; });
		p.stderr.setEncoding('utf8').on('data', d => { err += d; });
		p.once('error', no);
		p.once('close', (status, signal) => { alive.delete(p); ok({ status, signal, out, err }); });
	});
}

export async function versions() {
	const ask = async (cmd, args, re) => re.exec(await run(cmd, args).then(r => r.out + r.err))?.[1] ?? 'unknown';
	return {
		sqlmap: await ask('sqlmap', ['--version'], /^(\d[\w.#]*)/m),
		wapiti: await ask('wapiti', ['--version'], /Wapiti (\d[\d.]*)/),
		slowhttptest: await ask('slowhttptest', ['-h'], /version (\d[\d.]*)/),
	};
}

/* ---- sqlmap ----------------------------------------------------------------------------- */

const all = (re, text) => [...text.matchAll(re)].map(m => m[1]);

/* What sqlmap said about the parameters it was to try; `#1*` is its name for a marked piece of a path. */
export function readSqlmap(text, params) {
	const hurt = new Set([...all(/^Parameter: (.+?) \(/gm, text), ...all(/parameter '(.+?)' is vulnerable/g, text)]);
	const clear = new Set(all(/parameter '(.+?)' does not seem to be injectable/g, text));
	const findings = [...hurt].map(p => ({ kind: 'SQL injection', parameter: p }));
	for (const p of new Set(all(/heuristic \(XSS\) test shows that \S+ parameter '(.+?)' might be/g, text)))
		findings.push({ kind: 'reflected script', parameter: p });
	for (const p of new Set(all(/heuristic \(FI\) test shows that \S+ parameter '(.+?)' might be/g, text)))
		findings.push({ kind: 'file inclusion', parameter: p });
	const unfinished = params.filter(p => !hurt.has(p) && !clear.has(p)).map(p => `«${p}» was not tried to the end`);
	const codes = Object.fromEntries([...text.matchAll(/\b(\d{3}) \([^)]+\) - (\d+) times/g)].map(m => [m[1], Number(m[2])]));
	for (const code of Object.keys(codes)) {
		if (code === '429')
			unfinished.push('429: the limits of rates stood in the way');
		if (Number(code) >= 500)
			findings.push({ kind: 'server error', parameter: code });
	}
	return { findings, unfinished, codes };
}

/* One request to attack: { name, method, path, query, form, cookie, bearer, params, mark }. */
export function requestFile(t, base) {
	const at = new URL(base);
	const body = t.form ? new URLSearchParams(t.form).toString() : '';
	const query = t.query ? `?${new URLSearchParams(t.query)}` : '';
	return [`${t.method} ${t.path}${query} HTTP/1.1`, `Host: ${at.host}`, ...t.cookie ? [`Cookie: ${t.cookie}`] : [], ...t.bearer ? [`Authorization: Bearer ${t.bearer}`] : [],
		...t.form ? ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${Buffer.byteLength(body)}`] : [],
		`Origin: ${at.origin}`, '', body].join('\r\n');
}

export async function sqlmap(t, { base, out, dbms, level = 1, risk = 1, technique = 'BEUSTQ', seconds = 900 }) {
	mkdirSync(out, { recursive: true });
	const name = t.name.replace(/[^\w-]+/g, '_'), file = join(out, `${name}.txt`);
	writeFileSync(file, requestFile(t, base));
	const marked = t.path.includes('*');
	const r = await nice('sqlmap', ['-r', file, '--batch', '--ignore-stdin', '--disable-coloring', '--flush-session', `--output-dir=${join(out, 'sessions', name)}`,
		`--level=${level}`, `--technique=${technique}`, `--risk=${risk}`, '--time-sec=2', '--timeout=20', '--ignore-redirects', '--ignore-code=404', '--keep-alive',
		...dbms ? [`--dbms=${dbms}`] : [], ...marked ? [] : ['-p', t.params.join(',')]], seconds);
	writeFileSync(file.replace(/txt$/, 'log'), r.out + r.err);
	const said = readSqlmap(r.out + r.err, marked ? ['#1*'] : t.params);
	if (r.status === 124)
		said.unfinished.push(`ended after ${seconds} s`);
	return said;
}

/* ---- wapiti ----------------------------------------------------------------------------- */

/* ssrf and xxe ask a server of wapiti's authors, nikto and wapp fetch lists from outside, buster and
 * brute_login_form guess names: none of them stays on this machine or says anything a journey does not. */
export const MODULES = ['backup', 'blindsql', 'cookieflags', 'crlf', 'csp', 'csrf', 'exec', 'file', 'htaccess', 'http_headers',
	'methods', 'permanentxss', 'redirect', 'shellshock', 'sql', 'xss'];

/* Findings of a report in JSON, alike ones joined; `log` is what wapiti printed. */
export function readWapiti(json, log, modules = MODULES) {
	const findings = [], unfinished = [];
	for (const group of ['vulnerabilities', 'anomalies', 'additionals'])
		for (const [kind, list] of Object.entries(json[group] ?? {}))
			for (const f of list)
				findings.push({ kind, group, method: f.method, path: f.path, parameter: f.parameter ?? '', info: f.info });
	const launched = new Set(all(/\[\*\] Launching module (\w+)/g, log));
	for (const m of modules.filter(m => !launched.has(m)))
		unfinished.push(`module ${m} did not run`);
	const seen = Number(/found (\d+) URLs and forms during the scan/.exec(log)?.[1] ?? json.infos?.crawled_pages_nbr ?? 0);
	if (!json.vulnerabilities || !json.infos)
		unfinished.push('the report is not one of wapiti');
	if (/Traceback|Unable to import module|crashed/.test(log))
		unfinished.push('wapiti itself failed: see its log');
	return { findings, unfinished, seen };
}

/* cookies: [name, value]; start: addresses beside the base. */
export async function wapiti({ base, out, name, cookies = [], start = [], scan = 60, attack = 30, modules = MODULES, seconds = 900 }) {
	mkdirSync(out, { recursive: true });
	const file = end => join(out, `${name}.${end}`);
	writeFileSync(file('cookies'), JSON.stringify({ [new URL(base).hostname]: { '/': Object.fromEntries(
		cookies.map(([k, v]) => [k, { value: v, expires: null, secure: false, port: null, version: 0 }])) } }));
	const r = await nice('wapiti', ['-u', `${base}/`, '--scope', 'folder', '-m', modules.join(','), '-f', 'json', '-o', file('json'), '-c', file('cookies'),
		'--flush-session', '--store-session', join(out, `${name}-session`), '--no-bugreport', '-v', '1', '-S', 'normal', '-t', '20',
		'--max-scan-time', String(scan), '--max-attack-time', String(attack), '--max-files-per-dir', '30', '--max-links-per-page', '60',
		...start.flatMap(p => ['-s', base + p])], seconds);
	const log = r.out + r.err;
	writeFileSync(file('log'), log);
	if (!existsSync(file('json')))
		return { findings: [], unfinished: [`no report (status ${r.status ?? r.signal})`], seen: 0 };
	return readWapiti(JSON.parse(readFileSync(file('json'), 'utf8')), log, modules);
}

/* ---- slowhttptest ------------------------------------------------------------------------ */

/* The table it writes once a second: was the attack really there, was the server? */
export function readSlow(csv, least) {
	const [head = '', ...lines] = csv.trim().split('\n').map(l => l.trim());
	const cols = head.split(',').map(c => c.trim().toLowerCase());
	const at = name => cols.findIndex(c => c.startsWith(name));
	const [connected, closed, up] = [at('connected'), at('closed'), at('service')];
	if (connected < 0 || closed < 0 || up < 0 || lines.length < 3)
		return { findings: [], unfinished: ['its table was not written'], connected: 0 };
	const rows = lines.map(l => l.split(',').map(Number));
	const most = Math.max(...rows.map(r => r[connected] + r[closed]));
	// The first row is written before the first probe was answered.
	const down = rows.slice(1).filter(r => !(r[up] > 0)).length;
	return {
		findings: down ? [{ kind: 'not available', parameter: `${down} of ${rows.length} seconds` }] : [],
		unfinished: most < least ? [`only ${most} connections of ${least} were made`] : [],
		connected: Math.max(...rows.map(r => r[connected])),
	};
}

const SLOW = { headers: ['-H'], body: ['-B', '-s', '8192'], read: ['-X', '-w', '512', '-y', '1024', '-n', '5', '-z', '32', '-k', '3'], range: ['-R', '-a', '5', '-b', '1000'] };
export const SLOW_KINDS = Object.keys(SLOW);

export async function slowhttptest(kind, { url, out, connections = 500, length = 20 }) {
	mkdirSync(out, { recursive: true });
	const prefix = join(out, `slow-${kind}`);
	const r = await nice('slowhttptest', [...SLOW[kind], '-c', String(connections), '-r', '250', '-i', '5', '-l', String(length), '-p', '5',
		'-u', url, '-g', '-o', prefix], length + 60);
	writeFileSync(`${prefix}.log`, r.out + r.err);
	// a range of any length is answered at once and the client goes: few of them are there at a time
	return readSlow(existsSync(`${prefix}.csv`) ? readFileSync(`${prefix}.csv`, 'utf8') : '', kind === 'range' ? 1 : connections * 0.9);
}
