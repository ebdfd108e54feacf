// A region's folders on one page; items and notes deleted, and what is left to tell of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { csv, OTHER_PLACE, PLACE, REGION, signIn, sql } from '../../../tests/harness/demo.mjs';
import { csrfOf } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site;
before(async () => { site = await start({ demo: true, set: { jobs_runner: 'no' } }); });
after(async () => { await site?.stop(); });
const one = async text => (await sql(site.db, text))[0]?.[0];
const items = `FROM folder_item WHERE place = (SELECT id FROM places_place WHERE code = '${PLACE}')`;
const audit = async action => Number(await one(`SELECT COUNT(*) FROM audit WHERE action = '${action}'`));

test('a regional curator sees who works on what, by state, and what stands still', async () => {
	const c = await signIn(site, 'region@veche.demo'), page = await c.get(`/folder/${REGION}`);
	assert.equal(page.status, 200);
	assert.match(page.text, /Папки муниципалитетов региона/);
	assert.match(page.text, new RegExp(`href="/folder/${PLACE}/item/\\d+"`));
	assert.deepEqual(await validate(page.text, 'region'), []);
	const all = csv((await c.get(`/folder/${REGION}/board.csv`)).text);
	assert.ok(all.length >= Number(await one(`SELECT COUNT(*) ${items}`)) && all.length > 3);
	assert.ok(all.every(r => r['Код'].startsWith('24')), 'this region alone');
	const [[id]] = await sql(site.db, `SELECT id ${items} AND state = 2 ORDER BY id`);
	await sql(site.db, `UPDATE folder_item SET updated = 1 WHERE id = ${id}`);
	const still = await c.get(`/folder/${REGION}?still=1`);
	assert.match(still.text, new RegExp(`/folder/${PLACE}/item/${id}"`));
	assert.match(still.text, /без движения/);
	const preparing = csv((await c.get(`/folder/${REGION}/board.csv?state=preparing`)).text);
	assert.ok(preparing.length > 0 && preparing.length < all.length && preparing.every(r => r['Состояние'] === 'готовим'));
	assert.deepEqual(preparing.filter(r => r['Стоит на месте'] === 'да').length > 0, true);
	assert.match((await c.get('/folder')).text, new RegExp(`href="/folder/${REGION}"`), 'the start page leads there');
	assert.equal((await (await signIn(site, 'muni@veche.demo')).get(`/folder/${REGION}`)).status, 403);
	assert.equal((await c.get(`/folder/${OTHER_PLACE}`)).status, 403);
});

test('a note and an item are deleted after a question; that they were stays', async () => {
	const c = await signIn(site, 'specialist@veche.demo');
	const [[item]] = await sql(site.db, `SELECT id ${items} ORDER BY id`), at = `/folder/${PLACE}/item/${item}`;
	await c.submit(at, { text: 'Лишняя заметка' }, { form: `/folder/${PLACE}/note/${item}` });
	const note = await one(`SELECT id FROM folder_note WHERE item = ${item} ORDER BY id DESC`), drop = `/folder/${PLACE}/note-drop/${note}`;
	assert.match((await c.get(at)).text, new RegExp(`href="${drop}"`));
	const csrf = csrfOf((await c.get(at)).text);
	assert.equal((await c.post(drop, { csrf })).headers.location, drop, 'asks first');
	const asked = await c.get(drop);
	assert.match(asked.text, /Лишняя заметка/);
	assert.deepEqual(await validate(asked.text, drop), []);
	const gone = await c.submit(drop, {}, { form: drop });
	assert.match(gone.text, /Заметка удалена/);
	assert.doesNotMatch(gone.text, /Лишняя заметка/);
	assert.equal(await one(`SELECT COUNT(*) FROM folder_event WHERE item = ${item} AND field = 'note_drop'`), '1');
	assert.equal((await c.get(drop)).status, 404);

	const remove = `/folder/${PLACE}/remove/${item}`, page = await c.get(remove);
	assert.match(page.text, /Вместе с записью исчезнут/);
	assert.deepEqual(await validate(page.text, remove), []);
	assert.equal((await c.post(remove, { csrf })).headers.location, remove);
	const neighbour = await signIn(site, 'region@veche.demo');
	assert.equal((await neighbour.get(remove.replace(PLACE, OTHER_PLACE))).status, 403);
	const board = await c.submit(remove, {}, { form: remove });
	assert.match(board.text, /Запись удалена из папки/);
	assert.match(board.text, /Удалённые записи/);
	assert.equal((await c.get(at)).status, 404);
	for (const t of ['folder_check', 'folder_note', 'folder_file', 'folder_event'])
		assert.equal(await one(`SELECT COUNT(*) FROM ${t} WHERE item = ${item}`), '0', t);
	assert.equal(await audit('folder.drop'), 1);
	assert.equal(await audit('folder.note_drop'), 1);
});

test('pages in a browser', async () => {
	const b = await launch();
	try {
		const c = await signIn(site, 'region@veche.demo');
		const context = contextOf(c);
		const id = await one(`SELECT id ${items} ORDER BY id`);
		for (const path of [`/folder/${REGION}`, `/folder/${PLACE}/remove/${id}`, `/folder/${PLACE}`])
			await checkPage(await b.once(`${site.base}${path}`, { context }));
	} finally {
		await b.close();
	}
});
