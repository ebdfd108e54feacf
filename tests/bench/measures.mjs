// Measures in any number, each like one of the demonstration, the same in every run.
//
//   writeMeasures(FILE, { from: 0, n: 20000, parts: true })
//
// A measure keeps the shape of its pattern: words, rule, steps, dates. What differs is what would
// differ in life: whose it is, where it is in force, thresholds of its rule, sums and days.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../harness/server.mjs';

/* Numbers with a seed: a linear congruential step (Knuth, TAOCP 2, 3.3.4), its upper bits folded down. */
export function chance(seed) {
	let a = Math.imul(seed, 0x9E3779B1) >>> 0;
	const next = () => {
		a = (Math.imul(a, 1664525) + 1013904223) >>> 0;
		const x = Math.imul(a ^ a >>> 15, 0x2C1B3C6D) >>> 0;
		return ((x ^ x >>> 13) >>> 0) / 4294967296;
	};
	return { next, below: n => Math.floor(next() * n), of: list => list[Math.floor(next() * list.length)] };
}

const lines = file => readFileSync(join(ROOT, file), 'utf8').split('\n').filter(Boolean);
const patterns = () => lines('demo/navigator/measures.jsonl').map(l => JSON.parse(l));

/* Regions of the demonstration's tree with the codes of their municipalities. */
function regions() {
	const found = new Map(), later = [];
	for (const line of lines('demo/places/places.csv').slice(1)) {
		const [code, parent, kind, name, , , , , , , , , , to] = line.split(',');
		if (kind === 'region')
			found.set(code, { code, name, munis: [] });
		else if (!to && !name.includes('"') && /_district|_okrug/.test(kind))
			later.push([code, parent]);
	}
	for (const [code, parent] of later)
		found.get(parent)?.munis.push(code);
	return [...found.values()].filter(r => r.munis.length);
}

/* Numbers of a rule move by up to a third, so that rules are alike but not the same. */
function moved(rule, r, here) {
	for (const group of ['all', 'any', 'none'])
		if (rule[group])
			return { [group]: rule[group].map(x => moved(x, r, here)) };
	const value = rule.field === 'territory' ? here
		: Array.isArray(rule.value) && rule.op === 'between' ? rule.value.map((v, i) => near(v, r, i ? 1 : -1))
		: typeof rule.value === 'number' ? near(rule.value, r) : rule.value;
	return { ...rule, value };
}
const near = (v, r, side) => {
	const by = side ? 1 + side * r.next() / 3 : 2 / 3 + r.next() * 2 / 3, x = v * by;
	return v <= 100 ? Math.round(x * 10) / 10 : Math.round(x / 100) * 100;
};
const shifted = (day, by) => day === null ? null : day.replace(/today([+-]\d+)?/, (_, n) => {
	const to = Number(n ?? 0) + by;
	return to < 0 ? `today${to}` : `today+${to}`;
});
/* Whole numbers only where the field counts something. */
const WHOLE = new Set(['population', 'largest_settlement_population', 'budget_income', 'tourists_per_year', 'tos_count', 'initiatives_last_year']);
function whole(rule) {
	for (const group of ['all', 'any', 'none'])
		if (rule[group])
			return { [group]: rule[group].map(whole) };
	const fix = v => typeof v === 'number' && WHOLE.has(rule.field) ? Math.round(v) : typeof v === 'number' ? Math.min(v, 100) : v;
	return { ...rule, value: Array.isArray(rule.value) ? rule.value.map(fix) : fix(rule.value) };
}

const sums = (m, by) => ({ amount_min: m.amount_min && Math.round(m.amount_min * by), amount_max: m.amount_max && Math.round(m.amount_max * by) });

export function* measures({ from = 0, n, parts = true }) {
	const like = patterns(), where = regions();
	for (let i = from; i < from + n; i++) {
		const r = chance(i + 1), m = like[i % like.length], region = r.of(where);
		const local = m.level === 'regional' || r.next() < 0.5, town = local && r.next() < 0.2;
		const here = town ? [r.of(region.munis)] : [region.code], by = r.below(120) - 40;
		yield {
			...m, key: `bench-${i}`, demo: false, parent: null,
			title: `${m.title} № ${i}`,
			summary: local ? `${m.summary} Действует: ${region.name}.` : m.summary,
			level: m.level === 'federal' && local ? 'regional' : m.level,
			backer: local ? `${r.of(['Министерство финансов', 'Министерство строительства', 'Агентство развития', 'Департамент внутренней политики'])}, ${region.name}` : m.backer,
			territories: local ? here : [],
			eligibility: whole(moved(m.eligibility, r, local ? here : [region.code])),
			...sums(m, 2 / 3 + r.next() * 2 / 3),
			opens: shifted(m.opens, by), closes: shifted(m.closes, by + r.below(30)),
			...parts ? { steps: m.steps.map(s => ({ ...s, due: shifted(s.due, by) })) } : { steps: [], documents: [], rounds: [], contacts: [] },
		};
	}
}

export function writeMeasures(file, options) {
	const fd = openSync(file, 'w');
	let text = '';
	for (const m of measures(options)) {
		text += `${JSON.stringify(m)}\n`;
		if (text.length > 1 << 20) {
			writeSync(fd, text);
			text = '';
		}
	}
	writeSync(fd, text);
	closeSync(fd);
}
