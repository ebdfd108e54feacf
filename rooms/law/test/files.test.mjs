// Acts out as files: tables of differences as DOCX and ODT, an edition as Akoma Ntoso.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from '../../../tests/harness/demo.mjs';
import { unescape } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

const dir = mkdtempSync(join(tmpdir(), 'veche-files-'));
const RNG = new URL('akn.rng', import.meta.url).pathname;
const ACT = '/law/ru/fz/2009-01-01/900';
const ABOUT = ['--number', '900-ФЗ', '--title', 'О проверке «выгрузки» & <знаков>', '--kind', 'fz', '--adopted', '2009-01-01', '--short', '900-ФЗ'];
const OLD = [
	{ act: 'try', article: '1', title: 'О чём', section: 'Раздел I. Начало', chapter: 'Глава 1. Общее', amendments: '(в ред. закона от 01.01.2010 № 1-ФЗ)',
		text: 'Вступление:\n1. Закон определяет порядок:\n1) первый:\nа) буква;\nб) другая;\n2) второй & <третий>.\nАбзац без номера.\n2. Утратила силу.\n2. Опять.\nПримечание. Сказано ещё.\n1. Пункт примечания.' },
	{ act: 'try', article: '2', title: 'Сроки', section: 'Раздел I. Начало', chapter: 'Глава 1. Общее', text: '1. Тридцать дней.' },
	{ act: 'try', article: '3', title: 'Прочее', section: 'Раздел II. Конец', chapter: 'Глава 1. Разное', text: 'Осталось  так.' },
];
const NEW = [
	{ ...OLD[0], text: OLD[0].text.replace('определяет', 'устанавливает') },
	OLD[1],
	{ ...OLD[2], title: '', text: '' },
	{ act: 'try', article: '39.36-1', title: 'Новая', section: 'Раздел II. Конец', chapter: 'Глава 1. Разное', text: 'Добавлено.' },
];
let site;
const load = async (name, rows, edition) => {
	writeFileSync(join(dir, name), rows.map(r => JSON.stringify(r)).join('\n') + '\n');
	const r = await run(BIN, ['import', 'acts', '--db', site.db, ...ABOUT, '--edition', edition, join(dir, name)]);
	assert.equal(r.status, 0, r.err);
};
/* PostgreSQL's readers look at most once a second whether something has changed. */
async function soon(what, ms = 3000) {
	for (const until = Date.now() + ms; ; await sleep(100)) {
		try {
			return await what();
		} catch (e) {
			if (Date.now() > until)
				throw e;
		}
	}
}
before(async () => {
	site = await start({ demo: true });
	await load('a.jsonl', OLD, '2010-01-01');
	await load('b.jsonl', NEW, '2020-01-01');
	await soon(async () => assert.match((await site.http.get(`${ACT}/compare`)).text, /2020/));
});
after(async () => {
	await site?.stop();
	rmSync(dir, { recursive: true });
});

const bytes = r => r.body ?? Buffer.from(r.text, 'latin1');
/* Unzipped by another program; each part is well-formed XML. */
function unzip(name, data) {
	const file = join(dir, name), to = join(dir, `${name}.d`);
	writeFileSync(file, data);
	execFileSync('unzip', ['-q', '-o', file, '-d', to]);
	const parts = readdirSync(to, { recursive: true }).filter(f => /\.(xml|rels)$/.test(f));
	assert.ok(parts.length >= 4, parts.join());
	execFileSync('xmllint', ['--noout', ...parts.map(f => join(to, f))]);
	return f => readFileSync(join(to, f), 'utf8');
}
const said = xml => unescape(xml.replace(/<[^>]+>/g, '')).replace(/\u00a0/g, ' ');

