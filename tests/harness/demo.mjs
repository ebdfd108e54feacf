// The demonstration as tests know it: its people, its territories, the way in, every route.
//
//   const site = await start({ demo: true });
//   const who = await signIn(site, 'muni@veche.demo');
//   for (const r of await routes()) await who.get(concrete(r.path));
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { query } from './pg.mjs';
import { BIN, ROOT, run } from './server.mjs';

export const PASSWORD = 'veche-demo-2026';
export const PLACE = '24707000', REGION = '24000000', OTHER_PLACE = '01539000';

const read = name => readFileSync(join(ROOT, name), 'utf8');

export const RANK = Object.fromEntries([...read('src/web/roles.def').matchAll(/^ROLE\((\w+),\s*(\d+)/gm)].map(m => [m[1], +m[2]]));
export const PEOPLE = [...read('rooms/account/demo.def').matchAll(/^DEMO\("([^"]+)",\s*"([^"]+)",\s*(\w+),\s*"(\w*)"\)/gm)]
	.map(([, email, name, role, code]) => ({ email, name, role, code }));
export const MEASURES = read('demo/navigator/measures.jsonl').split('\n').filter(Boolean).map(l => JSON.parse(l));
export const MEASURE = MEASURES[0].key;

/* RFC 4180, for files of our own and exports. */
export function csv(text, sep = ',') {
	const rows = [[]];
	let at = 0;
	const body = text.replace(/^\uFEFF/, '');
	while (at < body.length) {
		let v = '';
		if (body[at] === '"') {
			for (at++; at < body.length; at++) {
				if (body[at] === '"' && body[at + 1] !== '"')
					break;
				v += body[at] === '"' ? body[at++] : body[at];
			}
			at++;
		} else {
			while (at < body.length && body[at] !== sep && body[at] !== '\n' && body[at] !== '\r')
				v += body[at++];
		}
		rows.at(-1).push(v);
		if (body[at] === sep) {
			at++;
			if (at === body.length || /[\r\n]/.test(body[at]))
				rows.at(-1).push('');
			continue;
		}
		while (body[at] === '\r' || body[at] === '\n') {
			if (body[at++] === '\n')
				rows.push([]);
		}
	}
	if (rows.at(-1).length === 0)
		rows.pop();
	const head = rows.shift() ?? [];
	return rows.map(r => Object.fromEntries(head.map((h, i) => [h, r[i] ?? ''])));
}

let tree;
/* code → { parent, kind, name, … } of demo/places/places.csv. */
export function places() {
	tree ??= new Map(csv(read('demo/places/places.csv')).map(r => [r.code, r]));
	return tree;
}
/* A place and what lies above it, nearest first. */
export function chain(code) {
	const up = [];
	for (let c = code; c; c = places().get(c)?.parent)
		up.push(c);
	return up;
}
const MUNI = ['municipal_district', 'municipal_okrug', 'urban_okrug', 'urban_okrug_divided', 'inner_city', 'federal_territory'];
export const municipalities = () => [...places().values()].filter(p => MUNI.includes(p.kind) && !p.valid_to);

export async function signIn(site, email, password = PASSWORD, c = site.client()) {
	const page = await c.get('/login');
	const form = page.text.match(/name="csrf" value="([^"]+)"/);
	assert.ok(form, `the login page has a form (${page.status})`);
	const r = await c.post('/login', { csrf: form[1], email, password });
	assert.equal(r.status, 303, `${email} signs in (${r.status})`);
	assert.ok(c.jar.get('veche_sid'), 'a session cookie came');
	return c;
}

/* The token a form of this reader would carry. */
export async function tokenOf(c) {
	const page = await c.get('/login');
	return page.text.match(/name="csrf" value="([^"]+)"/)?.[1];
}

export async function routes() {
	const r = await run(BIN, ['print', 'routes', '--json']);
	assert.equal(r.status, 0, r.err);
	return JSON.parse(r.out);
}

/* Path parameters by what they name; a new one must be taught here. */
export const PARAMS = { place: PLACE, key: MEASURE, no: '1', id: '1', n: '1', file: '1', token: '1', set: 'measures', via: 'oidc', field: 'population', solution: 'svalka', step: 'akt',
	land: 'ru', kind: 'fz', day: '2006-05-02', act: '59', article: 'st-8', unit: 'ch-1', unit2: 'abz-1', unit3: 'abz-1', unit4: 'abz-1' };
/* What some addresses must be asked, or they say what is missing. */
const ASKED = { '/api/v1/ask': '?q=%D0%BE%D1%82%D0%BF%D1%83%D1%81%D0%BA' };
export const concrete = (path, over = {}) => (path + (ASKED[path] ?? '')).replace(/\{(\w+)\}/g, (all, name) => {
	const v = over[name] ?? PARAMS[name];
	assert.ok(v, `${path}: no example for {${name}}`);
	return v;
});

/* Does this declared path serve that address? The same rule as the router's, told in its own way. */
export const serves = (declared, address) => new RegExp('^' + declared.split(/(\{\w+\})/).map((s, i) =>
	i % 2 ? '[^/]+' : s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('') + '$').test(address.split('?')[0]);

/* Straight to the tables: sql(site, 'select …') gives rows of strings. */
export async function sql(db, text) {
	if (/^postgres/.test(db))
		return query(db, text).catch(e => assert.fail(`${text}\n${e.message}`));
	const r = await run('sqlite3', ['-batch', '-bail', '-separator', '\t', '-cmd', '.timeout 5000', db.replace(/^sqlite:/, ''), text]);
	assert.equal(r.status, 0, `${text}\n${r.err}`);
	return r.out.split('\n').filter(l => l !== '').map(l => l.split('\t'));
}
