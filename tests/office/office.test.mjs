// Documents through an office program: what we write opened by it, what it writes read by us.
// scripts/office-check.sh runs this; the gate does not.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from '../harness/demo.mjs';
import { unescape } from '../harness/http.mjs';
import { BIN, run, start } from '../harness/server.mjs';

const dir = mkdtempSync(join(tmpdir(), 'veche-office-')), FORMATS = ['docx', 'odt'];
const ABOUT = ['--kind', 'pravila', '--adopted', '2009-01-01', '--title', 'О проверке таблиц'];
let site;
before(async () => { site = await start(); });
after(async () => {
	await site?.stop();
	rmSync(dir, { recursive: true });
});

/* The file as the program writes it anew; a document that it cannot read, or wants to repair, gives none. */
function convert(file, to, as = to) {
	const out = mkdtempSync(join(dir, 'as-')), end = to.split(':')[0];
	const said = execFileSync('soffice', [`-env:UserInstallation=file://${dir}/profile`, '--headless', ...file.endsWith('.html') ? ['--infilter=HTML (StarWriter)'] : [],
		'--convert-to', as, '--outdir', out, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
	const made = join(out, basename(file).replace(/\.[^.]+$/, `.${end}`));
	assert.ok(existsSync(made), `${basename(file)} as ${end}: ${said}`);
	return made;
}
const pages = pdf => execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
const count = (text, what) => (text.match(what) ?? []).length;

/* ---- out --------------------------------------------------------------------------------- */

const WORDS = 'территория муниципалитета содержится в порядке и чистоте круглый год силами владельцев зданий и участков'.split(' ');
const sentence = (k, n) => `${Array.from({ length: n }, (_, i) => WORDS[(k * 7 + i * 3) % WORDS.length]).join(' ')}.`;
const article = (n, text) => JSON.stringify({ act: 'tab', short: 'Правила', article: `${n}`, title: `Порядок ${n}`, text });
const OLD = Array.from({ length: 30 }, (_, n) => `1. ${sentence(n, 18)}\n2. Срок  —  ${n} дней.\n  Отступ.`);
/* Changed, two taken away, one longer than a page, one with words that fit no column. */
const NEW = OLD.map((text, n) => n % 15 === 7 ? null : n === 4 ? text + Array.from({ length: 60 }, (_, i) => `\n${i + 3}. ${sentence(i, 25)}`).join('') : text.replace(/ —  \d+/, ' —  сто').replace('Отступ', 'Отступ & <знак>'));
const GONE = 2, LONG = 'ы'.repeat(200);

test('a table of differences: every row, what is marked, a head on each page, nothing cut off', async () => {
	const load = async (name, texts, edition) => {
		writeFileSync(join(dir, name), `${texts.map((t, n) => t && article(n + 1, t)).filter(Boolean).join('\n')}\n`);
		const r = await run(BIN, ['import', 'acts', '--db', site.db, ...ABOUT, '--number', '77', '--edition', edition, join(dir, name)]);
		assert.equal(r.status, 0, r.err);
	};
	await load('a.jsonl', OLD, '2010-01-01');
	await load('b.jsonl', [...NEW, `1. Длинное ${LONG}.`], '2020-01-01');
	const texts = [];
	for (const format of FORMATS) {
		const r = await site.http.get(`/law/ru/pravila/2009-01-01/77/compare?from=2010-01-01&to=2020-01-01&format=${format}`), file = join(dir, `table.${format}`);
		assert.equal(r.status, 200);
		writeFileSync(file, r.body ?? Buffer.from(r.text, 'latin1'));

		const html = readFileSync(convert(file, 'html'), 'utf8'), rows = OLD.length + 1;
		assert.equal(count(html, /<tr/g), 2 + 2 * rows, `${format}: the head, two rows an article, the sum`);
		assert.equal(count(html, /colspan="2"/g), rows + 1);
		assert.equal(count(html, /<t[dh][ >]/g), 2 + 3 * rows + 1);
		const marked = tag => [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(m => unescape(m[1].replace(/<[^>]+>/g, '')).replace(/\s+/g, ' ').trim());
		assert.ok(marked('strike').includes('9') && !marked('u').includes('9'), `${format}: what was is struck through`);
		assert.equal(marked('u').filter(w => w === 'сто').length, OLD.length - GONE - 1, `${format}: what came is underlined`);

		const text = readFileSync(convert(file, 'txt', 'txt:Text'), 'utf8');
		for (const line of ['Срок  —  9 дней.', 'Срок  —  сто дней.', '  Отступ.', '  Отступ & <знак>.', `1. Длинное ${LONG}.`, `Изменено: ${OLD.length - GONE}, добавлено: 1, исключено: ${GONE}, без изменений: 0.`])
			assert.ok(text.includes(line), `${format}: «${line}»`);
		texts.push(text);

		const pdf = convert(file, 'pdf'), sheets = pages(pdf);
		assert.ok(sheets.length > 5);
		for (const [i, sheet] of sheets.entries()) {
			assert.match(sheet, /Было: редакция с 1 января 2010 года +Стало: редакция с 1 января 2020 года/, `${format}, page ${i + 1}: the head`);
			assert.doesNotMatch(sheet.trimEnd().split('\n').pop(), /^ *Статья \d/, `${format}, page ${i + 1}: no heading alone at the foot`);
		}
		const boxes = execFileSync('pdftotext', ['-bbox', pdf, '-'], { encoding: 'utf8' });
		assert.match(boxes, /<page width="841\.\d+" height="595\.\d+">/, 'A4 across');
		for (const [, x, y, right, bottom] of boxes.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">/g))
			assert.ok(x > 50 && y > 50 && right < 841.9 - 50 && bottom < 595.3 - 40, `${format}: a word within the margins: ${x} ${y} ${right} ${bottom}`);
	}
	assert.equal(texts[0], texts[1], 'both formats say the same');
});

/* ---- in ------------------------------------------------------------------------------------ */

const HTML = `<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Правила</title></head><body>
<p align="center"><b>ПРАВИЛА</b></p><h2>Глава 1. Общее</h2><h3>Статья 1. О чём</h3>
<p>1. Правила говорят о <b>порядке</b>.</p><p>2. Не говорят:</p><p>1) о лесах:</p><p>а) городских;</p><p>б) прочих.</p>
<h3>Статья 1<sup>1</sup>. Слова</h3><p>Урна — сосуд&nbsp;для мусора до 0,05 м<sup>3</sup>.</p>
<h2>Глава 2. Порядок</h2><h3>Статья 2. Уборка</h3><ol><li>Улицы убирают.</li><li>Срок уборки:</li></ol>
<table border="1"><tr><th>Место</th><th>Срок</th></tr><tr><td>Площадь</td><td>до 7 часов</td></tr></table>
<h3>Статья 3. Вывески</h3><p>Вывеска <s>не</s> согласуется,<br>если иное не сказано.</p></body></html>`;
const OF_HTML = [
	['tekst', '-', 'ПРАВИЛА'],
	['st-1', 'Глава 1. Общее', '1. Правила говорят о порядке.¶2. Не говорят:¶1) о лесах:¶а) городских;¶б) прочих.'],
	['st-1.1', 'Глава 1. Общее', 'Урна — сосуд для мусора до 0,05 м³.'],
	['st-2', 'Глава 2. Порядок', '1. Улицы убирают.¶2. Срок уборки:¶Место | Срок¶Площадь | до 7 часов'],
	['st-3', 'Глава 2. Порядок', 'Вывеска согласуется, если иное не сказано.'],
];
const NS = ['office', 'style', 'text', 'table'].map(n => `xmlns:${n}="urn:oasis:names:tc:opendocument:xmlns:${n}:1.0"`).join(' ');
const item = (text, more = '') => `<text:list-item><text:p>${text}</text:p>${more}</text:list-item>`;
const change = kind => `<text:${kind}><office:change-info><dc:creator>А</dc:creator><dc:date>2024-01-01T00:00:00</dc:date></office:change-info>${kind === 'deletion' ? '<text:p>удалённое</text:p>' : ''}</text:${kind}>`;
/* Numbers that the program counts, a footnote, changes not yet accepted, a struck paragraph. */
const FLAT = `<?xml version="1.0" encoding="UTF-8"?>
<office:document ${NS} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>
<style:style style:name="P1" style:family="paragraph"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="U" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<text:list-style style:name="A"><text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="Статья " style:num-suffix=". "/></text:list-style>
<text:list-style style:name="P"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix="."/><text:list-level-style-number text:level="3" style:num-format="а, б, .., аа, аб, ... (ru)" style:num-suffix=")"/></text:list-style>
</office:automatic-styles><office:body><office:text>
<text:tracked-changes><text:changed-region text:id="c1">${change('deletion')}</text:changed-region><text:changed-region text:id="c2">${change('insertion')}</text:changed-region></text:tracked-changes>
<text:h text:outline-level="1">Глава I. Общее</text:h>
<text:list xml:id="l1" text:style-name="A">${item('О чём')}</text:list>
<text:list text:style-name="P">${item('Первое слово<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Слова сноски.</text:p></text:note-body></text:note> сказано.')}${item('Второе:', `<text:list>${item('уровень:', `<text:list>${item('буква;')}${item('другая.')}</text:list>`)}${item('ещё.')}</text:list>`)}</text:list>
<text:list text:continue-list="l1" text:style-name="A">${item('Сроки')}</text:list>
<text:p>Срок <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>новый<text:change-end text:change-id="c2"/>.</text:p>
<text:p text:style-name="P1">Этого нет.</text:p><text:p>Статья 2<text:span text:style-name="U">1</text:span>. Особое</text:p><text:p>Сказано.</text:p>
</office:text></office:body></office:document>`;
const OF_FLAT = [
	['st-1', 'Глава I. Общее', '1. Первое слово[1] сказано.¶[1] Слова сноски.¶2. Второе:¶2.1. уровень:¶а) буква;¶б) другая.¶2.2. ещё.'],
	['st-2', 'Глава I. Общее', 'Срок новый.'],
	['st-2.1', 'Глава I. Общее', 'Сказано.'],
];

let number = 100;
const articles = async file => {
	const r = await run(BIN, ['import', 'acts', '--db', site.db, ...ABOUT, '--number', `${++number}`, file]);
	assert.equal(r.status, 0, r.err);
	return sql(site.db, `SELECT a.eid, COALESCE(s.heading, '-'), REPLACE(v.body, '\n', '¶') FROM law_act t JOIN law_article a ON a.act = t.id JOIN law_version v ON v.article = a.id
		JOIN law_toc c ON c.version = v.id LEFT JOIN law_section s ON s.id = c.section WHERE t.number = '${number}' ORDER BY c.sort`);
};

test('acts as the program saves them: ODT, DOCX, ODT of that DOCX give the same articles', async () => {
	for (const [name, data, want] of [['act.html', HTML, OF_HTML], ['auto.fodt', FLAT, OF_FLAT]]) {
		mkdirSync(join(dir, 'in'), { recursive: true });
		writeFileSync(join(dir, 'in', name), data);
		const odt = convert(join(dir, 'in', name), 'odt', 'odt:writer8'), docx = convert(odt, 'docx'), again = convert(docx, 'odt');
		for (const file of [odt, docx, again])
			assert.deepEqual(await articles(file), want, file.replace(dir, name));
	}
});
