// A provider of OpenID Connect for tests: the real one (npm oidc-provider) on loopback, or, at the same
// address and with the same keys, a stand-in that answers wrongly as it is told.
//
//   const op = await provider();
//   const site = await start({ set: op.settings });
//   await op.serve(site.base);                 // now it knows where to lead back
//   op.person = { sub: 'anna', name: 'Анна' };
//   const back = await op.walk(location);      // as a browser would, up to the address of ours
//   op.play = { token: t => ({ ...t, claims: { ...t.claims, nonce: 'x' } }) };
import { createHash, createHmac, createPrivateKey, createSign, constants, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client, forms } from './http.mjs';

const SECRET = 'secret: two words + 100%', CLIENT = 'veche:portal';

export const b64 = v => Buffer.from(v).toString('base64url');
const part = v => b64(JSON.stringify(v));

/* A pair as JWK, with what a set says of it. */
export function newKey(alg, kid = randomUUID()) {
	const { privateKey } = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
	return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}
export const open = ({ kty, n, e, crv, x, y, kid, alg, use }) => JSON.parse(JSON.stringify({ kty, n, e, crv, x, y, kid, alg, use }));

/* RFC 7515 in its own way: a token signed as the header says; alg none is left unsigned. */
export function jws(header, claims, key) {
	const text = `${part(header)}.${part(claims)}`;
	if (header.alg === 'none')
		return `${text}.`;
	if (header.alg === 'HS256')
		return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
	const k = createPrivateKey({ key, format: 'jwk' });
	if (header.alg === 'ES256')
		return `${text}.${sign('sha256', Buffer.from(text), { key: k, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
	if (header.alg === 'PS256')
		return `${text}.${sign('sha256', Buffer.from(text), { key: k, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }).toString('base64url')}`;
	return `${text}.${createSign('sha256').update(text).sign(k, 'base64url')}`;
}

const body = rq => new Promise((ok, no) => {
	const all = [];
	rq.on('data', d => all.push(d)).once('end', () => ok(new URLSearchParams(Buffer.concat(all).toString()))).once('error', no);
});
export const json = (rs, v, status = 200) => rs.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(v));

/* A server on loopback that ends with everything it holds open. */
export async function listen(handle) {
	const server = http.createServer({ keepAliveTimeout: 120_000 }, handle);
	await new Promise(ok => server.listen(0, '127.0.0.1', ok));
	return { server, base: `http://127.0.0.1:${server.address().port}`,
		stop: () => new Promise(ok => { server.close(ok); server.closeAllConnections(); }) };
}

