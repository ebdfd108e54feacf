// A server that is wrong on purpose: what sqlmap and wapiti do not find here they would not find there.
//
// It listens on loopback for a minute, holds three rows in a temporary SQLite file and nothing else. What it
// is asked goes into SQL, HTML and Location as it came.
import { execFile, execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PAGE = `<!doctype html><html lang="en"><title>Canary</title><p><a href="/row?id=1">row</a> <a href="/hello?name=you">hello</a>
<a href="/go?to=/row">go</a><form action="/hello" method="get"><input name="name"><button>Say</button></form></html>`;

export async function canary() {
	const dir = mkdtempSync(join(tmpdir(), 'veche-canary-')), db = join(dir, 'rows.db');
	execFileSync('sqlite3', [db, "CREATE TABLE thing (id INTEGER, name TEXT); INSERT INTO thing VALUES (1, 'oak'), (2, 'elm'), (3, 'ash')"]);
	const html = (rp, status, text) => rp.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(text);
	const server = createServer((rq, rp) => {
		const at = new URL(rq.url, 'http://canary');
		if (at.pathname === '/row')
			execFile('sqlite3', ['-batch', '-bail', db, `SELECT name FROM thing WHERE id = ${at.searchParams.get('id') ?? 1}`], { timeout: 10_000 },
				(e, out, err) => html(rp, e ? 500 : 200, `<!doctype html><title>Row</title><p>${e ? `SQLite error 1: ${err}` : out}</p>`));
		else if (at.pathname === '/hello')
			html(rp, 200, `<!doctype html><title>Hello</title><p>Hello, ${at.searchParams.get('name')}</p>`);
		else if (at.pathname === '/go' && /^[\x20-\x7e]+$/.test(at.searchParams.get('to') ?? ''))
			rp.writeHead(302, { location: at.searchParams.get('to') }).end();
		else
			html(rp, at.pathname === '/' ? 200 : 404, PAGE);
	});
	await new Promise(ok => server.listen(0, '127.0.0.1', ok));
	return {
		base: `http://127.0.0.1:${server.address().port}`,
		stop: () => new Promise(ok => {
			server.closeAllConnections();
			server.close(() => { rmSync(dir, { recursive: true, force: true }); ok(); });
		}),
	};
}
