// What the tools say and we let stand: each with the reason and a check that the reason is still true.
//
// A finding that fits no row fails the run. So does a row whose check fails, and one that nothing fitted any
// more. docs/admin/security.md says the same to the operator.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concrete, routes, signIn } from '../harness/demo.mjs';
import { ROOT, start } from '../harness/server.mjs';
import { SPARED, spared } from './targets.mjs';

const packaged = name => readFileSync(join(ROOT, 'packaging', name), 'utf8');

/* Behind a proxy that is trusted and says https. */
async function overTls(db, ask) {
	const site = await start({ db, prepare: [], set: { trusted_proxies: '127.0.0.1' } });
	try {
		await ask(await site.http.get('/login', { headers: { 'x-forwarded-proto': 'https' } }));
	} finally {
		await site.stop();
	}
}

export const ACCEPTED = [
	{
		tool: 'wapiti', fits: f => f.kind === 'Cross Site Request Forgery' && /^\/(settings\/(language|theme)|places\/forget|places\/\d+\/mine)$/.test(f.path),
		why: 'no token, but Origin and Sec-Fetch-Site are asked: these forms set a cookie of looks and change nothing else',
		async check(site) {
			for (const path of ['/settings/theme', '/settings/language', '/places/forget', '/places/24707000/mine'])
				for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, {}]) {
					const r = await site.client().post(path, { theme: 'dark', language: 'en' }, { headers });
					assert.equal(r.status, 403, `${path} ${JSON.stringify(headers)}`);
					assert.equal(r.headers['set-cookie'], undefined, path);
				}
		},
	},
	{
		tool: 'wapiti', fits: f => f.kind === 'Cross Site Request Forgery' && f.method === 'POST' && Boolean(spared(f.path)),
		why: 'the fence answered that form, not the portal, so wapiti saw no difference; the portal refuses each of them without a token',
		async check(site) {
			const rows = (await routes()).filter(r => r.verb === 'POST' && r.csrf === 'token' && SPARED[r.path]);
			assert.ok(rows.length >= 10);
			const c = await signIn(site, 'admin@veche.demo');
			for (const r of rows)
				for (const csrf of ['', 'f'.repeat(48)])
					assert.equal((await c.post(concrete(r.path), { csrf }, { headers: { origin: site.base } })).status, 403, r.path);
			assert.equal((await c.get('/account')).status, 200, 'and nothing of it was done');
		},
	},
	{
		tool: 'wapiti', fits: f => f.kind === 'HTTP Secure Headers' && /X-XSS-Protection/.test(f.info),
		why: 'X-XSS-Protection is gone from browsers; the policy of content lets no inline script run',
		async check(site) {
			const csp = (await site.http.get('/')).headers['content-security-policy'];
			assert.match(csp, /default-src 'none'/);
			assert.doesNotMatch(csp, /unsafe|data:|\*/);
		},
	},
	{
		tool: 'wapiti', fits: f => f.kind === 'HTTP Secure Headers' && /Strict-Transport-Security/.test(f.info),
		why: 'the proxy that speaks TLS says Strict-Transport-Security; plain HTTP must not',
		async check() {
			for (const name of ['nginx/veche.conf', 'caddy/Caddyfile'])
				assert.match(packaged(name), /^\s*(add_)?header Strict-Transport-Security "max-age=31536000/m, name);
		},
	},
	{
		tool: 'wapiti', fits: f => f.kind === 'Secure Flag cookie',
		why: 'over plain HTTP on loopback a Secure cookie would not come back; behind TLS each has the flag',
		check: site => overTls(site.db, r => {
			assert.ok(r.headers['set-cookie']?.length > 0);
			for (const line of r.headers['set-cookie'])
				assert.match(line, /; Secure/i);
		}),
	},
];

/* The row a finding fits, or undefined. */
export const acceptedBy = (tool, f) => ACCEPTED.find(a => a.tool === tool && a.fits(f));
