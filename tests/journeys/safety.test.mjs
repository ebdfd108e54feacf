// What a stranger may try: headers, cookies, sizes, rates, broken bytes, redirects, scripts, sessions.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { concrete, MEASURE, PASSWORD, PLACE, routes, signIn, sql, tokenOf } from '../harness/demo.mjs';
import { client, forms } from '../harness/http.mjs';
import { BIN, DB, run, start } from '../harness/server.mjs';

let site, all, gets;
before(async () => {
	site = await start({ demo: true });
	all = (await routes()).filter(r => r.csrf !== 'bearer');	/* no cookie and no form opens those: the matrix asks them by token */
	gets = all.filter(r => r.verb === 'GET').map(r => concrete(r.path));
});
after(() => site?.stop());

const alive = async label => assert.ok((await site.http.get('/login')).status === 200, `it still answers after ${label}`);

/* Bytes as they are, past every library: the whole answer as text. */
function raw(bytes, port = site.port) {
	return new Promise((ok, no) => {
		const s = net.connect(port, '127.0.0.1', () => s.write(bytes));
		let got = '';
		s.setEncoding('latin1').on('data', d => { got += d; }).on('close', () => ok(got)).on('error', no);
		s.setTimeout(20_000, () => s.destroy());
	});
}
const rawGet = (target, more = '') => raw(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${site.port}\r\n${more}Connection: close\r\n\r\n`, 'latin1'));
const statusOf = answer => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

/* ---- headers ------------------------------------------------------------------------ */

function safe(r, label) {
	const h = r.headers;
	assert.equal(h['x-content-type-options'], 'nosniff', label);
	assert.match(h['referrer-policy'] ?? '', /same-origin|no-referrer/, label);
	if (!/^text\/html/.test(h['content-type'] ?? '') || r.body.length === 0)
		return;
	const csp = h['content-security-policy'] ?? '';
	assert.match(csp, /default-src 'none'/, label);
	for (const d of ['script-src', 'style-src', 'form-action', 'base-uri', 'frame-ancestors'])
		assert.match(csp, new RegExp(`(^|; )${d} `), `${label}: ${d}`);
	assert.doesNotMatch(csp, /unsafe-|data:|blob:|\*|http:/, label);
	assert.match(csp, /frame-ancestors 'none'/, label);
	assert.equal(h['x-frame-options'], 'DENY', label);
	assert.doesNotMatch(r.text, /<style|\sstyle="|<script(?![^>]*\ssrc="\/)|\son[a-z]+="|javascript:/i, `${label}: nothing inline`);
	assert.match(r.text, /^<!doctype html>\s*<html[^>]* lang="(ru|en)"/i, label);
}

test('every address, as guest and as administrator, carries the safe headers', async () => {
	for (const c of [site.client(), await signIn(site, 'admin@veche.demo')])
		for (const at of gets)
			safe(await c.get(at), at);
});

test('a page made for one reader is kept by nobody else', async () => {
	const c = await signIn(site, 'admin@veche.demo'), NAME = 'Читатель этой страницы';
	await c.post('/account/name', { csrf: await tokenOf(c), name: NAME });
	let own = 0;
	for (const at of gets) {
		const r = await c.get(at);
		if (!r.text.includes(NAME))
			continue;
		own++;
		assert.match(r.headers['cache-control'] ?? '', /private|no-store/, at);
	}
	assert.ok(own > 20, `${own} pages name their reader`);
	assert.match((await c.get('/account')).headers['cache-control'], /no-store/);
	// and a guest is never given it
	for (const at of gets)
		assert.ok(!(await site.client().get(at)).text.includes(NAME), at);
});

test('cookies: HttpOnly, SameSite, Path; Secure behind a proxy that says https', async () => {
	const seen = new Map();
	const keep = r => (r.headers['set-cookie'] ?? []).forEach(l => seen.set(l.split('=')[0], l));
	const c = site.client();
	keep(await c.get('/login'));
	const token = await tokenOf(c);
	keep(await c.post('/login', { csrf: token, email: 'muni@veche.demo', password: PASSWORD }));
	keep(await c.post('/settings/theme', { theme: 'dark' }, { headers: { origin: site.base } }));
	keep(await c.post('/account/name', { csrf: await tokenOf(c), name: 'Проверка' }));
	for (const name of ['veche_form', 'veche_sid', 'veche_theme', 'veche_done'])
		assert.ok(seen.has(name), `${name} was set`);
	for (const line of seen.values()) {
		assert.match(line, /; Path=\//i);
		assert.match(line, /; SameSite=(Lax|Strict)/i);
		assert.match(line, /; HttpOnly/i);
		assert.doesNotMatch(line, /; Secure/i, 'over plain HTTP it would not come back');
		assert.doesNotMatch(line, /Domain=/i);
	}
	const other = await start({ set: { trusted_proxies: '127.0.0.1' } });
	try {
		const r = await other.http.get('/login', { headers: { 'x-forwarded-proto': 'https' } });
		for (const line of r.headers['set-cookie'] ?? ['none'])
			assert.match(line, /; Secure/i);
	} finally {
		await other.stop();
	}
	const liar = await site.client().get('/login', { headers: { 'x-forwarded-proto': 'https' } });
	assert.doesNotMatch((liar.headers['set-cookie'] ?? []).join(), /; Secure/i, 'an untrusted peer is not believed');
});

test('ETag and 304, gzip that says the same', async () => {
	const c = site.client();
	let tagged = 0;
	for (const at of gets) {
		const a = await c.get(at), b = await c.get(at);
		if (!a.headers.etag || a.headers.etag !== b.headers.etag)
			continue;
		tagged++;
		const r = await c.get(at, { headers: { 'if-none-match': a.headers.etag } });
		assert.equal(r.status, 304, at);
		assert.equal(r.body.length, 0, at);
		const star = await c.get(at, { headers: { 'if-none-match': `"nothing", W/${a.headers.etag.replace(/^W\//, '')}` } });
		assert.equal(star.status, 304, `${at}: one of several, weak`);
		assert.equal((await c.get(at, { headers: { 'if-none-match': '"nothing"' } })).status, a.status, at);
		const z = await c.get(at, { headers: { 'accept-encoding': 'gzip' } });
		if (z.headers['content-encoding'] === 'gzip') {
			assert.equal(gunzipSync(z.body).toString(), a.text, `${at}: the same when unpacked`);
			assert.match(z.headers.vary ?? '', /accept-encoding/i, at);
		}
		assert.equal((await c.get(at, { headers: { 'accept-encoding': 'gzip;q=0' } })).headers['content-encoding'], undefined, at);
	}
	assert.ok(tagged >= 5, `${tagged} addresses have a tag that stays`);
});

