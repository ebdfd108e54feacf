// Every file that came in: who, whence, with what result; refused rows go out, are corrected, come back.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { csv, MEASURES, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { forms } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

let site, admin, dir;
before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'veche-imports-'));
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	admin = await signIn(site, 'admin@veche.demo');
});
after(async () => {
	await site?.stop();
	rmSync(dir, { recursive: true, force: true });
});

const plain = html => html.replace(/<[^>]*>/g, ' ').replace(/&nbsp;|\u00a0/g, ' ').replace(/\s+/g, ' ');
const one = async text => (await sql(site.db, text))[0]?.[0];
const file = (name, data) => {
	writeFileSync(join(dir, name), data);
	return join(dir, name);
};
const load = (kind, path, ...more) => run(BIN, ['import', kind, '--db', site.db, '--json', ...more, path]);
const newest = () => one('SELECT MAX(id) FROM entry_import');
const row = async (id, query = '') => {
	const html = (await admin.get(`/admin/imports${query}`)).text;
	return plain(html.split(`href="/admin/imports/${id}"`)[1].split('</tr>')[0]);
};
const HEAD = 'code;parent;kind;name;population';

test('what the demonstration brought is there, marked as that', async () => {
	const all = csv((await admin.get('/admin/imports.csv')).text), rows = all.filter(r => !['acts', 'situations', 'solutions'].includes(r.kind));
	assert.deepEqual(rows.map(r => r.kind), ['measures', 'outlines', 'places']);
	for (const kind of ['acts', 'situations', 'solutions'])
		assert.ok(all.some(r => r.kind === kind), kind);
	for (const r of all) {
		assert.equal(r.via, 'demo');
		assert.equal(r.outcome, 'whole');
	}
	for (const r of rows)
		assert.equal(+r.read, +r.added);
	assert.equal(+rows[0].added, MEASURES.length);
	assert.match(await row(rows[0].id, '?kind=measures'), / меры .*measures\.jsonl .*демонстрация/);
	assert.match(plain((await admin.get('/admin')).text), /Загрузки Последняя готовые решения, .* Итог принято всё Все загрузки/);
});

test('territories: refused rows go out as CSV with their columns, and corrected they come back', async () => {
	const data = `${HEAD}\r\n99000001;24000000;urban_okrug;"Город ""Первый""; новый";100\r\n99000002;24000000;castle;Второй;200\r\n99000003;24000000;urban_okrug;Третий;много\r\n99000004;24999999;urban_okrug;Четвёртый;400\r\n`;
	let r = await load('places', file('towns.csv', data));
	assert.equal(r.status, 3, r.err);
	const id = await newest();
	assert.match(await row(id), /территории .*towns\.csv .*командная строка; меньше секунды прочитано 4 новых 1, изменено 0, без изменений 0 3 принято не всё/);
	const page = await admin.get(`/admin/imports/${id}`);
	assert.match(plain(page.text), /Не принято строк: 3\..*вид «castle» не известен.*«24999999» нет ни в файле/);
	assert.match(plain(page.text), /Скачайте непринятые строки, исправьте/);
	assert.doesNotMatch(page.text, /refused\.jsonl/);
	const bad = await admin.get(`/admin/imports/${id}/refused.csv`), rows = csv(bad.text);
	assert.deepEqual(rows.map(x => [x.line, x.code, x.kind, x.name, x.population]), [['3', '99000002', 'castle', 'Второй', '200'], ['4', '99000003', 'urban_okrug', 'Третий', 'много'], ['5', '99000004', 'urban_okrug', 'Четвёртый', '400']]);
	assert.match(bad.headers['content-disposition'], /attachment/);
	/* what the administrator does with it: mends the cells, leaves the rest, loads it */
	r = await load('places', file('again.csv', bad.text.replaceAll('castle', 'urban_okrug').replaceAll('много', '300').replaceAll('24999999', '24000000')));
	assert.equal(r.status, 0, r.err + r.out);
	assert.equal(JSON.parse(r.out).added, 3);
	assert.match(await row(await newest()), /прочитано 3 новых 3, .* 0 принято всё/);
	assert.equal(await one("SELECT COUNT(*) FROM pub_place WHERE code LIKE '9900000%' AND code <> '99000000'"), '4');
	/* the log of acts leads to it */
	assert.match((await admin.get('/admin/audit?action=places.')).text, new RegExp(`принял территории из файла.*href="/admin/imports/${await newest()}"`, 's'));
});

