// Every route asked as every role, with and without what a form must carry. What should happen is
// worked out here from the row of routes.def and from demo/places; what does happen is the answer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chain, concrete, MEASURE, OTHER_PLACE, PEOPLE, PLACE, RANK, REGION, routes, serves, signIn, sql, tokenOf } from '../harness/demo.mjs';
import { run, start, BIN } from '../harness/server.mjs';

const PASS = 'pass-Word-for-tests-7';
let site, all, byToken;

/* Besides the demonstration's: the same roles held elsewhere, and people whose rights have ended. */
const EXTRA = [
	{ email: 'norole@example.org', grants: [] },
	{ email: 'othermuni@example.org', grants: [['MUNI_ADMIN', OTHER_PLACE]] },
	{ email: 'otherregion@example.org', grants: [['REGIONAL_CURATOR', chain(OTHER_PLACE)[1]]] },
	{ email: 'district@example.org', grants: [['MUNI_ADMIN', chain(PLACE)[2]]] },
	{ email: 'two@example.org', grants: [['MUNI_ADMIN', OTHER_PLACE], ['EMPLOYEE', PLACE]] },
	{ email: 'ended@example.org', grants: [['ADMIN', '']], ended: true },
];
const personas = () => [
	{ name: 'guest', grants: null },
	...PEOPLE.map(p => ({ name: p.email, email: p.email, grants: [[p.role, p.code]] })),
	...EXTRA.map(p => ({ name: p.email, email: p.email, password: PASS, grants: p.ended ? [] : p.grants })),
];

before(async () => {
	site = await start({ demo: true });
	const table = await routes();
	all = table.filter(r => r.csrf !== 'bearer');
	byToken = table.filter(r => r.csrf === 'bearer');
	for (const p of EXTRA) {
		const add = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: `${PASS}\n` });
		assert.equal((await add('add', p.email, '--name', 'Проверка')).status, 0, p.email);
		for (const [role, place] of p.grants) {
			const r = await add('grant', p.email, '--role', role, ...place ? ['--place', place] : []);
			assert.equal(r.status, 0, r.err);
		}
	}
	await sql(site.db, "UPDATE account_grant SET until = 1000 WHERE user_id = (SELECT id FROM account_user WHERE email = 'ended@example.org')");
});
after(() => site?.stop());

const PUBLIC = r => r.rank === RANK.ANYONE;

/* yes, no (another right is needed) or who (sign in first). */
function right(row, persona, place) {
	if (PUBLIC(row))
		return 'yes';
	if (!persona.grants)
		return 'who';
	if (row.rank === RANK.SIGNED)
		return 'yes';
	const over = chain(place);
	return persona.grants.some(([role, at]) => RANK[role] >= row.rank && (row.at === '' || at === '' || (row.at === 'place' && over.includes(at)))) ? 'yes' : 'no';
}

/* What a request brings, and whether the row's csrf column is content with it. */
const origin = () => ({ origin: site.base });
const BRINGS = [
	{ name: 'token, own origin', token: 'right', headers: origin, token_ok: true, site_ok: true },
	{ name: 'nothing', headers: () => ({}), token_ok: false, site_ok: false },
	{ name: 'wrong token', token: 'wrong', headers: origin, token_ok: false, site_ok: true },
	{ name: 'short token', token: 'short', headers: origin, token_ok: false, site_ok: true },
	{ name: 'empty token', token: 'empty', headers: origin, token_ok: false, site_ok: true },
	{ name: 'a stranger’s token', token: 'stranger', headers: origin, token_ok: false, site_ok: true },
	{ name: 'foreign origin', headers: () => ({ origin: 'https://evil.example' }), token_ok: false, site_ok: false },
	{ name: 'foreign origin that begins like ours', headers: () => ({ origin: `${site.base}.evil.example` }), token_ok: false, site_ok: false },
	{ name: 'origin null', headers: () => ({ origin: 'null' }), token_ok: false, site_ok: false },
	{ name: 'cross-site fetch', headers: () => ({ 'sec-fetch-site': 'cross-site', origin: site.base }), token_ok: false, site_ok: false },
	{ name: 'same-site fetch of a neighbour', headers: () => ({ 'sec-fetch-site': 'same-site' }), token_ok: false, site_ok: false },
	{ name: 'same-origin fetch', headers: () => ({ 'sec-fetch-site': 'same-origin' }), token_ok: false, site_ok: true },
	{ name: 'token in the header', header: true, headers: origin, token_ok: true, site_ok: true },
];
const csrfOk = (row, b) => row.csrf === 'none' || (row.csrf === 'token' ? b.token_ok : b.site_ok);

