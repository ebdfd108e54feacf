// Acts from files people have: HTML, DOCX, ODT, Akoma Ntoso; and files that are refused.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from '../../../tests/harness/demo.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';
import { akn, docx, odt, zip } from './files.mjs';

const dir = mkdtempSync(join(tmpdir(), 'veche-paper-'));
const ABOUT = ['--kind', 'resh', '--title', 'О проверке файлов', '--adopted', '2024-02-03'];
let site;
before(async () => { site = await start(); });
after(async () => {
	await site?.stop();
	rmSync(dir, { recursive: true });
});
let n = 0;
async function load(name, data, ...more) {
	const path = join(dir, name);
	writeFileSync(path, data);
	const number = more.includes('--bare') ? [] : [...ABOUT, '--number', `${++n}`];
	const r = await run(BIN, ['import', 'acts', '--db', site.db, '--json', ...number, ...more.filter(m => m !== '--bare'), path]);
	return { ...r, said: r.out.trim() ? JSON.parse(r.out.trim().split('\n').pop()) : null };
}
/* A line's end would end the row of the answer, too. */
const texts = async where => (await sql(site.db, `SELECT a.eid, v.title, REPLACE(v.body, '\n', '¶') FROM law_act t JOIN law_article a ON a.act = t.id JOIN law_version v ON v.article = a.id WHERE t.number = '${where}' ORDER BY a.id`)).map(([eid, title, body]) => [eid, title, body.replaceAll('¶', '\n')]);
const taken = async (name, data, ...more) => {
	const r = await load(name, data, ...more);
	assert.equal(r.status, 0, r.err + r.out);
	return texts(more.includes('--bare') ? '907-ФЗ' : n);
};
const refused = async (name, data, what) => {
	const r = await load(name, data);
	assert.equal(r.status, 3, `${name}: ${r.err}${r.out}`);
	assert.match(r.said.problems[0].reason, what, name);
};

const p = (text, props = '') => `<w:p>${props ? `<w:pPr>${props}</w:pPr>` : ''}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
const li = (text, level = 0) => p(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr>`);
const lvl = (i, fmt, text) => `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="${fmt}"/><w:lvlText w:val="${text}"/></w:lvl>`;
const cell = text => `<w:tc>${p(text)}</w:tc>`;

test('Word: numbers that Word counts, a heading by style, a table, a footnote, what is deleted', async () => {
	const numbering = `<w:abstractNum w:abstractNumId="0">${lvl(0, 'decimal', '%1.')}${lvl(1, 'russianLower', '%2)')}</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1">${lvl(0, 'decimal', 'Статья %1.')}</w:abstractNum>` +
		'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>' +
		'<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>';
	const styles = '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style><w:style w:styleId="Article"><w:basedOn w:val="Base"/></w:style>';
	const footnotes = `<w:footnote w:id="2">${p('Слова сноски.')}</w:footnote>`;
	const rows = await taken('w.docx', docx(
		p('Глава 1. Общее') + p('О чём', '<w:pStyle w:val="Article"/>') + li('Пер\u00adвое\u00a0слово:') + li('буква;', 1) + li('вторая.', 1) + li('Второе.') +
		p('Сроки', '<w:pStyle w:val="Article"/>') + p('Снова.', '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>') +
		'<w:p><w:r><w:t>Со сноской</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r><w:del><w:r><w:delText>нет</w:delText></w:r></w:del></w:p>' +
		`<w:tbl><w:tr>${cell('Вид')}${cell('Срок')}</w:tr><w:tr>${cell('Письмо')}${cell('30 дней')}</w:tr></w:tbl>` +
		'<w:p><w:r><w:t>Статья 5</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r><w:r><w:t>. Ещё</w:t></w:r></w:p>' + p('Площадь 5 м.'),
		{ numbering, styles, footnotes }));
	assert.deepEqual(rows, [
		['st-1', 'О чём', '1. Первое слово:\nа) буква;\nб) вторая.\n2. Второе.'],
		['st-2', 'Сроки', '1. Снова.\nСо сноской[1].\n[1] Слова сноски.\nВид | Срок\nПисьмо | 30 дней'],
		['st-5.1', 'Ещё', 'Площадь 5 м.'],
	]);
});

