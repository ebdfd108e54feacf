// The example for nginx, run: TLS, HTTP/2, what it tells the portal and what it keeps from it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { csrfOf, request } from '../harness/http.mjs';
import { freePort, ROOT, run, start } from '../harness/server.mjs';

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync) ?? 'nginx';
let dir, site, nginx, plain, tls;

before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'veche-proxy-'));
	plain = await freePort();
	tls = await freePort();
	site = await start({ limits: true, set: { trusted_proxies: '127.0.0.1', rate_login: 3, argon_memory: 8, argon_passes: 1 } });
	const made = await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
		'-subj', '/CN=portal.example', '-keyout', join(dir, 'privkey.pem'), '-out', join(dir, 'fullchain.pem')]);
	assert.equal(made.status, 0, made.err);
	for (const d of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'])
		mkdirSync(join(dir, d));
	// The file as it is, but for the two addresses of a test and the certificate of its own.
	const example = readFileSync(join(ROOT, 'packaging/nginx/veche.conf'), 'utf8');
	const own = example.replace('127.0.0.1:8080', `127.0.0.1:${site.port}`).replace(/^\tlisten \[::\].*\n/gm, '')
		.replace('listen 80;', `listen 127.0.0.1:${plain};`).replace('listen 443 ', `listen 127.0.0.1:${tls} `).replaceAll('/etc/ssl/veche', dir);
	writeFileSync(join(dir, 'veche.conf'), own);
	writeFileSync(join(dir, 'nginx.conf'), `worker_processes 1; daemon off; pid ${dir}/pid; error_log stderr warn; events {}
http { access_log off; client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi; include ${dir}/veche.conf; }\n`);
});
after(async () => {
	if (nginx && nginx.exitCode === null) {
		nginx.kill('SIGQUIT');
		await new Promise(ok => nginx.once('close', ok));
	}
	await site?.stop();
	rmSync(dir, { recursive: true, force: true });
});

/* One request over HTTP/2. */
function h2(path, { method = 'GET', headers = {}, body } = {}) {
	return new Promise((ok, no) => {
		const c = http2.connect(`https://127.0.0.1:${tls}`, { rejectUnauthorized: false });
		c.once('error', no);
		const s = c.request({ ':path': path, ':method': method, ':authority': 'portal.example', ...headers });
		let head, text = '';
		s.setEncoding('utf8').once('response', h => { head = h; }).on('data', d => { text += d; }).once('error', no)
			.once('end', () => { c.close(); ok({ status: head[':status'], headers: head, text }); });
		s.end(body);
	});
}

test('nginx finds nothing wrong with the example', async () => {
	const r = await run(NGINX, ['-t', '-p', dir, '-c', join(dir, 'nginx.conf')]);
	assert.equal(r.status, 0, r.err);
	assert.ok(!/\[warn\]/.test(r.err), r.err);
	nginx = spawn(NGINX, ['-p', dir, '-c', join(dir, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
	const answers = () => request(`http://127.0.0.1:${plain}/`, { timeout: 1000 }).catch(() => null);
	for (let i = 0; i < 200 && !await answers(); i++)
		await sleep(20);
	assert.ok(await answers(), 'nginx serves');
});

test('HTTP/2 over TLS; http goes to https', async () => {
	const r = await h2('/');
	assert.equal(r.status, 200);
	assert.match(r.text, /Вече/);
	assert.match(r.headers['strict-transport-security'], /max-age=31536000/);
	assert.match(r.headers['content-security-policy'], /default-src 'none'/);
	const css = r.text.match(/href="(\/a\/[^"]+\.css)"/)[1];
	assert.equal((await h2(css, { headers: { 'accept-encoding': 'br' } })).headers['content-encoding'], 'br', 'packed by us, passed on as it is');
	const to = await request(`http://127.0.0.1:${plain}/navigator?q=1`, { headers: { host: 'portal.example' } });
	assert.equal(to.status, 301);
	assert.equal(to.headers.location, 'https://portal.example/navigator?q=1');
	const api = await request(`http://127.0.0.1:${plain}/api/v1/places`, { headers: { host: 'portal.example', authorization: 'Bearer in-the-clear' } });
	assert.equal(api.status, 403, 'a program is not led on in silence');
	assert.equal(api.headers.location, undefined);
});

/* What a client that offers only these gets: the suite, or nothing. */
const suite = options => new Promise(ok => {
	const s = connect({ host: '127.0.0.1', port: tls, rejectUnauthorized: false, ...options }, () => { ok(s.getCipher().name); s.destroy(); });
	s.once('error', () => ok(null));
});
test('TLS 1.2 and newer, with forward secrecy and sealed suites alone', async () => {
	assert.match(await suite({ maxVersion: 'TLSv1.2' }), /^ECDHE-.*(GCM|CHACHA20)/);
	assert.match(await suite({ minVersion: 'TLSv1.3' }), /^TLS_/);
	assert.equal(await suite({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }), null);
	assert.equal(await suite({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }), null);
});

test('cookies are Secure behind TLS, and an address cannot be made up', async () => {
	const page = await h2('/login');
	assert.match(page.headers['set-cookie'].join(), /veche_[a-z]+=[^;]+;.*Secure/, page.headers['set-cookie'].join());
	const cookie = page.headers['set-cookie'].map(c => c.split(';')[0]).join('; '), csrf = csrfOf(page.text);
	const login = i => h2('/login', { method: 'POST', body: new URLSearchParams({ csrf, email: 'nobody@example.org', password: 'wrong-one-2026' }).toString(),
		headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': `198.51.100.${i}` } });
	const seen = [];
	for (let i = 1; i <= 6; i++)
		seen.push((await login(i)).status);
	assert.ok(seen.includes(422), seen.join());
	assert.equal(seen.at(-1), 429, `another claimed address is no other person: ${seen.join()}`);
});

test('a body over the limit of the proxy is refused, one within the portal\'s passes', async () => {
	const post = n => new Promise((ok, no) => {
		const r = https.request({ host: '127.0.0.1', port: tls, path: '/login', method: 'POST', rejectUnauthorized: false,
			headers: { host: 'portal.example', 'content-length': n } }, rp => { rp.resume(); ok(rp.statusCode); r.destroy(); });
		r.on('error', e => no(e));
		r.flushHeaders();
	});
	assert.equal(await post(18 << 20), 413);
	const limit = Number(readFileSync(join(ROOT, 'packaging/nginx/veche.conf'), 'utf8').match(/client_max_body_size (\d+)m/)[1]);
	const upload = Number(readFileSync(join(ROOT, 'src/conf/settings.def'), 'utf8').match(/SET\(upload_limit,\s*INT,\s*(\d+)/)[1]);
	assert.ok(limit > upload, 'a file of the greatest size and its form around it get through');
});

test('Caddy finds nothing wrong with its example', { skip: !existsSync('/usr/bin/caddy') && 'no caddy here' }, async () => {
	const r = await run('caddy', ['validate', '--adapter', 'caddyfile', '--config', join(ROOT, 'packaging/caddy/Caddyfile')], { env: { ...process.env, HOME: dir } });
	assert.equal(r.status, 0, r.err);
});