async function reader(p) {
	const c = site.client();
	return p.grants ? signIn(site, p.email, p.password, c) : (await c.get('/login'), c);
}

let strangers;
const tokens = new WeakMap();	// of a reader: the same until he signs in or out, and then he is made anew
async function send(c, row, path, b) {
	if (!tokens.has(c))
		tokens.set(c, await tokenOf(c));
	const right = tokens.get(c);
	const value = { right, wrong: 'f'.repeat(right.length), short: right.slice(1), empty: '', stranger: strangers }[b.token];
	return c.post(path, b.token ? { csrf: value } : {}, { headers: { ...b.headers(), ...b.header ? { 'x-csrf-token': right } : {} } });
}

function judgeGet(r, want, label) {
	if (want === 'who') {
		assert.equal(r.status, 303, label);
		assert.match(r.headers.location, /^\/login\?back=%2F/, label);
	} else if (want === 'no') {
		assert.equal(r.status, 403, label);
	} else {
		assert.ok(r.status < 400 || r.status === 404 && /\/1$/.test(r.url), `${label}: ${r.status}`);
		assert.doesNotMatch(r.headers.location ?? '', /^\/login\?back=/, `${label}: sent to sign in`);
	}
}

test('the table of routes says what the test can judge', () => {
	assert.ok(all.length > 25, `${all.length} routes`);
	for (const r of all) {
		assert.equal(RANK[r.role], r.rank, r.path);
		assert.ok(['', 'place', 'everywhere'].includes(r.at), r.path);
		assert.ok(r.at !== 'place' || r.path.split('/').find(s => s.startsWith('{')) === '{place}', `${r.path}: the place comes first`);
		if (r.verb !== 'GET') {
			// a secret in the path stands for the token: mail programs bring neither cookie nor origin (RFC 8058)
			assert.ok(r.csrf !== 'none' || r.path.endsWith('/{token}'), `${r.verb} ${r.path} changes something and asks for no token`);
			assert.ok(r.body > 0, `${r.verb} ${r.path} has a limit for its body`);
		} else {
			assert.equal(r.body, 0, `GET ${r.path} takes no body`);
		}
		assert.ok(r.csrf !== 'same_site' || r.rank === 0, `${r.path}: a right needs a token`);
	}
});

/* Who has no right is refused whatever he brings: he brings the right token to every route, and of the
 * rest four to each, so taken that the refused of a route together bring all. */
const turns = new Map();
function brings(who, row) {
	if (who !== 'no')
		return BRINGS;
	const rest = BRINGS.slice(1), turn = turns.get(row) ?? 0;
	turns.set(row, turn + 4);
	return [BRINGS[0], ...[0, 1, 2, 3].map(i => rest[(turn + i) % rest.length])];
}

