// The command that finds references: what it prints, what it says of bad lines, how well it finds.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LEAST, parse, score, SET } from '../eval/cite.mjs';
import { BIN, run } from '../harness/server.mjs';

const DONE = 0, FAILED = 1, USAGE = 2, PARTLY = 3, NOTHING = 4;
const cite = (input, ...args) => run(BIN, ['cite', ...args], { input, env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } });
const rows = out => out.split('\n').filter(Boolean).map(l => JSON.parse(l));

test('a text gives one citation a line, offsets in code points', async () => {
	const text = '🌲 Ель растёт по ч. 1 ст. 36 ЖК РФ,\nтак велит и указ Президента РФ от 7 мая 2012 г. № 600.';
	const r = await cite(text, '--json'), found = rows(r.out), points = [...text];
	assert.equal(r.status, DONE, r.err);
	assert.deepEqual(found.map(c => c.quote), ['ч. 1 ст. 36 ЖК РФ', 'указ Президента РФ от 7 мая 2012 г. № 600']);
	for (const c of found)
		assert.equal(points.slice(c.start, c.end).join(''), c.quote);
	assert.deepEqual(found[0].act, { kind: 'кодекс', short: 'ЖК РФ', number: null, date: null, issuer: null, relative: null });
	assert.deepEqual(found[0].targets, [{ section: null, chapter: null, article: '36', part: '1', point: null, subpoint: null, paragraph: null }]);
	assert.equal(found[1].act.date, '2012-05-07');

	const plain = await cite(text);
	assert.equal(plain.status, DONE);
	assert.match(plain.out, /^16–33\tч\. 1 ст\. 36 ЖК РФ\tкодекс ЖК РФ$/m);
});

test('nothing found, a text that is not UTF-8 and stray words are told apart', async () => {
	assert.equal((await cite('Во дворе темно.', '--json')).status, NOTHING);
	assert.equal((await cite('', '--json')).status, NOTHING);
	const bad = await cite(Buffer.from([0xd1, 0x20, 0xff]), '--json');
	assert.equal(bad.status, FAILED);
	assert.match(bad.err, /UTF-8/);
	const stray = await cite('', 'file.txt');
	assert.equal(stray.status, USAGE);
	assert.match(stray.err, /veche cite < ФАЙЛ/);
});

test('lines keep their ids and contexts; a bad line is named, the rest goes on', async () => {
	const context = { act: 'Трудовой кодекс Российской Федерации', short: 'ТК РФ', number: null, article: '81', enclosing: '3' };
	const r = await cite([
		JSON.stringify({ id: 'a', text: 'по части второй настоящей статьи', context }),
		'{"id": "b", "text": ', '',
		JSON.stringify({ id: 'c' }),
		JSON.stringify({ text: 'ст. 5 ГК РФ' }),
		'[1]',
		JSON.stringify({ id: 'd', text: 'x', context: 5 }),
		JSON.stringify({ id: 7, text: 'ничего', context: null }),
		JSON.stringify({ id: 'e', text: 'ст. 5 ГК РФ' }),
	].join('\n'), '--jsonl');
	assert.equal(r.status, PARTLY);
	for (const [line, why] of [[2, 'JSON'], [4, 'text'], [5, 'id'], [6, 'объект'], [7, 'context']])
		assert.match(r.err, new RegExp(`строка ${line}: .*${why}`));
	const out = rows(r.out);
	assert.deepEqual(out.map(o => o.id), ['a', 7, 'e']);
	assert.deepEqual(out[0].citations.map(c => [c.act.short, c.act.relative, c.targets[0].article, c.targets[0].part]),
		[['ТК РФ', 'this_article', '81', '2']]);
	assert.deepEqual(out[1].citations, []);
	assert.equal(out[2].citations.length, 1);

	const number = await cite(JSON.stringify({ id: 1, text: 'в настоящей статье', context: { ...context, article: 44 } }), '--jsonl');
	assert.equal(rows(number.out)[0].citations[0].targets[0].article, '44');

	const all = await cite(JSON.stringify({ id: 1, text: 'ст. 5 ГК РФ' }) + '\n', '--jsonl');
	assert.equal(all.status, DONE);
	assert.equal(all.err, '');
});

test('a line over the limit is named and passed over', async () => {
	const long = '{"id":"x","text":"' + 'а'.repeat(17 << 20) + '"}\n';
	const r = await cite(long + JSON.stringify({ id: 'y', text: 'ст. 5 ГК РФ' }) + '\n', '--jsonl');
	assert.equal(r.status, PARTLY, r.err);
	assert.match(r.err, /строка 1: длиннее/);
	assert.deepEqual(rows(r.out).map(o => o.id), ['y']);
});

test('a line that asks for too much memory is named, the rest goes on', async () => {
	const dense = JSON.stringify({ id: 'x', text: 'ст. 5 ГК РФ, '.repeat(600_000) });
	const r = await cite(dense + '\n' + JSON.stringify({ id: 'y', text: 'ст. 5 ГК РФ' }) + '\n', '--jsonl');
	assert.equal(r.status, PARTLY, r.err);
	assert.match(r.err, /строка 1: слишком много для одной строки/);
	assert.deepEqual(rows(r.out).map(o => o.id), ['y']);
});

test('on the marked passages it is as good as promised', { skip: existsSync(SET) ? false : `there is no ${SET}` }, t => {
	const all = readFileSync(SET, 'utf8').trim().split('\n').map(l => JSON.parse(l));
	const s = score(all, parse(BIN, all));
	t.diagnostic(JSON.stringify(s));
	assert.ok(all.length >= 200);
	assert.ok(s.exact >= LEAST.exact, `exact spans: F1 ${s.exact}`);
	assert.ok(s.overlap >= LEAST.overlap, `overlapping spans: F1 ${s.overlap}`);
	assert.ok(s.act >= LEAST.act, `acts: ${s.act}`);
	assert.ok(s.targets >= LEAST.targets, `targets: ${s.targets}`);
	assert.ok(s.marked <= LEAST.negatives, `passages without citations marked: ${s.marked}`);
});