test('assets: whole, in part, packed; a part outside is refused', async () => {
	const page = await site.http.get('/login');
	const css = /href="(\/a\/[^"]+\.css)"/.exec(page.text)[1];
	const whole = await site.http.get(css);
	assert.equal(whole.status, 200);
	const part = await site.http.get(css, { headers: { range: 'bytes=10-19' } });
	assert.equal(part.status, 206);
	assert.equal(part.text, whole.body.subarray(10, 20).toString());
	assert.equal(part.headers['content-range'], `bytes 10-19/${whole.body.length}`);
	const tail = await site.http.get(css, { headers: { range: 'bytes=-5' } });
	assert.equal(tail.status, 206);
	assert.equal(tail.text, whole.body.subarray(-5).toString());
	const beyond = await site.http.get(css, { headers: { range: 'bytes=999999999-' } });
	assert.equal(beyond.status, 416);
	assert.equal(beyond.headers['content-range'], `bytes */${whole.body.length}`);
	for (const odd of ['bytes=a-b', 'lines=1-2', 'bytes=5-1', 'bytes=', 'bytes=-', 'bytes=0-0,2-3'])
		assert.ok([200, 206, 416].includes((await site.http.get(css, { headers: { range: odd } })).status), odd);
	for (const odd of ['/a/', '/a/../../etc/passwd', '/a/nothing.css', '/a/%2e%2e/veche.conf', `${css}/`])
		assert.ok([400, 404].includes(statusOf(await rawGet(odd))), odd);
});

/* ---- sizes and rates ------------------------------------------------------------------ */