for (const p of personas()) {
	test(`reading as ${p.name}`, async () => {
		const c = await reader(p);
		for (const row of all.filter(r => r.verb === 'GET')) {
			for (const place of row.path.includes('{place}') ? [PLACE, OTHER_PLACE, REGION] : [PLACE]) {
				const path = concrete(row.path, { place });
				let want = right(row, p, place);
				const r = await c.get(path), label = `GET ${path} as ${p.name}`;
				if (want === 'yes' && r.status === 404 && place === REGION)
					continue;	// a page of municipalities alone; that it is not forbidden is enough
				judgeGet(r, want, label);
			}
		}
	});

	test(`writing as ${p.name}`, async () => {
		strangers ??= await tokenOf(await reader({ grants: null }));
		let c = await reader(p);
		for (const row of all.filter(r => r.verb !== 'GET')) {
			const who = right(row, p, PLACE);
			for (const b of brings(who, row)) {
				const path = concrete(row.path), label = `${row.verb} ${path} as ${p.name} with ${b.name}`;
				const r = await send(c, row, path, b);
				if (who === 'who')
					assert.ok(r.status === 401 || r.status === 403, `${label}: ${r.status}`);
				else if (who === 'no' || !csrfOk(row, b))
					assert.equal(r.status, 403, label);
				else {
					assert.ok(![401, 403].includes(r.status) && r.status < 500, `${label}: ${r.status}`);
					if (!p.grants || (await c.head('/account')).status !== 200)
						c = await reader(p);	// it has ended the session
				}
			}
		}
	});
}

test('a place that is not there is not an open door', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	for (const row of all.filter(r => r.at === 'place' && r.verb === 'GET'))
		for (const place of ['00000000', 'x', '../24707000', '24707000%00', '2470700O', '%2e%2e', 'RU', 'FD-CFO']) {
			const r = await c.get(row.path.replace('{place}', encodeURIComponent(place)));
			assert.ok([400, 403, 404].includes(r.status), `${row.path} with ${place}: ${r.status}`);
		}
});

test('rights end with the session, with the grant and with the account', async () => {
	const row = all.find(r => r.at === 'place' && r.verb === 'GET'), path = concrete(row.path);
	const add = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: `${PASS}\n` });
	await add('add', 'brief@example.org', '--name', 'Краткий');
	await add('grant', 'brief@example.org', '--role', 'MUNI_ADMIN', '--place', PLACE);
	const c = await signIn(site, 'brief@example.org', PASS);
	assert.equal((await c.get(path)).status, 200);
	assert.equal((await add('revoke', 'brief@example.org', '--role', 'MUNI_ADMIN', '--place', PLACE)).status, 0);
	assert.equal((await c.get(path)).status, 403);
	await add('grant', 'brief@example.org', '--role', 'MUNI_ADMIN', '--place', PLACE);
	assert.equal((await c.get(path)).status, 200);
	assert.equal((await add('block', 'brief@example.org')).status, 0);
	assert.equal((await c.get(path)).status, 303);
	await add('unblock', 'brief@example.org');
	assert.equal((await c.get(path)).status, 303, 'a blocked account’s sessions stay ended');
});

test('verbs that are not served: 405 with what is', async () => {
	const rows = [...all, ...byToken], addresses = new Set(rows.map(r => concrete(r.path)));
	for (const at of addresses) {
		const verbs = new Set(rows.filter(r => serves(r.path, at)).flatMap(r => r.verb === 'GET' ? ['GET', 'HEAD'] : [r.verb]));
		for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
			if (verbs.has(method))
				continue;
			const r = await site.client().ask(at, { method });
			assert.equal(r.status, 405, `${method} ${at}`);
			assert.deepEqual(new Set((r.headers.allow ?? '').split(/,\s*/)), verbs, `${method} ${at}: Allow`);
		}
	}
});