test('OpenDocument: lists, nested ones too, a note, blanks, a heading', async () => {
	const styles = '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="а" style:num-suffix=")"/></text:list-style>' +
		'<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>';
	const item = x => `<text:list-item>${x}</text:list-item>`, para = x => `<text:p>${x}</text:p>`;
	const rows = await taken('o.odt', odt(
		'<text:tracked-changes><text:p>удалено</text:p></text:tracked-changes><text:h text:outline-level="1">Статья 39<text:span text:style-name="T1">1</text:span>. О<text:s/>чём</text:h>' +
		`<text:list text:style-name="L1">${item(para('Первое:') + `<text:list>${item(para('буква;'))}${item(para('вторая.'))}</text:list>`)}${item(para('Второе.'))}</text:list>` +
		para('Слово<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Сноска.</text:p></text:note-body></text:note> дальше.') +
		`<table:table><table:table-row><table:table-cell>${para('А')}</table:table-cell><table:table-cell>${para('Б')}</table:table-cell></table:table-row></table:table>`, styles));
	assert.deepEqual(rows, [['st-39.1', 'О чём', '1. Первое:\nа) буква;\nб) вторая.\n2. Второе.\nСлово[1] дальше.\n[1] Сноска.\nА | Б']]);
});

test('as LibreOffice writes it: raised digits, struck words, by a style too, a struck paragraph', async () => {
	const r = (text, props = '') => `<w:r>${props ? `<w:rPr>${props}</w:rPr>` : ''}<w:t xml:space="preserve">${text}</w:t></w:r>`, wp = x => `<w:p>${x}</w:p>`;
	const want = [['st-39.1', 'О чём', '1. Вывеска согласуется.\nСрок пять дней.\nОбъём 5 м³.']];
	const char = (id, props, based = '') => `<w:style w:type="character" w:styleId="${id}">${based ? `<w:basedOn w:val="${based}"/>` : ''}<w:rPr>${props}</w:rPr></w:style>`;
	assert.deepEqual(await taken('lo.docx', docx(
		wp(r('Статья 39') + r('1', '<w:position w:val="9"/><w:sz w:val="22"/>') + r('. О чём')) +
		wp(r('1. Вывеска ') + r('не', '<w:strike/>') + r(' согласуется.', '<w:strike w:val="false"/>')) +
		wp(r('Срок ') + r('три', '<w:dstrike w:val="1"/>') + r('четыре', '<w:rStyle w:val="Less"/>') + r('пять', '<w:rStyle w:val="Back"/>') + r(' дней.', '<w:rStyle w:val="Gone"/><w:strike w:val="0"/>')) +
		wp(r('Объём 5 м') + r('3', '<w:rStyle w:val="Up"/>') + r('.', '<w:position w:val="-6"/>')),
		{ styles: char('Gone', '<w:strike/>') + char('Less', '<w:b/>', 'Gone') + char('Back', '<w:strike w:val="0"/>', 'Gone') + char('Up', '<w:vertAlign w:val="superscript"/>') })), want);
	const style = (name, props, more = 'style:family="text"') => `<style:style style:name="${name}" ${more}><style:text-properties ${props}/></style:style>`;
	const span = (name, text) => `<text:span text:style-name="${name}">${text}</text:span>`, para = (x, name = 'P1') => `<text:p text:style-name="${name}">${x}</text:p>`;
	const through = x => `style:text-line-through-style="${x}"`;
	assert.deepEqual(await taken('lo.odt', odt(
		`<text:h text:outline-level="1">Статья 39${span('T1', '1')}. О чём</text:h>` + para(`1. Вывеска ${span('T2', `н${span('T5', 'е')}`)} согласуется.`) + para('Этого абзаца нет.', 'T2') + para('И этого.', 'P2') +
		para(`Срок ${span('T3', 'три')}${span('T4', 'пять')} дней.`, 'T3') + para(`Объём 5 м${span('T1', '3')}${span('T6', '.')}`),
		style('T1', 'style:text-position="33% 80%"') + style('T2', through('solid')) + style('T2', through('solid'), 'style:family="paragraph"') + style('P2', 'fo:color="#000000"', 'style:family="paragraph" style:parent-style-name="T2"') +
		style('T3', 'fo:color="#000000"', 'style:family="text" style:parent-style-name="T2"') + style('T4', through('none'), 'style:family="text" style:parent-style-name="T2"') + style('T5', 'fo:color="#000000"') + style('T6', 'style:text-position="-33% 80%"'))), want);
});