test('a body over its limit is refused, and the server goes on', async () => {
	const c = await signIn(site, 'admin@veche.demo');
	for (const row of all.filter(r => r.verb === 'POST')) {
		const r = await c.post(concrete(row.path), { csrf: 'x', pad: 'y'.repeat(row.body + 1) }).catch(e => ({ status: e.code }));
		assert.ok(r.status === 413 || r.status === 'ECONNRESET' || r.status === 'EPIPE', `${row.path}: ${r.status}`);
		if (r.status === 413) {
			assert.match(r.text, /Слишком большой запрос/, row.path);
			assert.equal(r.headers['x-content-type-options'], 'nosniff', row.path);
		}
	}
	// said in the head: refused before a byte of it is sent
	const head = await raw(`POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n`);
	assert.equal(statusOf(head), 413);
	// and not said at all
	const chunks = await raw(`POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n` +
		`4000\r\n${'z'.repeat(0x4000)}\r\n0\r\n\r\n`).catch(() => 'reset');
	assert.ok(chunks === 'reset' || statusOf(chunks) === 413, chunks.slice(0, 200));
	await alive('big bodies');
});

test('too often: 429 with a page and a time to come back', async () => {
	const tight = await start({ set: { rate_browse: 5, rate_login: 3, rate_form: 3, rate_heavy: 3 } });
	try {
		const c = client(tight.base);
		const answers = [];
		for (let i = 0; i < 8; i++)
			answers.push(await c.get('/login'));
		const refused = answers.filter(r => r.status === 429);
		assert.ok(answers[0].status === 200 && refused.length >= 2, answers.map(r => r.status).join());
		for (const r of refused) {
			assert.match(r.headers['retry-after'] ?? '', /^\d+$/);
			assert.match(r.headers['content-type'], /^text\/html/);
			safe(r, '429');
		}
		const tries = [];
		for (let i = 0; i < 6; i++)
			tries.push((await c.post('/login', { email: 'a@b.example', password: 'guess' })).status);
		assert.ok(tries.filter(s => s === 429).length >= 2, tries.join());
	} finally {
		await tight.stop();
	}
});

test('pages of our own for 404, 405, 403 and 422', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	for (const [r, status] of [
		[await c.get('/нет/такой'), 404], [await c.get(`/places/00000001`), 404], [await c.get('/navigator/no-such-measure'), 404],
		[await c.ask('/login', { method: 'DELETE' }), 405],
		[await c.post('/account/name', { name: 'Без токена' }), 403],
		[await c.get(`/navigator/${MEASURE}/rule`), 403],
		[await c.post('/account/name', { name: '', csrf: await tokenOf(c) }), 422],
	]) {
		assert.equal(r.status, status, r.url);
		assert.match(r.headers['content-type'], /^text\/html; ?charset=utf-8$/i, r.url);
		safe(r, r.url);
		assert.match(r.text, /<h1/, r.url);
	}
	const none = await site.http.get('/нет/такой', { headers: { 'accept-language': 'en' } });
	assert.match(none.text, /lang="en"/);
});

/* ---- broken input --------------------------------------------------------------------------- */

const BROKEN = ['%00', '%FF%FE', '%C3%28', '%ED%A0%80', '%F4%90%80%80', '%', '%2', '%zz', '%C0%AF', 'a%00b', '%0D%0ASet-Cookie:%20x=1', '%E2%80%AE', '%F0%9F%98%80',
	'-1', '99999999999999999999', '1e999', 'NaN', "'", '"', "';--", '\\', '%25s%25n', '*', '(', 'a'.repeat(3000), `${'%D0%B0'.repeat(2000)}`];
const NAMES = ['q', 'page', 'sort', 'after', 'limit', 'level', 'money', 'backer', 'topic', 'place', 'region', 'status', 'kind', 'amount', 'stage', 'back', 'dir', 'oktmo', 'applicant', 'verdict', 'deadline', 'code', 'n', 'from', 'to', 'lang', 'year'];

/* What is read from bytes is read before a database is asked: on the second one each address gets some
 * of them, in turn, so that all come by. */
let turn = 0;
const inTurn = (values, n) => DB === 'pg' ? Array.from({ length: n }, () => values[turn++ % values.length]) : values;

/* The names that forms of a page send by GET. */
async function parameters(at) {
	const r = await site.http.get(at);
	return [...new Set([...forms(r.text).filter(f => f.method === 'get').flatMap(f => f.fields.map(([n]) => n)),
		...[...r.text.matchAll(/[?&;]([a-z_]{1,20})=/g)].map(m => m[1]), ...NAMES])];
}

