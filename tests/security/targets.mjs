// What is attacked: taken from the portal itself, so that a new route, form or parameter is attacked
// without anybody thinking of it.
//
// Addresses come from the table of routes; names in queries from links, forms, the description of the API and
// the sources; fields from the forms of the pages. What is left alone stands in SPARED, with the reason.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concrete, MEASURE, PLACE, RANK, REGION, routes, serves, signIn, tokenOf } from '../harness/demo.mjs';
import { forms, tags } from '../harness/http.mjs';
import { ROOT } from '../harness/server.mjs';

/* From the least to the most; each address is asked by the least who may. */
export const ROLES = [
	{ name: 'guest', rank: RANK.ANYONE },
	{ name: 'specialist', email: 'specialist@veche.demo', rank: RANK.EMPLOYEE },
	{ name: 'municipal', email: 'muni@veche.demo', rank: RANK.MUNI_ADMIN },
	{ name: 'administrator', email: 'admin@veche.demo', rank: RANK.ADMIN },
];

/* Never sent by a tool: it would lose its session or its rights and go on attacking a sign-in page. */
export const SPARED = {
	'/logout': 'ends the session of the attacker',
	'/account/session/end': 'the same', '/account/sessions/end': 'the same',
	'/account/password': 'changes the password of the attacker', '/login/reset': 'the same',
	'/account/second/start': 'asks for a second step from then on', '/account/second/confirm': 'the same',
	'/account/second/off': 'the same', '/account/second/codes': 'the same',
	'/account/people/{id}/block': 'shuts out the accounts of the other attackers', '/account/people/{id}/revoke': 'the same',
	'/account/people/{id}/second-off': 'the same', '/account/deputies': 'gives the right of the attacker to others',
	'/settings/language': 'sets a cookie and nothing else', '/settings/theme': 'the same',
	'/places/forget': 'the same', '/places/{place}/mine': 'the same',
};
export const spared = path => Object.keys(SPARED).find(p => serves(p, path));

/* Without what some addresses must be asked: names and values come from the walk. */
const bare = path => concrete(path).split('?')[0];
/* Read by the program and named by no page: { path: { name: value } }. */
export const HIDDEN = {
	'/login': { back: '/account' }, '/login/reset': { t: 'x' }, '/invite': { t: 'x' }, '/robots.txt': { x: '1' }, '/help': { file: 'x' },
	'/navigator': { exact: '1', q: 'дороги', as: '1', sort: 'new', page: '2', place: PLACE, verdict: 'yes' },
	'/search': { q: 'дороги', exact: '1' }, '/places/suggest': { q: 'тей' }, '/places/suggest/all': { q: 'тей' },
	'/admin/audit': { who: '1', what: 'account.grant', to: '01.01.2027', from: '01.01.2026', before: '9', on: '/account', q: 'a' },
	'/account/people': { q: 'а', after: '1', place: PLACE }, [`/account/people/6`]: { revoke: '1', block: '1', second: '1' },
	[`/navigator/${MEASURE}/suggest`]: { field: 'note' }, [`/places/${REGION}`]: { former: '1', sort: 'name', q: 'а' },
	[`/folder/${PLACE}`]: { year: '2027', who: 'none', state: 'applied' }, [`/folder/${PLACE}/add`]: { measure: MEASURE, year: '2027' },
	'/login/via/oidc/back': { error: 'access_denied', code: 'x', state: 'x', iss: 'https://id.example' }, '/login/trouble': { why: 'denied' },
	'/account/links': { drop: '1' }, '/folder/region': { still: '1', year: '2027' }, '/law/questions/new': { title: 'Вопрос', text: 'О дороге', topic: '1' },
	'/law/ru/fz/2006-05-02/59/compare': { article: 'st-8', from: '2025-03-30', to: '2026-01-01' },
	[`/folder/${PLACE}/move/1`]: { to: 'applied' }, [`/folder/${PLACE}.ics`]: { key: 'x' }, '/alerts': { show: 'all', before: '9' },
	'/law/compare/draft': { model: '59-ФЗ', load: '1', act: '1' }, '/law/import': { load: '1', act: '1' }, '/law/compare/draft/1': { row: '1' },
	'/law/ask/said': { tab: 'useful' }, '/law/situations/trials': { edit: '1', missed: '1' },
};