test('measures by lines: refused ones come with their reason as a comment, and go in when corrected', async () => {
	const good = JSON.stringify({ ...MEASURES[0], key: 'imp-1', parent: null }), bad = JSON.stringify({ ...MEASURES[0], key: 'imp-2', parent: null, level: 'galactic' });
	let r = await load('measures', file('m.jsonl', `# list\n${good}\n${bad}\n{"key":\n`));
	assert.equal(r.status, 3);
	const id = await newest(), out = await admin.get(`/admin/imports/${id}/refused.jsonl`);
	assert.equal(out.text.split('\n').filter(l => l.startsWith('# ')).length, 2);
	assert.ok(out.text.includes(`\n${bad}\n`));
	assert.equal(csv((await admin.get(`/admin/imports/${id}/refused.csv`)).text)[0].row, bad);
	r = await load('measures', file('m2.jsonl', out.text.replace('galactic', 'federal').replace('{"key":\n', '')));
	assert.equal(r.status, 0, r.err + r.out);
	assert.equal(JSON.parse(r.out).added, 1);
	/* none at all, a trial run, a file that is not there */
	r = await load('measures', file('m3.jsonl', '{"key":\n'));
	assert.match(await row(await newest()), /прочитано 1 .* 1 не принято ничего/);
	const last = await newest();
	await load('measures', join(dir, 'm.jsonl'), '--dry-run');
	await load('measures', join(dir, 'none.jsonl'));
	assert.equal(await newest(), last, 'what changed nothing leaves no trace');
});

test('a curator’s file waits, is decided, and its page is led to as long as it is there', async () => {
	const c = await signIn(site, 'curator@veche.demo'), text = ['key,title,summary,level,money,backer,closes', ...['a', 'b', 'c'].map(k => `cur-${k},Мера ${k},Суть,federal,grant,Фонд,${k === 'c' ? 'завтра' : ''}`)].join('\n') + '\n';
	let r = await c.upload('/curation/import', { csrf: await tokenOf(c), source: 'Вестник', file: { name: 'w.csv', type: 'text/csv', data: text } });
	assert.equal(r.status, 303, r.text);
	const before = await newest(), map = forms((await c.get(r.headers.location)).text).find(f => f.action.includes('import-map'));
	r = await c.post(map.action, map.fields, { follow: true });
	const id = await newest();
	assert.equal(+id, +before + 1, 'a file is written down when it has been read');
	assert.match(await row(id), /Вестник w\.csv .*; меньше секунды прочитано 3 новых 0, изменено 0, без изменений 0 ?; ждут решения: 2 1 ждёт решения/);
	const name = await one("SELECT name FROM pub_user WHERE id = (SELECT author FROM entry_import WHERE id = " + id + ')');
	assert.ok((await row(id)).includes(name));
	assert.match((await admin.get(`/admin/imports/${id}`)).text, /class="btn btn-primary" href="\/curation\/import\/\d+"/);
	assert.match(csv((await admin.get(`/admin/imports/${id}/refused.csv`)).text)[0].reason, /дата/);
	/* one is taken, one is not */
	const take = forms(r.text).find(f => f.action.includes('import-take')), rows = take.fields.filter(([k]) => k === 'row[]').map(([, v]) => v);
	await c.post(take.action, take.fields.filter(([k]) => k !== `take-${rows[1]}[]`));
	assert.match(await row(id), /новых 1, изменено 0, без изменений 0 ?; отклонено 1 1 принято не всё/);
	await sql(site.db, 'DELETE FROM navigator_load');
	assert.doesNotMatch((await admin.get(`/admin/imports/${id}`)).text, /href="\/curation\/import\/\d+"/);
});