test('broken bytes in the query are never a fault', async () => {
	for (const at of gets) {
		for (const name of await parameters(at))
			for (const v of inTurn([BROKEN[(name.length + at.length) % BROKEN.length], '%FF%00', '%0D%0AX-Bad:1'], 1)) {
				const got = await rawGet(`${at}?${name}=${v}`), s = statusOf(got);
				assert.ok(s >= 200 && s < 500, `${at}?${name}=${v.slice(0, 60)}: ${s}`);
				assert.doesNotMatch(got.split('\r\n\r\n')[0], /^(X-Bad|Set-Cookie: x=)/im, `${at}?${name}: headers cannot be split`);
			}
		for (const v of inTurn(BROKEN, 5)) {
			const s = statusOf(await rawGet(`${at}?q=${v}&${v}=1&=&&q`));
			assert.ok(s >= 200 && s < 500, `${at}?q=${v.slice(0, 60)}: ${s}`);
		}
	}
	await alive('broken queries');
});

test('broken bytes in the path are never a fault', async () => {
	for (const row of all.filter(r => r.verb === 'GET' && r.path.includes('{')))
		for (const v of BROKEN) {
			const s = statusOf(await rawGet(row.path.replace(/\{\w+\}/g, v)));
			assert.ok([200, 301, 303, 400, 401, 403, 404, 413, 414].includes(s), `${row.path} with ${v.slice(0, 60)}: ${s}`);
		}
	for (const odd of ['//', '/%', '/..', '/../..//etc/passwd', '/.%2e/', '/a%2fb', '/%00', '/\\', '*', 'http://evil.example/', '/login/', '/login?', '/login#x', '/login;x=1'])
		assert.ok([200, 301, 303, 400, 404].includes(statusOf(await rawGet(odd))), `${odd}: ${statusOf(await rawGet(odd))}`);
});