test('two editions as a table in DOCX and ODT: cells with the words, what changed is marked', async () => {
	for (const [format, part, gone, came] of [
		['docx', 'word/document.xml', /"Gone"\/><\/w:rPr><w:t[^>]*>[^<]*определяет/, /"Came"\/><\/w:rPr><w:t[^>]*>[^<]*устанавливает/],
		['odt', 'content.xml', /"Gone">[^<]*определяет/, /"Came">[^<]*устанавливает/]]) {
		const r = await site.http.get(`${ACT}/compare?from=2020-01-01&to=2010-01-01&format=${format}`);
		assert.equal(r.status, 200);
		assert.match(r.headers['content-disposition'], new RegExp(`attachment.*${format}`));
		const xml = unzip(`t.${format}`, bytes(r))(part);
		assert.match(xml, gone);
		assert.match(xml, came);
		for (const w of ['Было: редакция с 1 января 2010 года', 'Стало: редакция с 1 января 2020 года', 'О проверке «выгрузки» & <знаков>', 'Статья 1. О чём (изменена)', 'Статья 39.36-1. Новая (добавлена)', 'Изменено: 2, добавлено: 1, исключено: 0, без изменений: 1.'])
			assert.ok(said(xml).includes(w), w);
		assert.equal(said(xml).split('второй & <третий>.').length, 3, 'on both sides');
		assert.doesNotMatch(xml, /Тридцать/, 'what did not change is not in the table');
		const one = await site.http.get(`${ACT}/compare?from=2010-01-01&to=2020-01-01&article=st-2&format=${format}`);
		assert.match(said(unzip(`o.${format}`, bytes(one))(part)), /Различий нет/);
	}
	const page = (await site.http.get(`${ACT}/compare?from=2010-01-01&to=2020-01-01&article=st-1`)).text;
	assert.match(page, /href="[^"]*\/compare\?from=2010-01-01&amp;to=2020-01-01&amp;article=st-1&amp;format=odt"/);
	for (const bad of ['format=pdf', 'format=docx&article=st-77'])
		assert.equal((await site.http.get(`${ACT}/compare?${bad}`)).status, 404, bad);
});

test('an edition in Akoma Ntoso: valid, and every number and text of the act is in it', async () => {
	assert.match((await site.http.get(`${ACT}@2015-01-01`)).text, /href="\/law\/ru\/fz\/2009-01-01\/900@2015-01-01\/akn"/);
	for (const [url, rows, day] of [[`${ACT}@2015-01-01/akn`, OLD, '2010-01-01'], [`${ACT}/akn`, NEW, '2020-01-01']]) {
		const r = await site.http.get(url), file = join(dir, `${day}.xml`);
		assert.equal(r.status, 200);
		assert.match(r.headers['content-type'], /^application\/xml/);
		writeFileSync(file, r.text);
		execFileSync('xmllint', ['--noout', '--relaxng', RNG, file], { stdio: 'pipe' });
		assert.match(r.text, new RegExp(`<FRBRuri value="/akn/ru/act/fz/2009-01-01/900/rus@${day}"/>`));
		for (const row of rows) {
			const id = `art_${row.article}`;
			const from = r.text.indexOf(`<article eId="${id}"`), to = r.text.indexOf('</article>', from);
			assert.ok(from > 0, id);
			const all = said(r.text.slice(from, to)).replace(/\s/g, '');
			const want = `Статья ${row.article}${row.title}${row.text}`.replace(/\s/g, '');
			assert.equal(all, want, 'nothing is lost and nothing added');
		}
		const ids = [...r.text.matchAll(/ eId="([^"]*)"/g)].map(m => m[1]);
		assert.equal(new Set(ids).size, ids.length, 'each address once');
		for (const id of ['sec_I', 'sec_I__chp_1', 'sec_II__chp_1', 'art_1__para_1__point_1__indent_a', 'art_1__al_1'])
			assert.ok(ids.includes(id), `${id}: ${ids.join(' ')}`);
		assert.match(r.text, /<paragraph eId="art_1__para_2" status="removed">/);
		assert.match(r.text, /<notes [^>]*>\s*<note eId="note_1"><p>[^<]*№ 1-ФЗ/);
		assert.match(r.text, /<heading eId="art_1__heading">О чём<noteRef [^>]*href="#note_1"/);
	}
	assert.match((await site.http.get(`${ACT}/akn`)).text, /<article eId="art_3" status="removed">/);
	assert.equal((await site.http.get(`${ACT}0/akn`)).status, 404);
});