test('HTML: the old Windows letters without a name, tables, struck words, scripts', async () => {
	const html = '<html><head><title>x</title></head><body><script>alert(1)</script><p>Статья 7<sup>2</sup>. О чём</p><p>1. Один&nbsp;раз<br>2. Два <s>три</s>.</p><table><tr><td>А</td><td>Б</td></tr></table><p>Площадь 100 м<sup>2</sup>.</p></body></html>';
	const old = Buffer.from([...html].map(c => c === 'ё' ? 0xb8 : c >= 'А' && c <= 'я' ? c.charCodeAt(0) - 0x350 : c.charCodeAt(0)));
	const want = [['st-7.2', 'О чём', '1. Один раз\n2. Два .\nА | Б\nПлощадь 100 м².']];
	assert.deepEqual(await taken('old.html', old), want);
	assert.deepEqual(await taken('named.txt', html), want, 'told by what is in it');
});

test('Akoma Ntoso: its structure and what it says of itself', async () => {
	const rows = await taken('a.xml', akn('<chapter eId="chp_1"><num>Глава 1.</num><heading>Общее</heading><article eId="art_1"><num>Статья 1.</num><heading>О чём</heading><paragraph><num>1.</num><list><intro><p>Перечень:</p></intro><point><num>1)</num><content><p>один;</p></content></point><point><num>2)</num><content><p>Глава 9. Не заголовок.</p></content></point></list></paragraph><paragraph><num>2.</num><content><p>Второе <i>слово</i>.</p></content></paragraph></article></chapter><article eId="art_2-1"><num>2.1</num><heading>Ещё</heading><content><p>Текст.</p><p>Второй.</p></content></article>'), '--bare');
	assert.deepEqual(rows, [
		['st-1', 'О чём', '1. Перечень:\n1) один;\n2) Глава 9. Не заголовок.\n2. Второе слово.'],
		['st-2.1', 'Ещё', 'Текст.\nВторой.'],
	]);
	const [[title, key]] = await sql(site.db, "SELECT title, key FROM law_act WHERE number = '907-ФЗ'");
	assert.deepEqual([title, key], ['О проверке обмена', 'ru/fz/2012-03-04/907']);
});

test('hostile and strange files are refused with words that help', async () => {
	const doc = docx(p('Статья 1. О чём') + p('Текст.'));
	await refused('bomb.docx', docx(p(' '.repeat(8e6))), /200 раз/);
	await refused('broken.docx', doc.subarray(0, doc.length - 40), /испорчен/);
	const spoilt = Buffer.from(doc);
	spoilt[doc.indexOf('word/document.xml') + 40] ^= 0xff;
	await refused('spoilt.docx', spoilt, /испорчен/);
	await refused('many.docx', zip(Object.fromEntries(Array.from({ length: 4200 }, (_, i) => [`f${i}`, '']))), /4096/);
	await refused('dtd.docx', zip({ 'word/document.xml': '<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>' }), /DOCTYPE/);
	await refused('dtd.xml', akn('').replace('<akomaNtoso', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x"><akomaNtoso'), /DOCTYPE/);
	await refused('deep.xml', akn('<p>'.repeat(300) + '</p>'.repeat(300)), /глубоко|испорчена/);
	await refused('empty.xml', akn(''), /body/);
	await refused('cut.docx', zip({ 'word/document.xml': '<w:document xmlns:w="w"><w:body>' }), /оборвана/);
	await refused('deep.html', `<html>${'<div>'.repeat(5000)}`, /глубоко/);
	await refused('picture.docx', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /картинка/);
	await refused('a.docx', '{\\rtf1 }', /RTF.*DOCX/);
	await refused('postanovlenie.rtf', '{\\rtf1\\ansi\\ansicpg1251 \\\'cf}', /RTF.*DOCX/);
	await refused('a.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /DOC .*DOCX/);
	await refused('a.pdf', '%PDF-1.7', /PDF/);
	await refused('sheet.docx', zip({ 'xl/workbook.xml': '<x/>' }), /XLSX/);
	await refused('other.xml', '<?xml version="1.0"?><a/>', /Akoma Ntoso/);
	await refused('text.odt', 'просто текст', /внутри не он/);
	await refused('no.odt', odt(''), /нет текста/);
});