test('broken bytes in forms are never a fault', async () => {
	const c = await signIn(site, 'admin@veche.demo');
	const token = await tokenOf(c);
	for (const row of all.filter(r => r.verb === 'POST' && !/logout|session/.test(r.path))) {
		const names = [...NAMES, 'name', 'email', 'password', 'now', 'next', 'id', 'theme', 'rule', 'value', 'source', 'population', 'budget', 'json'];
		for (const v of inTurn(BROKEN.filter(x => x.length * 7 < row.body), 8)) {
			const body = `csrf=${token}&` + names.filter((n, i) => (i + v.length) % 4 === 0).map(n => `${n}=${v}`).join('&') + `&${v}=x`;
			const r = await c.ask(concrete(row.path), { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', origin: site.base } });
			assert.ok(r.status < 500 && r.status !== 401, `${row.path} with ${v.slice(0, 40)}: ${r.status}`);
			for (const h of ['x-bad', 'x'])
				assert.equal(r.headers[h], undefined);
		}
	}
	for (const [type, body] of [['multipart/form-data; boundary=x', '--x\r\nbroken'], ['multipart/form-data', 'a'], ['application/json', '{'], ['text/plain', '\0\0'], ['', 'a=b'], ['application/x-www-form-urlencoded; charset=koi8-r', 'a=%FF'],
		['application/x-www-form-urlencoded', 'a&'.repeat(2000)]])
		for (const row of all.filter(r => r.verb === 'POST' && r.path !== '/logout')) {
			const r = await c.ask(concrete(row.path), { method: 'POST', body, headers: { 'content-type': type, 'x-csrf-token': token, origin: site.base } });
			assert.ok(r.status >= 200 && r.status < 500, `${row.path} ${type}: ${r.status}`);
		}
	await alive('broken forms');
});

test('very long, very many, twice the same', async () => {
	const long = statusOf(await rawGet(`/places?q=${'a'.repeat(70_000)}`));
	assert.ok([400, 413, 414, 431].includes(long), `a query of 70 000 letters: ${long}`);
	assert.ok(statusOf(await rawGet(`/places?q=${'a'.repeat(6000)}`)) < 500);
	// more names than libmicrohttpd has room for: it closes the connection, with or without a word
	assert.ok(!(statusOf(await rawGet(`/places?${'a=1&'.repeat(2000)}`)) >= 500));
	assert.ok(statusOf(await rawGet(`/places?${'a=1&'.repeat(150)}`)) < 500);
	assert.ok(statusOf(await rawGet('/places', `Cookie: ${'a=b; '.repeat(1500)}\r\n`)) < 500);
	const wide = statusOf(await rawGet('/places', `X-Long: ${'a'.repeat(60_000)}\r\n`));
	assert.ok([400, 413, 431].includes(wide), `a header of 60 000 letters: ${wide}`);
	for (const at of gets) {
		const one = await site.client().get(`${at}?q=Тейково&page=1&sort=name`), two = await site.client().get(`${at}?q=Тейково&q=другое&page=1&page=2&sort=name&sort=x`);
		assert.ok(one.status < 500 && two.status < 500, at);
	}
	await alive('long requests');
});

/* ---- where a reader is led, what is reflected ------------------------------------------------------ */

const ELSEWHERE = ['https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example', 'http:evil.example', 'javascript:alert(1)', ' //evil.example', '/\t/evil.example',
	'%2f%2fevil.example', '/%09/evil.example', '///evil.example', 'evil.example', '/..//evil.example', '\u2215\u2215evil.example', '@evil.example', '.evil.example', 'data:text/html,x', '/\r\nSet-Cookie: x=1', '\n//evil.example', '/\u0000/evil.example'];
const ours = (location, label) => {
	if (location === undefined)
		return;
	const to = new URL(location, site.base);
	assert.equal(to.origin, site.base, `${label} leads to ${location}`);
	assert.doesNotMatch(location, /^[\\/]{2}|^\/\\|[\r\n\t]/, label);
};

test('nobody is led away by what an address or a form says', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const posts = all.filter(r => r.verb === 'POST' && !/session|password|passport|rule/.test(r.path));
	for (const to of ELSEWHERE)
		for (const name of ['back', 'next', 'to', 'url', 'return']) {
			for (const at of ['/login', '/', '/places'])
				ours((await c.get(`${at}?${name}=${encodeURIComponent(to)}`)).headers.location, `${at}?${name}`);
			const page = await site.client().get(`/login?${name}=${encodeURIComponent(to)}`);
			assert.doesNotMatch(page.text, /(href|action)="(https?:)?[\\/]{2}evil/, `${name}=${to}`);
		}
	for (const row of posts)
		for (const to of inTurn(ELSEWHERE, 4)) {
			const who = row.path === '/logout' || row.path === '/login' ? await signIn(site, 'muni@veche.demo') : c;
			const r = await who.post(concrete(row.path), { csrf: await tokenOf(who), back: to, theme: 'dark', lang: 'ru', email: 'muni@veche.demo', password: PASSWORD, name: 'Проверка', code: PLACE },
				{ headers: { origin: site.base, referer: 'https://evil.example/x' } });
			assert.ok(r.status < 500, `${row.path} back=${JSON.stringify(to)}: ${r.status}`);
			ours(r.headers.location, `${row.path} back=${JSON.stringify(to)}`);
			assert.doesNotMatch((r.headers['set-cookie'] ?? []).join('\n'), /^x=1/m, row.path);
		}
	const host = await raw(`GET /login HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
	assert.doesNotMatch(host, /action="https?:\/\/evil/);
});

const PROBE = `zq"'><script src=//evil.example></script><img src=x onerror=alert(1)>zq`;
const quiet = (text, label) => {
	assert.doesNotMatch(text, /<script src=\/\/evil|<img src=x/i, label);
	assert.doesNotMatch(text, /="[^"]*zq"'>/i, `${label}: the quote is escaped`);
};

test('what is said in an address comes back only escaped', async () => {
	let reflected = 0;
	for (const at of gets)
		for (const name of await parameters(at)) {
			const r = await site.client().get(`${at}?${name}=${encodeURIComponent(PROBE)}`);
			if (!/html|xml|svg/.test(r.headers['content-type'] ?? ''))
				continue;
			quiet(r.text, `${at}?${name}`);
			reflected += r.text.includes('zq&quot;') || r.text.includes('zq&#34;') ? 1 : 0;
			if (/fragment/.test(name))
				continue;
			const part = await site.client().get(`${at}?${name}=${encodeURIComponent(PROBE)}`, { headers: { 'hx-request': 'true' } });
			quiet(part.text, `${at}?${name} as a fragment`);
		}
	assert.ok(reflected > 0, 'the probe does come back somewhere, or this test looks at nothing');
	const path = await site.http.get(`/${encodeURIComponent(PROBE)}`);
	quiet(path.text, 'path');
	const cookies = site.client();
	for (const n of ['veche_place', 'veche_theme', 'veche_lang', 'veche_done', 'veche_form'])
		cookies.jar.set(n, encodeURIComponent(PROBE));
	for (const at of gets)
		quiet((await cookies.get(at)).text, `${at} with cookies`);
	for (const at of gets)
		for (const n of inTurn(['user-agent', 'referer', 'accept-language', 'hx-target', 'hx-current-url', 'x-forwarded-for'], 1))
			quiet((await site.client().get(at, { headers: { [n]: PROBE } })).text, `${at} with ${n}`);
});

test('what is stored comes back only escaped', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const saved = await c.post('/account/name', { csrf: await tokenOf(c), name: PROBE });
	assert.equal(saved.status, 303);
	const agent = await (async () => {
		const x = site.client();
		const t = await tokenOf(x);
		return x.post('/login', { csrf: t, email: 'muni@veche.demo', password: PASSWORD }, { headers: { 'user-agent': PROBE } });
	})();
	assert.equal(agent.status, 303);
	const row = JSON.parse(JSON.stringify((await import('../harness/demo.mjs')).MEASURES[0]));
	Object.assign(row, { key: 'probe-measure', title: PROBE, summary: PROBE, what: `${PROBE}\n\n[x](javascript:alert(1))\n\n![x](x" onerror="alert(1))`, who: PROBE, how_much: PROBE, backer: PROBE, note: PROBE,
		source: { title: PROBE, url: 'javascript:alert(1)' }, contacts: [{ name: PROBE, url: 'javascript:alert(1)', phone: PROBE, email: PROBE }], steps: [{ title: PROBE, text: PROBE, due: null }], documents: [{ title: PROBE, required: true, note: PROBE }] });
	const { writeFileSync } = await import('node:fs');
	const { join } = await import('node:path');
	const file = join(site.dir, 'probe.jsonl');
	let took;
	for (const drop of [[], ['contacts'], ['contacts', 'source'], ['contacts', 'source', 'steps', 'documents']]) {
		const one = { ...row };
		drop.forEach(k => delete one[k]);
		writeFileSync(file, `${JSON.stringify(one)}\n`);
		took = await run(BIN, ['import', 'measures', '--db', site.db, file]);
		if (took.status === 0)
			break;
	}
	assert.equal(took.status, 0, took.err);
	const shown = await c.get('/navigator/probe-measure');
	assert.equal(shown.status, 200);
	assert.match(shown.text, /zq(&quot;|&#34;)/, 'it is shown');
	assert.doesNotMatch(shown.text, /(href|src)="javascript:/i);
	for (const at of [...gets, '/navigator/probe-measure', '/navigator/probe-measure/fits', '/navigator?q=zq', '/search?q=zq', '/account']) {
		const r = await c.get(at);
		if (/html|xml|svg/.test(r.headers['content-type'] ?? ''))
			quiet(r.text, at);
	}
	for (const at of ['/navigator.csv', '/places.csv']) {
		const r = await c.get(at);
		if (r.status === 200)
			assert.doesNotMatch(r.text, /(^|[;,])"?[=+@-][^0-9;,"\n]*\(/m, `${at}: no formula for a spreadsheet`);
	}
});

/* ---- sessions ------------------------------------------------------------------------------------------ */

test('a session begins with a token of its own, whatever was sent before', async () => {
	const c = site.client();
	c.jar.set('veche_sid', 'a'.repeat(64));
	const before = c.jar.get('veche_sid');
	await signIn(site, 'muni@veche.demo', PASSWORD, c);
	const first = c.jar.get('veche_sid');
	assert.notEqual(first, before);
	await signIn(site, 'region@veche.demo', PASSWORD, c);
	assert.notEqual(c.jar.get('veche_sid'), first);
	const old = site.client();
	old.jar.set('veche_sid', first);
	assert.equal((await old.get('/account')).status, 303, 'the session it replaced has ended');
	const fixed = site.client();
	fixed.jar.set('veche_sid', before);
	assert.equal((await fixed.get('/account')).status, 303);
});

test('a form cookie chosen by someone else gives no right', async () => {
	const victim = site.client();
	victim.jar.set('veche_form', 'known-to-the-attacker');
	await signIn(site, 'muni@veche.demo', PASSWORD, victim);
	const attacker = site.client();
	attacker.jar.set('veche_form', 'known-to-the-attacker');
	const token = await tokenOf(attacker);
	assert.equal((await victim.post('/account/name', { csrf: token, name: 'Чужое имя' })).status, 403);
});

test('signing out ends the session on the server', async () => {
	const c = await signIn(site, 'muni@veche.demo'), sid = c.jar.get('veche_sid');
	const r = await c.post('/logout', { csrf: await tokenOf(c) });
	assert.equal(r.status, 303);
	assert.equal(c.jar.get('veche_sid'), undefined, 'the cookie is taken back');
	const kept = site.client();
	kept.jar.set('veche_sid', sid);
	assert.equal((await kept.get('/account')).status, 303);
	assert.equal((await kept.get(`/places/${PLACE}/passport`)).status, 303);
});

test('one reader cannot end another’s session', async () => {
	const mine = await signIn(site, 'muni@veche.demo'), theirs = await signIn(site, 'region@veche.demo');
	const [[id]] = await sql(site.db, "SELECT MAX(s.id) FROM account_session s JOIN account_user u ON u.id = s.user_id WHERE u.email = 'region@veche.demo'");
	const r = await mine.post('/account/session/end', { csrf: await tokenOf(mine), id });
	assert.ok(r.status < 500);
	assert.equal((await theirs.get('/account')).status, 200);
	const own = await theirs.post('/account/session/end', { csrf: await tokenOf(theirs), id });
	assert.equal(own.status, 303);
	assert.equal((await theirs.get('/account')).status, 303);
});

test('an idle session ends; a used one goes on', async () => {
	const c = await signIn(site, 'expert@veche.demo');
	assert.equal((await c.get('/account')).status, 200);
	const of = "user_id = (SELECT id FROM account_user WHERE email = 'expert@veche.demo')";
	const day = 86400, now = Math.floor(Date.now() / 1000);
	await sql(site.db, `UPDATE account_session SET seen = ${now - 13 * day} WHERE ${of}`);
	assert.equal((await c.get('/account')).status, 200, 'thirteen days are not fourteen');
	const [[seen]] = await sql(site.db, `SELECT MAX(seen) FROM account_session WHERE ${of}`);
	assert.ok(Number(seen) >= now - 60, 'the visit is noted');
	await sql(site.db, `UPDATE account_session SET seen = ${now - 15 * day} WHERE ${of}`);
	assert.equal((await c.get('/account')).status, 303);
});

test('the token in the database is not the token of the cookie', async () => {
	const c = await signIn(site, 'lawyer@veche.demo'), sid = c.jar.get('veche_sid');
	const rows = (await sql(site.db, 'SELECT hash FROM account_session')).flat();
	assert.ok(rows.length > 0);
	assert.ok(!rows.includes(sid));
	const thief = site.client();
	thief.jar.set('veche_sid', rows.at(-1));
	assert.equal((await thief.get('/account')).status, 303);
	assert.ok(!site.log.includes(sid), 'nor is it in the log');
});

test('who is wrong, the name or the password, is not told', async () => {
	const ask = async email => {
		const c = site.client();
		const r = await c.post('/login', { csrf: await tokenOf(c), email, password: 'not-the-password-1' });
		assert.equal(r.status, 422);
		return r.text.replaceAll(email, 'X').replace(/value="[0-9a-f]{48}"/g, '').replace(/[0-9a-f]{16}/g, '');
	};
	assert.equal(await ask('muni@veche.demo'), await ask('none@veche.demo'));
	assert.ok(!site.log.includes('not-the-password-1'));
});

test('changing the password ends the other sessions', async () => {
	const NEW = 'another-password-42';
	await run(BIN, ['user', '--db', site.db, 'add', 'change@example.org', '--name', 'Смена'], { input: `${NEW}-old\n` });
	const a = await signIn(site, 'change@example.org', `${NEW}-old`), b = await signIn(site, 'change@example.org', `${NEW}-old`);
	assert.equal((await a.post('/account/password', { csrf: await tokenOf(a), now: 'wrong-password', next: NEW })).status, 422);
	assert.equal((await b.get('/account')).status, 200);
	assert.equal((await a.post('/account/password', { csrf: await tokenOf(a), now: `${NEW}-old`, next: NEW })).status, 303);
	assert.equal((await b.get('/account')).status, 303);
	assert.equal((await a.get('/account')).status, 200);
	await signIn(site, 'change@example.org', NEW);
});