test('veche export akn: the same bytes; what is not there is told', async () => {
	const page = (await site.http.get(`${ACT}@2015-01-01/akn`)).text;
	for (const name of ['ru/fz/2009-01-01/900', 'try']) {
		const r = await run(BIN, ['export', 'akn', '--db', site.db, '--act', name, '--on', '2015-01-01']);
		assert.equal(r.status, 0, r.err);
		assert.equal(r.out, page);
	}
	const bad = (...a) => run(BIN, ['export', ...a, '--db', site.db]);
	assert.equal((await bad('akn', '--act', 'none')).status, 4);
	assert.equal((await bad('akn', '--act', 'try', '--on', '2001-01-01')).status, 4);
	assert.equal((await bad('akn', '--act', 'try', '--on', '2001-02-31')).status, 2);
	assert.equal((await bad('akn')).status, 2);
});

test('each act of the demonstration is exported whole and valid', async () => {
	const list = (await site.http.get('/law')).text;
	const urls = [...new Set([...list.matchAll(/href="(\/law\/ru[^"?@]*\/\d{4}-\d\d-\d\d\/[^"?/@]+)"/g)].map(m => m[1]))];
	assert.ok(urls.length >= 5, list.slice(0, 500));
	const files = [];
	for (const [i, url] of urls.slice(0, 12).entries()) {
		const r = await site.http.get(`${url}/akn`);
		assert.equal(r.status, 200, url);
		files.push(join(dir, `d${i}.xml`));
		writeFileSync(files.at(-1), r.text);
	}
	execFileSync('xmllint', ['--noout', '--relaxng', RNG, ...files], { stdio: 'pipe' });
});

/* Articles of an act's newest edition: addresses, words, notes, and what they stand under. */
const inside = async key => sql(site.db, `SELECT a.eid, a.number, v.title, v.notes, REPLACE(v.body, '\n', '¶'), COALESCE(s.heading, '-'), COALESCE(s.kind, -1), COALESCE(p.heading, '-'), COALESCE(p.kind, -1)
	FROM law_act t JOIN law_edition e ON e.act = t.id AND e.until IS NULL JOIN law_toc c ON c.edition = e.id JOIN law_version v ON v.id = c.version JOIN law_article a ON a.id = v.article
	LEFT JOIN law_section s ON s.id = c.section LEFT JOIN law_section p ON p.id = s.parent WHERE t.key = '${key}' ORDER BY c.sort`);

test('out as Akoma Ntoso and in again: the same articles, units, notes and headings', async () => {
	const text = join(dir, 'pravila.txt');
	writeFileSync(text, 'Решение\nО правилах\n1. Утвердить правила.\n2. Опубликовать.\nПриложение № 1\nПравила\nРаздел I. Общее\n1. Урны ставят:\n1) у входа;\n2) у выхода.\nГлава 2. Частное. И прочее\nСтатья 5. Фасады\nФасады моют.\nПриложение № 2\nПеречень урн.\n');
	const r = await run(BIN, ['import', 'acts', '--db', site.db, '--kind', 'resh', '--number', '5/1', '--title', 'О правилах', '--adopted', '2009-01-01', text]);
	assert.equal(r.status, 0, r.err);
	for (const [kind, number, least] of [['fz', '900', 4], ['resh', '5-1', 5], ['fz', '190', 10]]) {
		const [[key]] = await sql(site.db, `SELECT key FROM law_act WHERE key LIKE 'ru/${kind}/%/${number}' ORDER BY key LIMIT 1`), file = join(dir, `${number}.akn.xml`);
		const out = await run(BIN, ['export', 'akn', '--db', site.db, '--act', key, '--on', '2098-01-01']);
		assert.equal(out.status, 0, out.err);
		writeFileSync(file, out.out);
		const back = await run(BIN, ['import', 'acts', '--db', site.db, '--adopted', '1999-09-09', file]);
		assert.equal(back.status, 0, back.err);
		const was = await inside(key), now = await inside(`ru/${kind}/1999-09-09/${number}`);
		assert.ok(was.length >= least, `${key}: ${was.length}`);
		assert.deepEqual(now, was, key);
		const named = async k => (await sql(site.db, `SELECT number, short, title, kind, points FROM law_act WHERE key = '${k}'`))[0];
		assert.deepEqual(await named(`ru/${kind}/1999-09-09/${number}`), await named(key));
	}
	assert.ok((await inside('ru/fz/2009-01-01/900')).some(x => /в ред\. закона/.test(x[3])), 'there is a note to lose');
});