export async function provider() {
	const dir = mkdtempSync(join(tmpdir(), 'veche-oidc-'));
	const secretFile = join(dir, 'secret');
	writeFileSync(secretFile, `${SECRET}\n`, { mode: 0o600 });
	const asked = [];		// what the portal asked, for a look: [method, path]
	const codes = new Map();	// of the stand-in: code → what /auth was asked
	let real;

	const self = {
		person: { sub: 'person-1', name: 'Имя Провайдера' }, amr: undefined,
		keys: [newKey('RS256'), newKey('PS256'), newKey('ES256')],
		play: null, asked, base: '',
		get settings() {
			return { oidc_issuer: self.base, oidc_name: 'Проверочный вход', oidc_client_id: CLIENT, oidc_secret_file: secretFile, oidc_timeout: 2 };
		},
		async serve(site) {
			self.site = site;
			const { default: Provider } = await import('oidc-provider');
			const quiet = console.warn, info = console.info;
			console.warn = console.info = () => {};
			try {
				real = new Provider(self.base, {
					clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${site}/login/via/oidc/back`],
						post_logout_redirect_uris: [`${site}/`], response_types: ['code'], grant_types: ['authorization_code'] }],
					jwks: { keys: self.keys },
					cookies: { keys: ['for-tests-only'] },
					pkce: { required: () => true, methods: ['S256'] },
					claims: { openid: ['sub', 'amr'], profile: ['name'] },
					features: { devInteractions: { enabled: false }, rpInitiatedLogout: { logoutSource(ctx, form) {
						ctx.body = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Out</title>${form}<button form="op.logoutForm" name="logout" value="yes">Yes</button></html>`;
					} } },
					renderError(ctx, out, e) { self.fault = e; ctx.type = 'text'; ctx.body = JSON.stringify(out); },
					interactions: { url: (ctx, it) => `/interaction/${it.uid}` },
					findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, name: self.person.name }) }),
					ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
				});
			} finally {
				console.warn = quiet;
				console.info = info;
			}
			real.on('server_error', (ctx, e) => { self.fault = e; });
		},
		async rotate() {
			self.keys = [newKey('RS256'), newKey('PS256'), newKey('ES256')];
			await self.serve(self.site);
		},
		/* A browser of that person: from an address of the provider to one of ours. */
		async walk(location, c = client(self.base)) {
			for (let hops = 0; hops < 12; hops++) {
				if (!location.startsWith(self.base))
					return location;
				const r = await c.get(location);
				if (!r.headers.location)
					throw new Error(`${location}: ${r.status}\n${r.text.slice(0, 600)}\n${self.fault?.stack ?? ''}`);
				location = new URL(r.headers.location, location).href;
			}
			throw new Error('the provider leads in circles');
		},
		/* Signing out there: its page asks, the person agrees; where it leads then. */
		async leave(location, c = client(self.base)) {
			const page = await c.get(location);
			const f = forms(page.text)[0];
			if (!f)
				throw new Error(`${location}: ${page.status}\n${page.text.slice(0, 600)}`);
			const r = await c.post(f.action, [...f.fields, ['logout', 'yes']]);
			return r.headers.location;
		},
		async stop() {
			await server.stop();
			rmSync(dir, { recursive: true, force: true });
		},
	};

	/* The real one's questions to the person are answered at once: yes. */
	async function interact(rq, rs) {
		const it = await real.interactionDetails(rq, rs);
		if (self.person === null)
			return real.interactionFinished(rq, rs, { error: 'access_denied' }, { mergeWithLastSubmission: false });
		if (it.prompt.name === 'login')
			return real.interactionFinished(rq, rs, { login: { accountId: self.person.sub, amr: self.amr } }, { mergeWithLastSubmission: false });
		const grant = it.grantId ? await real.Grant.find(it.grantId) : new real.Grant({ accountId: it.session.accountId, clientId: it.params.client_id });
		grant.addOIDCScope('openid profile');
		return real.interactionFinished(rq, rs, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
	}

	async function tokens(rq, rs) {
		const form = await body(rq), was = codes.get(form.get('code')), now = Math.floor(Date.now() / 1000), key = self.keys[0];
		const basic = Buffer.from((rq.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
		const [id, secret] = basic.split(':').map(decodeURIComponent);
		if (self.play.raw)
			return self.play.raw(rs, rq);
		if (!was || id !== CLIENT || secret !== SECRET || createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') !== was.code_challenge)
			return json(rs, { error: 'invalid_grant' }, 400);
		codes.delete(form.get('code'));
		const t = { header: { alg: 'RS256', kid: key.kid }, key, jwt: jws,
			claims: { iss: self.base, aud: CLIENT, sub: self.person.sub, name: self.person.name, exp: now + 300, iat: now, nonce: was.nonce } };
		const told = self.play.token?.(t, was) ?? t;
		return json(rs, { token_type: 'Bearer', expires_in: 300, access_token: 'a', id_token: typeof told === 'string' ? told : told.jwt(told.header, told.claims, told.key) });
	}

	/* As the stand-in: says yes to everything, signs what it is told. */
	async function playing(rq, rs, url) {
		if (url.pathname === '/.well-known/openid-configuration') {
			const d = { issuer: self.base, authorization_endpoint: `${self.base}/auth`, token_endpoint: `${self.base}/token`, jwks_uri: `${self.base}/jwks`,
				authorization_response_iss_parameter_supported: true };
			return self.play.discovery ? self.play.discovery(rs, d) : json(rs, d);
		}
		if (url.pathname === '/jwks')
			return json(rs, { keys: (self.play.keys ?? self.keys).map(open) });
		if (url.pathname === '/token')
			return tokens(rq, rs);
		if (url.pathname !== '/auth')
			return json(rs, {}, 404);
		const q = Object.fromEntries(url.searchParams), code = randomUUID(), to = new URL(q.redirect_uri);
		codes.set(code, q);
		for (const [k, v] of Object.entries({ code, state: q.state, iss: self.base, ...self.play.answer?.(q) }))
			if (v !== undefined)
				to.searchParams.set(k, v);
		return rs.writeHead(303, { location: to.href }).end();
	}

	const server = await listen((rq, rs) => {
		const url = new URL(rq.url, self.base);
		asked.push([rq.method, url.pathname]);
		const done = self.play ? playing(rq, rs, url) : url.pathname.startsWith('/interaction/') ? interact(rq, rs) : real.callback()(rq, rs);
		Promise.resolve(done).catch(e => { self.fault = e; rs.destroy(); });
	});
	self.base = server.base;
	return self;
}
