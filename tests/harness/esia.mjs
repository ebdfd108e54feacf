// A stand-in for ЕСИА on loopback, which checks each signature it is shown, and a signer behind a local
// socket that runs packaging/esia/veche-esia-sign with a key made for the test.
//
//   const keys = makeKeys('rsa');                      // or 'gost', where the engine is installed
//   const signer = await sign(keys), esia = await standIn(keys);
//   const site = await start({ set: { ...esia.settings, esia_signer: signer.path } });
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jws, json, listen, newKey } from './oidc.mjs';
import { ROOT, run } from './server.mjs';

export const GOST = ['x86_64', 'aarch64'].some(m => existsSync(`/usr/lib/${m}-linux-gnu/engines-3/gost.so`));
export const CLIENT = 'VECHE01';
const SCRIPT = join(ROOT, 'packaging/esia/veche-esia-sign');

/* A key and its certificate, by openssl; env is what openssl needs to know the algorithm. */
export function makeKeys(kind) {
	const dir = mkdtempSync(join(tmpdir(), 'veche-esia-'));
	const key = join(dir, 'key.pem'), cert = join(dir, 'cert.pem'), gost = kind === 'gost';
	const env = { ...process.env, ...gost && { OPENSSL_CONF: join(ROOT, 'packaging/esia/gost.cnf') } };
	const how = gost ? ['-newkey', 'gost2012_256', '-pkeyopt', 'paramset:A', '-md_gost12_256'] : ['-newkey', 'rsa:2048', '-sha256'];
	execFileSync('openssl', ['req', '-x509', ...how, '-nodes', '-keyout', key, '-out', cert, '-subj', '/CN=portal', '-days', '2'], { env, stdio: 'pipe' });
	return { dir, key, cert, env, md: gost ? 'md_gost12_256' : 'sha256', drop: () => rmSync(dir, { recursive: true, force: true }) };
}

/* One connection, one signature, as systemd would run the script. `say` in its place answers by itself. */
export async function sign(keys) {
	const path = join(keys.dir, 'sign.sock');
	const self = { path, say: null, asked: 0 };
	const server = net.createServer({ allowHalfOpen: true }, s => {
		self.asked++;
		s.on('error', () => {});
		if (self.say)
			return self.say(s);
		const p = spawn('sh', [SCRIPT], { env: { ...keys.env, ESIA_KEY: keys.key, ESIA_CERT: keys.cert, ESIA_MD: keys.md }, stdio: ['pipe', 'pipe', 'inherit'] });
		s.pipe(p.stdin);
		p.stdout.pipe(s);
	});
	await new Promise(ok => server.listen(path, ok));
	self.stop = () => new Promise(ok => server.close(ok));
	return self;
}

export async function standIn(keys) {
	const signing = newKey('RS256');
	const codes = new Map(), checked = [];
	const self = {
		person: { oid: 1000299654, firstName: 'Мария', lastName: 'Провайдерова', middleName: 'Ильинична' },
		checked, asked: [], bearer: [], signing, play: {},
	};

	/* Is this secret a detached signature, by the certificate we know, over scope, timestamp, client_id, state? */
	async function fits(q) {
		const text = q.get('scope') + q.get('timestamp') + q.get('client_id') + q.get('state');
		const sig = join(keys.dir, `${randomUUID()}.der`), what = join(keys.dir, `${randomUUID()}.txt`);
		writeFileSync(sig, Buffer.from(q.get('client_secret') ?? '', 'base64url'));
		writeFileSync(what, text);
		const r = await run('openssl', ['cms', '-verify', '-binary', '-inform', 'DER', '-in', sig, '-content', what, '-certfile', keys.cert,
			'-nointern', '-noverify', '-out', '/dev/null'], { env: keys.env });
		const at = /^(\d{4})\.(\d\d)\.(\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4})$/.exec(q.get('timestamp') ?? '');
		const near = at && Math.abs(Date.parse(`${at[1]}-${at[2]}-${at[3]}T${at[4]}${at[5].slice(0, 3)}:${at[5].slice(3)}`) - Date.now()) < 60_000;
		const ok = r.status === 0 && near && q.get('client_id') === CLIENT && /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(q.get('state') ?? '');
		checked.push(ok);
		return ok;
	}

	async function handle(rq, rs) {
		const url = new URL(rq.url, server.base), now = Math.floor(Date.now() / 1000);
		self.asked.push(url.pathname);
		if (url.pathname === '/aas/oauth2/ac') {
			const q = url.searchParams, to = new URL(q.get('redirect_uri'));
			if (!await fits(q) || q.get('response_type') !== 'code')
				return json(rs, { error: 'invalid_request' }, 400);
			const code = randomUUID();
			codes.set(code, q.get('redirect_uri'));
			self.scope = q.get('scope');
			to.searchParams.set('code', code);
			to.searchParams.set('state', q.get('state'));
			return rs.writeHead(302, { location: to.href }).end();
		}
		if (url.pathname === '/aas/oauth2/te') {
			const parts = [];
			for await (const d of rq)
				parts.push(d);
			const q = new URLSearchParams(Buffer.concat(parts).toString());
			if (!await fits(q) || codes.get(q.get('code')) !== q.get('redirect_uri') || q.get('grant_type') !== 'authorization_code')
				return json(rs, { error: 'invalid_grant' }, 400);
			codes.delete(q.get('code'));
			const t = { header: { alg: 'RS256', typ: 'JWT', sbt: 'id' }, key: signing,
				claims: { iss: `http://${url.host}/`, aud: CLIENT, sub: self.person.oid, exp: now + 300, iat: now, nbf: now, amr: 'PWD' } };
			const told = self.play.token?.(t) ?? jws(t.header, t.claims, t.key);
			return json(rs, { access_token: 'access.of.person', token_type: 'Bearer', expires_in: 3600, state: q.get('state'), id_token: told, ...self.play.answer });
		}
		if (url.pathname === `/rs/prns/${self.person.oid}`) {
			self.bearer.push(rq.headers.authorization);
			return json(rs, { ...self.person, snils: '000-000-000 00', birthDate: '01.01.1990' });
		}
		return json(rs, {}, 404);
	}

	const server = await listen((rq, rs) => { handle(rq, rs).catch(() => rs.destroy()); });
	return Object.assign(self, server, { settings: { esia_url: server.base, esia_client_id: CLIENT, oidc_timeout: 15 } });
}