test('HEAD says what GET says, without the body', async () => {
	for (const email of [null, 'admin@veche.demo']) {
		const c = email ? await signIn(site, email) : await reader({ grants: null });
		await c.get('/login');
		for (const row of all.filter(r => r.verb === 'GET')) {
			const path = concrete(row.path), label = `${path} as ${email ?? 'guest'}`;
			const a = await c.get(path), head = await c.head(path), b = await c.get(path);
			assert.equal(head.status, a.status, label);
			assert.equal(head.body.length, 0, label);
			for (const h of ['content-type', 'location', 'content-disposition', 'cache-control', 'content-security-policy'])
				assert.equal(head.headers[h], a.headers[h], `${label}: ${h}`);
			if (a.headers.etag && a.headers.etag === b.headers.etag)
				assert.equal(head.headers.etag, a.headers.etag, `${label}: etag`);
			if (head.headers['content-length'] && a.body.equals(b.body))
				assert.equal(Number(head.headers['content-length']), a.body.length, `${label}: content-length`);
		}
	}
});

/* ---- addresses for programs: a token and nothing else opens them --------------------------------- */

async function tokenFor(c, scopes, service) {
	const r = await c.post(service ? '/account/tokens/service' : '/account/tokens', { csrf: await tokenOf(c), name: 'Проверка', term: '30', 'scope[]': scopes, ...service });
	return r.text.match(/(veche_[ps]_[0-9a-f]{64})/)?.[1];
}

test('by token: none, wrong, expired, revoked, for another thing, of a role too low, of another territory, the right one', async () => {
	assert.ok(byToken.length >= 10);
	const scopes = ['read', 'folder:read', 'folder:write', 'subscriptions:read', 'subscriptions:write', 'measures:write', 'webhooks'];
	const muni = await signIn(site, 'muni@veche.demo'), admin = await signIn(site, 'admin@veche.demo');
	const ended = async change => {
		const token = await tokenFor(muni, scopes);
		await sql(site.db, `UPDATE api_token SET ${change} WHERE id = (SELECT MAX(id) FROM api_token)`);
		return token;
	};
	/* whom a good token stands for; a service is nobody: what is a person's own it has no scope for */
	const tries = [
		['no token', null, 401], ['a wrong one', `veche_p_${'0'.repeat(64)}`, 401],
		['expired', await ended('expires = 1000'), 401], ['revoked', await ended('revoked = 1000'), 401],
		['without the scope', await tokenFor(muni, ['read']), 403],
		['a role too low', await tokenFor(await signIn(site, 'norole@example.org', PASS), scopes), { grants: [] }],
		['another territory', await tokenFor(admin, scopes, { role: 'MUNI_ADMIN', place: OTHER_PLACE }), { grants: [['MUNI_ADMIN', OTHER_PLACE]], service: true }],
		['a service’s', await tokenFor(admin, scopes, { role: 'EMPLOYEE', place: PLACE }), { grants: [['EMPLOYEE', PLACE]], service: true }],
		['the right one', await tokenFor(muni, scopes), { grants: [['MUNI_ADMIN', PLACE]] }],
		['the country’s curator', await tokenFor(await signIn(site, 'curator@veche.demo'), scopes), { grants: [['CURATOR', '']] }],
	];
	for (const row of byToken)
		for (const [name, token, who] of tries) {
			const label = `${row.verb} ${row.path} with ${name}`, body = row.body > 0;
			const r = await muni.ask(concrete(row.path), { method: row.verb, headers: { ...body ? { 'content-type': 'application/json' } : {}, ...token ? { authorization: `Bearer ${token}` } : {} }, ...body ? { body: '{}' } : {} });
			const own = row.rank === RANK.SIGNED;
			const want = typeof who === 'number' ? who : own && who.service || right(row, who, PLACE) !== 'yes' ? 403 : 0;
			if (want)
				assert.equal(r.status, want, `${label}: ${r.text.slice(0, 200)}`);
			else
				assert.ok(![401, 403].includes(r.status) && r.status < 500, `${label}: ${r.status}`);
			assert.equal(r.headers['set-cookie'], undefined, label);
		}
});

test('the measure that stands for all is there', async () => {
	assert.equal((await site.http.get(`/navigator/${MEASURE}`)).status, 200);
});
