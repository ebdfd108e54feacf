// A stranger's file: its columns are named once, its changes are taken field by field, bad rows are told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { forms, unescape } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

const OURS = 'fkgs-ivanovo-selection';
let site, b, c;
before(async () => { site = await start({ demo: true }); b = await launch(); c = await signIn(site, 'curator@veche.demo'); });
after(async () => { await b?.close(); await site?.stop(); });

const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const send = async (source, name, data) => c.upload('/curation/import', { csrf: await tokenOf(c), source, file: { name, type: 'text/csv', data } });
const one = async (select, key) => (await sql(site.db, `SELECT ${select} FROM navigator_measure WHERE key = '${key}'`))[0];
const formOf = (html, part) => forms(html).find(f => f.action.includes(part));
const at = { get cookies() { return contextOf(c); } };
async function look(path, name) {
	await checkPage(await b.once(site.base + path, { context: at.cookies }), { themes: ['light'], widths: [320, 1280] });
}
const HEAD = 'Имя меры;Суть;Код;Крайний срок;Деньги до\r\n';

test('no file, no source, no UTF-8: the form comes back', async () => {
	let r = await send('', 'a.csv', '');
	assert.equal(r.status, 422);
	assert.match(r.text, /href="#f-source"/);
	assert.match(r.text, /href="#f-file"/);
	assert.deepEqual(await validate(r.text, 'upload'), []);
	r = await send('Вестник', 'a.csv', Buffer.from([0x61, 0xff, 0xfe]));
	assert.match(r.text, /не в UTF-8/);
	assert.equal((await (await signIn(site, 'region@veche.demo')).get('/curation/import')).status, 403);
});

test('a CSV of a stranger: columns are named, remembered; new ones become drafts, bad rows are told and given back', async () => {
	const text = HEAD + 'Дом у реки;Ремонт домов;dom-1;2027-03-01;5 000 000\r\nПлохая;Нет;dom-2;завтра;1\r\nКороткая;Без срока;dom-3;;\r\n';
	let r = await send('Вестник', 'v.csv', text);
	assert.equal(r.status, 303);
	const url = r.headers.location, id = url.split('/').at(-1);
	r = await c.get(url);
	await look(url);
	const f = formOf(r.text, 'import-map').fields;
	r = await c.post(`/curation/import-map/${id}`, f);
	assert.equal(r.status, 422, 'the title is needed');
	assert.deepEqual(await validate(r.text, 'columns'), []);
	const map = { 'col-0': 'title', 'col-1': 'summary', 'col-2': 'key', 'col-3': 'closes', 'col-4': 'amount_max', level: 'regional', money: 'subsidy', backer: 'Вестник фондов' };
	r = await c.post(`/curation/import-map/${id}`, f.map(([k, v]) => [k, map[k] ?? v]), { follow: true });
	assert.match(words(r.text), /Новых мер: 2, изменённых: 0, без изменений: 0, с ошибками: 1, решено: 0/);
	assert.match(words(r.text), /«closes»: дата пишется так/);
	await look(url);
	const bad = await c.get(`/curation/import-bad/${id}`);
	assert.match(bad.text, /3,.*дата пишется так.*Плохая/);
	assert.equal((await sql(site.db, "SELECT COUNT(*) FROM navigator_measure WHERE key LIKE 'dom-%'"))[0][0], '0', 'nothing happens before the curator’s word');
	/* the second one is not wanted */
	const take = formOf(r.text, 'import-take').fields, rows = take.filter(([k]) => k === 'row[]').map(([, v]) => v);
	r = await c.post(`/curation/import-take/${id}`, take.filter(([k]) => k !== `take-${rows[1]}[]`), { follow: true });
	assert.match(words(r.text), /Решать больше нечего/);
	assert.deepEqual(await one('title, state, amount_max, level', 'dom-1'), ['Дом у реки', '0', '5000000', '2']);
	assert.equal(await one('title', 'dom-3'), undefined);
	/* the same source again: nobody asks for columns that are known */
	r = await c.get((await send('Вестник', 'v.csv', text)).headers.location);
	assert.deepEqual(Object.fromEntries(formOf(r.text, 'import-map').fields.filter(([k]) => k in map)), map);
});

test('the second file: what the source changed is proposed field by field; what the portal corrected stays', async () => {
	const row = (title, sum, own) => JSON.stringify({ key: 'src-1', title, summary: 'Суть', level: 'federal', money: 'grant', backer: 'Фонд', recurrence: 'yearly', amount_max: sum, own_share: own }) + '\n';
	const load = async text => c.get((await send('Портал', 'p.jsonl', text)).headers.location);
	let r = await load(row('Первое имя', 1000, 'Доля'));
	assert.equal((await c.post(formOf(r.text, 'import-take').action, formOf(r.text, 'import-take').fields)).status, 303);
	r = await load(row('Первое имя', 1000, 'Доля'));
	assert.match(words(r.text), /Новых мер: 0, изменённых: 0, без изменений: 1/);
	/* the portal corrects the share, then the source moves title and sum */
	await sql(site.db, "UPDATE navigator_measure SET own_share = 'Поправлено порталом' WHERE key = 'src-1'");
	r = await load(row('Первое имя', 1000, 'Доля'));
	assert.match(words(r.text), /изменённых: 0, без изменений: 1/, 'a correction is not asked about again');
	r = await load(row('Второе имя', 2000, 'Доля'));
	const f = formOf(r.text, 'import-take');
	assert.deepEqual(f.fields.filter(([k]) => k.startsWith('take-')).map(([, v]) => v).sort(), ['amount_max', 'title']);
	assert.match(r.text, /<del>Первое<\/del><ins>Второе<\/ins>/);
	r = await c.post(f.action, f.fields.filter(([, v]) => v !== 'title'), { follow: true });
	assert.match(words(r.text), /Отмеченное принято/);
	assert.deepEqual(await one('title, amount_max, own_share', 'src-1'), ['Первое имя', '2000', 'Поправлено порталом']);
	r = await load(row('Второе имя', 2000, 'Доля'));
	assert.match(words(r.text), /изменённых: 0/, 'what was declined does not come again');
	assert.equal((await sql(site.db, "SELECT COUNT(*) FROM entry_revision r JOIN navigator_measure m ON m.entry = r.entry WHERE m.key = 'src-1' AND r.field = 'amount_max'"))[0][0], '1');
});

test('a rule that was edited in the portal is a proposal, not an overwrite', async () => {
	const [rule] = await one('rule', OURS);
	const theirs = JSON.stringify({ key: OURS, title: (await one('title', OURS))[0], summary: 'x', level: 'regional', money: 'subsidy', backer: 'Другой', recurrence: 'yearly',
		eligibility: { all: [{ field: 'population', op: 'le', value: 777 }] } });
	const r = await c.get((await send('Область', 'o.jsonl', theirs)).headers.location);
	assert.deepEqual(await one('rule', OURS), [rule]);
	const f = formOf(r.text, 'import-take');
	assert.ok(f.fields.some(([, v]) => v === 'eligibility'));
	await c.post(f.action, f.fields.filter(([k, v]) => !k.startsWith('take-') || v === 'eligibility'));
	assert.match((await one('rule', OURS))[0], /777/);
	assert.notEqual((await one('summary', OURS))[0], 'x');
	await look('/curation/import');
});
