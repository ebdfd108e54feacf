// cite.mjs - how well references are found: spans, acts, targets, on a set of marked passages.
//
//   node tests/eval/cite.mjs [--set FILE] [--bin PROGRAM] [--half odd|even] [--show even]
//
// A span is exact when both ends are; overlapping when it shares a character with one that no
// other took. Acts and targets are judged on the exact ones: an act is right when kind, short name,
// number, date and relation are (the issuer is counted apart), targets when the lists are equal.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join, resolve } from 'node:path';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const SET = resolve(root, process.env.VECHE_SHARED ?? '../shared', 'data/citations/citations.jsonl');
export const LEAST = { exact: 0.88, overlap: 0.95, act: 0.94, targets: 0.92, negatives: 2 };

const levels = ['section', 'chapter', 'article', 'part', 'point', 'subpoint', 'paragraph', 'annex', 'other'];
const fold = s => String(s ?? '').toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ');
const same = (a, b, keys) => keys.every(k => fold(a[k]) === fold(b[k]));
const target = t => levels.map(l => t[l] == null ? '' :
	typeof t[l] === 'object' ? `${t[l].from}..${t[l].to}` : String(t[l])).join('|');
const targets = c => c.targets.map(target).sort().join('\n');
const f1 = (hit, gold, got) => 2 * hit / (gold + got || 1);

export function parse(bin, rows) {
	const input = rows.map(({ id, text, context }) => JSON.stringify({ id, text, context })).join('\n') + '\n';
	const run = spawnSync(bin, ['cite', '--jsonl'], { input, maxBuffer: 1 << 30, encoding: 'utf8' });
	if (run.status !== 0) throw new Error(`veche cite: exit ${run.status}: ${run.stderr}`);
	return new Map(run.stdout.trim().split('\n').map(l => JSON.parse(l)).map(r => [r.id, r.citations]));
}

export function score(rows, found, show) {
	const s = { gold: 0, got: 0, exact: 0, overlap: 0, act: 0, issuer: 0, targets: 0, negatives: 0, marked: 0 };
	for (const r of rows) {
		const got = found.get(r.id), free = new Set(got);
		s.gold += r.citations.length;
		s.got += got.length;
		if (r.citations.length === 0) { s.negatives++; s.marked += got.length > 0; }
		for (const g of r.citations) {
			const near = [...free].find(c => c.start < g.end && g.start < c.end);
			if (near) { free.delete(near); s.overlap++; }
			const c = got.find(x => x.start === g.start && x.end === g.end);
			if (!c) { show?.(r, 'span', g, near); continue; }
			s.exact++;
			const act = same(g.act, c.act, ['kind', 'short', 'number', 'date', 'relative']);
			s.act += act;
			s.issuer += fold(g.act.issuer) === fold(c.act.issuer);
			s.targets += targets(g) === targets(c);
			if (!act || fold(g.act.issuer) !== fold(c.act.issuer)) show?.(r, 'act', g, c);
			if (targets(g) !== targets(c)) show?.(r, 'targets', g, c);
		}
		for (const c of free) show?.(r, 'extra', null, c);
	}
	return { passages: rows.length, citations: s.gold, found: s.got,
		exact: f1(s.exact, s.gold, s.got), overlap: f1(s.overlap, s.gold, s.got), act: s.act / s.exact,
		issuer: s.issuer / s.exact, targets: s.targets / s.exact, negatives: s.negatives, marked: s.marked };
}

function table(name, r) {
	const pc = v => v.toFixed(3);
	console.log(`${name}: ${r.passages} passages, ${r.citations} citations, ${r.found} found\n` +
		`  spans exact F1 ${pc(r.exact)}  overlapping F1 ${pc(r.overlap)}\n` +
		`  of the exact: act ${pc(r.act)}  issuer ${pc(r.issuer)}  targets ${pc(r.targets)}\n` +
		`  passages without citations that were marked: ${r.marked} of ${r.negatives}`);
}

function complain(r, what, g, c) {
	const act = x => JSON.stringify(x.act) + ' ' + targets(x).replaceAll('\n', ' ; ');
	console.log(`${r.id} ${what} ${JSON.stringify(g?.quote ?? [...r.text].slice(Math.max(0, c.start - 30), c.end + 20).join(''))}`);
	if (c) console.log(`     got ${JSON.stringify(c.quote)}${what === 'act' || what === 'targets' ? '\n       ' + act(c) + '\n  want ' + act(g) : ''}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const opt = (name, other) => { const i = process.argv.indexOf(`--${name}`); return i < 0 ? other : process.argv[i + 1]; };
	const set = opt('set', SET), bin = opt('bin', join(root, 'build/veche'));
	if (!existsSync(set)) { console.log(`eval cite: there is no ${set}`); process.exit(0); }
	const all = readFileSync(set, 'utf8').trim().split('\n').map(l => JSON.parse(l));
	const found = parse(bin, all), odd = r => Number(r.id.replace(/\D/g, '')) % 2 === 1;
	const half = { even: all.filter(r => !odd(r)), odd: all.filter(odd), all };
	for (const name of opt('half', '') ? [opt('half')] : ['even', 'odd', 'all'])
		table(name, score(half[name], found, opt('show', '') === name ? complain : null));
}