function* sources(dir) {
	for (const e of readdirSync(join(ROOT, dir), { withFileTypes: true }))
		if (e.isDirectory() ? e.name !== 'test' && e.name !== '_new' : e.name.endsWith('.c'))
			e.isDirectory() ? yield* sources(`${dir}/${e.name}`) : yield `${dir}/${e.name}`;
}
/* Every name the program asks a query for by that name. */
export function queryNames() {
	const names = new Set();
	for (const f of sources('rooms'))
		for (const m of readFileSync(join(ROOT, f), 'utf8').matchAll(/\breq_query(?:_int)?\(\s*rq, "(\w+)"/g))
			names.add(m[1]);
	return names;
}

/* The readers of a site: { role, client, cookie }. */
export async function readers(site) {
	return Promise.all(ROLES.map(async role => {
		const client = site.client();
		role.email ? await signIn(site, role.email, undefined, client) : await client.get('/login');
		return { role, client, token: await tokenOf(client), get cookie() { return [...client.jar].map(p => p.join('=')).join('; '); } };
	}));
}

/* Something in every drawer, so that the pages behind addresses with numbers are there: what a person at work
 * would have made. Each step must succeed. */
export async function furnish(who) {
	const [, clerk, , admin] = who.map(w => w.client);
	const done = (r, what) => assert.ok(r.status === 303 || r.status === 200, `${what}: ${r.status}`);
	done(await clerk.submit(`/folder/${PLACE}/add?measure=${MEASURE}`, { measure: MEASURE, year: '2027' }, { form: `/folder/${PLACE}/add`, follow: false }), 'a measure in the folder');
	const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
	done(await clerk.upload(`/folder/${PLACE}/upload/1`, [['csrf', who[1].token], ['file', { name: 'опись.pdf', data: pdf, type: 'application/pdf' }]]), 'a file');
	done(await clerk.post(`/folder/${PLACE}/document/1`, { csrf: who[1].token, paper: 'Опись' }), 'a paper of the list');
	done(await clerk.post('/alerts/new', { csrf: who[1].token, what: '/navigator', title: 'Все меры', every: 'once', mail: '1', remind: '1' }), 'a subscription');
	done(await clerk.submit(`/navigator/${MEASURE}/suggest`, { field: 'note', text: 'Не та ссылка' }, { form: `/navigator/${MEASURE}/suggest`, follow: false }), 'a suggestion');
	for (const w of who.slice(1)) {
		const page = await w.client.get('/account/tokens'), scopes = [...page.text.matchAll(/name="scope\[\]"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="scope\[\]"/g)].map(m => m[1] ?? m[2]);
		const made = await w.client.post('/account/tokens', [['csrf', await tokenOf(w.client)], ['name', 'Проверка'], ['term', '30'], ...scopes.map(s => ['scope[]', s])]);
		w.bearer = /veche_p_[0-9a-f]{64}/.exec(made.text)?.[0];
		assert.ok(w.bearer, `a token of ${w.role.name}: ${made.status}`);
	}
	done(await admin.upload('/curation/import', { csrf: who[3].token, source: 'Перечень',
		file: { name: 'a.csv', type: 'text/csv', data: 'key,title\nsecurity-check,Мера для проверки\n' } }), 'a file of measures');
}

const plain = v => v.replace(/^-+/, '').replace(/[^\wа-яё .:/@-]/gi, '').slice(0, 60) || '1';

/* The forms of a page with the names of all their fields, unticked boxes too. */
const whole = html => {
	const inner = [...html.matchAll(/<form\b[^>]*>([^]*?)<\/form>/gi)].map(m => m[1]);
	return forms(html).map((f, i) => ({ ...f, names: [...new Set([...inner[i].matchAll(/<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]+)"/g)].map(m => m[1]))] }));
};

const SAMPLES = { region: REGION, within: REGION, place: PLACE, topic: 'roads', kind: 'MEASURE' };
const sample = p => p.example ?? p.schema.enum?.[0] ?? p.schema.items?.enum?.[0] ?? SAMPLES[p.name] ?? (p.schema.type === 'boolean' ? 'true' : '1');

/* All that the pages, the API's description and HIDDEN say may be asked. */
async function walk(site, who, rows) {
	const gets = rows.filter(r => r.verb === 'GET'), posts = rows.filter(r => r.verb === 'POST');
	const asked = new Map();	// declared path → { at, query }
	const sent = new Map();		// declared path → { at, fields, reader }
	const samples = new Map();	// declared path → a concrete address that a page named
	const queue = new Set(gets.map(r => r.path).filter(p => !p.includes('{')));
	const note = (href, from) => {
		const at = new URL(href, site.base + from);
		const row = at.origin === site.base && gets.find(r => r.path === at.pathname) || gets.find(r => at.origin === site.base && serves(r.path, at.pathname));
		if (!row)
			return;
		if (!samples.has(row.path) && row.path.includes('{')) {
			samples.set(row.path, at.pathname);
			queue.add(at.pathname);
		}
		const one = asked.get(row.path) ?? { at: at.pathname, query: {} };
		for (const [k, v] of at.searchParams)
			one.query[k] ||= plain(v);
		if (at.search)
			asked.set(row.path, one);
	};
	const least = row => who.find(r => r.role.rank >= row.rank) ?? who.at(-1);
	const look = async path => {
		const row = gets.find(r => r.path === path) ?? gets.find(r => serves(r.path, path));
		const reader = least(row), page = await reader.client.get(path);
		if (!/^text\/html/.test(page.headers['content-type'] ?? ''))
			return;
		for (const a of tags(page.text, 'a'))
			note(a.href ?? '', path);
		for (const f of whole(page.text)) {
			const at = new URL(f.action || path, site.base + path);
			if (f.method === 'get')
				note(`${at.pathname}?${new URLSearchParams([...f.fields, ...f.names.filter(n => !f.fields.some(([k]) => k === n)).map(n => [n, '1'])])}`, path);
			const to = f.method === 'post' && (posts.find(r => r.path === at.pathname) ?? posts.find(r => serves(r.path, at.pathname)));
			if (!to)
				continue;
			const one = sent.get(to.path) ?? { at: at.pathname, reader, fields: [] };
			const know = n => one.fields.some(([k]) => k === n);
			one.fields.push(...f.fields.filter(([k]) => !know(k)), ...f.names.filter(n => !know(n) && !f.fields.some(([k]) => k === n)).map(n => [n, '']));
			sent.set(to.path, one);
		}
	};
	for (const path of queue)	// it grows meanwhile
		await look(path);
	for (const { path } of gets.filter(r => !samples.has(r.path))) {	// no page leads there
		queue.add(bare(path));
		await look(bare(path));
	}
	const api = (await who[0].client.get('/api/openapi.json')).json();
	for (const [path, ops] of Object.entries(api.paths))
		for (const p of ops.get?.parameters ?? [])
			if (p.in === 'query') {
				const row = gets.find(r => r.path === path || serves(r.path, path.replace(/\{\w+\}/g, 'x')));
				assert.ok(row, `the API describes ${path}, the table of routes does not`);
				note(`${samples.get(row.path) ?? bare(row.path)}?${p.name}=${encodeURIComponent(sample(p))}`, '/');
			}
	for (const [path, query] of Object.entries(HIDDEN))
		note(`${path}?${new URLSearchParams(query)}`, '/');
	return { asked, sent, samples, gets, least };
}

const MOST_FIELDS = 14;		// of one form; the editor of a measure has more, all read in one way

/* A request refused for one of its values hides the others from the tool: such values go apart. */
async function welcome(reader, at, query, headers) {
	const ok = async q => (await reader.client.get(`${at}?${new URLSearchParams(q)}`, { headers })).status < 400;
	if (Object.keys(query).length < 2 || await ok(query))
		return [query];
	const good = {}, alone = [];
	for (const [k, v] of Object.entries(query))
		await ok({ ...good, [k]: v }) ? good[k] = v : alone.push({ [k]: v });
	return [...Object.keys(good).length ? [good] : [], ...alone];
}

/* The list of attacks: queries, pieces of paths, fields, cookies. */
export async function targets(site, who) {
	const { asked, sent, samples, gets, least } = await walk(site, who, await routes());
	const list = [], byToken = row => row?.csrf === 'bearer';
	const of = (row, reader) => ({ role: reader.role.name, ...byToken(row) ? { bearer: reader.bearer } : { cookie: reader.cookie } });
	for (const [path, { at, query }] of asked) {
		const row = gets.find(r => r.path === path), reader = least(row);
		for (const [i, some] of (await welcome(reader, at, query, byToken(row) ? { authorization: `Bearer ${reader.bearer}` } : {})).entries())
			list.push({ kind: 'query', name: `query ${path}${i ? ` ${i + 1}` : ''}`, method: 'GET', path: at, query: some, params: Object.keys(some), ...of(row, reader) });
	}
	for (const row of gets.filter(r => r.path.includes('{'))) {
		const at = samples.get(row.path) ?? bare(row.path), reader = least(row);
		const pieces = row.path.split('/'), real = at.split('/');
		const i = pieces.findLastIndex(p => p.includes('{'));
		real[i] = real[i].replace(/(\.\w+)?$/, (end) => pieces[i].endsWith('}') ? `${end}*` : `*${end}`);
		list.push({ kind: 'path', name: `path ${row.path}`, method: 'GET', path: real.join('/'), params: ['#1*'], ...of(row, reader) });
	}
	for (const [path, { at, fields, reader }] of sent) {
		if (spared(at))
			continue;
		const form = Object.fromEntries(fields.map(([k, v]) => [k, k === 'csrf' ? v : v || '1']));
		const params = Object.keys(form).filter(k => k !== 'csrf').slice(0, MOST_FIELDS);
		if (params.length)
			list.push({ kind: 'form', name: `form ${path}`, method: 'POST', path: at, form, params, ...of(null, reader) });
	}
	for (const reader of [who[0], who.at(-1)]) {
		const cookie = `${reader.cookie}; veche_theme=dark; veche_lang=ru; veche_place=24707000; veche_done=1`;
		list.push({ kind: 'cookie', name: `cookies of ${reader.role.name}`, method: 'GET', path: '/navigator', cookie, role: reader.role.name,
			params: cookie.split('; ').map(c => c.split('=')[0]), level: 2 });
	}
	const tried = new Set(list.flatMap(t => t.kind === 'query' ? t.params : []));
	const missed = [...queryNames()].filter(n => !tried.has(n));
	return { list, missed };
}