test('the list is narrowed by kind and outcome, and goes on by pages', async () => {
	const ids = html => [...html.matchAll(/href="\/admin\/imports\/(\d+)"/g)].map(m => +m[1]);
	const want = async cond => (await sql(site.db, `SELECT id FROM entry_import WHERE ${cond} ORDER BY id DESC`)).map(r => +r[0]);
	assert.deepEqual(ids((await admin.get('/admin/imports?kind=places')).text), await want("kind = 'places'"));
	assert.deepEqual(ids((await admin.get('/admin/imports?outcome=partly')).text), await want('outcome = 2'));
	assert.deepEqual(csv((await admin.get('/admin/imports.csv?kind=measures&outcome=none')).text).map(r => +r.id), await want("kind = 'measures' AND outcome = 3"));
	const none = await admin.get('/admin/imports?kind=outlines&outcome=broken');
	assert.match(none.text, /Таких загрузок нет/);
	assert.deepEqual(await validate(none.text, 'none'), []);
	/* what is asked wrongly is taken as not asked */
	assert.deepEqual(ids((await admin.get('/admin/imports?kind=x&outcome=9&before=-1')).text), (await want('1 = 1')).slice(0, 50));
	await sql(site.db, `INSERT INTO entry_import (kind, source, via, began, outcome, err) VALUES ${Array.from({ length: 60 }, (_, i) => `('places', 'f${i}', 1, ${1000 + i}, 4, 'E_DB')`).join(', ')}`);
	const first = await admin.get('/admin/imports?outcome=broken'), next = first.text.match(/href="(\/admin\/imports\?outcome=broken&(?:amp;)?before=\d+)"/)[1].replace('&amp;', '&');
	const second = await admin.get(next);
	assert.deepEqual([...ids(first.text), ...ids(second.text)], await want('outcome = 4'));
	assert.doesNotMatch(second.text, /Более ранние/);
	assert.match(plain((await admin.get(`/admin/imports/${await newest()}`)).text), /оборвалась E_DB Загрузка остановилась на ошибке/);
});

test('refused rows are kept for a year', async () => {
	await sql(site.db, 'UPDATE entry_import SET began = began - 366 * 86400 WHERE n_bad = 3');
	const id = await one('SELECT id FROM entry_import WHERE n_bad = 3');
	await load('places', file('empty.csv', `${HEAD}\n`));
	assert.equal(await one(`SELECT COUNT(*) FROM entry_import_bad WHERE run = ${id}`), '0');
	assert.match(plain((await admin.get(`/admin/imports/${id}`)).text), /Не принято строк: 3\. Сами строки хранятся 365 дней и уже стёрты/);
	assert.match(await row(await newest()), /прочитано 0 .* не принято ничего/);
});

test('nobody but the administrator of the portal sees them', async () => {
	const curator = await signIn(site, 'curator@veche.demo');
	for (const path of ['/admin/imports', '/admin/imports.csv', '/admin/imports/1', '/admin/imports/1/refused.csv', '/admin/imports/1/refused.jsonl']) {
		assert.equal((await curator.get(path)).status, 403, path);
		assert.equal((await site.client().get(path)).status, 303, path);
	}
	for (const path of ['/admin/imports/99999', '/admin/imports/x', '/admin/imports/99999/refused.csv'])
		assert.equal((await admin.get(path)).status, 404, path);
});

test('the pages pass: axe, html, widths, keyboard; nothing yet says how to begin', async () => {
	const b = await launch();
	const look = async path => {
		await checkPage(await b.once(site.base + path, { context: contextOf(admin) }), { themes: ['light', 'contrast'] });
	};
	try {
		for (const path of ['/admin/imports', `/admin/imports/${await one("SELECT id FROM entry_import WHERE source LIKE '%m.jsonl'")}`])
			await look(path);
		await sql(site.db, 'DELETE FROM entry_import_bad; DELETE FROM entry_import');
		assert.match((await admin.get('/admin/imports')).text, /Загрузок ещё не было.*veche import places.*href="\/curation\/import"/s);
		await look('/admin/imports');
	} finally {
		await b.close();
	}
});
