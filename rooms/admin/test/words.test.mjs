// Topics and synonyms: edited, merged, deleted; what people see follows at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { checkPage, contextOf, launch } from '../../../tests/harness/browser.mjs';
import { start, veche } from '../../../tests/harness/server.mjs';

let site, admin;
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	admin = await signIn(site, 'admin@veche.demo');
});
after(async () => { await site?.stop(); });

const one = async text => (await sql(site.db, text))[0]?.[0];
const send = async (path, data, follow = true) => admin.post(path, { csrf: await tokenOf(admin), ...data }, { follow });
const topic = code => one(`SELECT id FROM topic WHERE code = '${code}'`);
const noted = action => one(`SELECT COUNT(*) FROM audit WHERE action = '${action}'`).then(Number);

test('a topic is renamed, and the navigator says the new name in both languages', async () => {
	const id = await topic('roads'), parent = await one(`SELECT parent FROM topic WHERE id = ${id}`);
	assert.match((await site.http.get('/navigator')).text, />Дороги</);
	const r = await send(`/admin/topics/${id}`, { ru: 'Дороги и мосты', en: 'Roads and bridges', parent, sort: '13' });
	assert.match(r.text, /Тема сохранена/);
	assert.match((await site.client().get('/navigator')).text, />Дороги и мосты</);
	const en = site.client();
	en.jar.set('veche_lang', 'en');
	assert.match((await en.get('/navigator')).text, />Roads and bridges</);
	assert.equal(await noted('admin.topic_put'), 1);
});

test('what is wrong with a topic is said at the field, and nothing is lost', async () => {
	const before = await one('SELECT COUNT(*) FROM topic'), city = await topic('city'), roads = await topic('roads');
	for (const [data, field] of [[{ code: 'Парки', ru: 'Парки', en: 'Parks' }, 'code'], [{ code: 'roads', ru: 'Парки', en: 'Parks' }, 'code'],
		[{ code: 'parks', ru: '', en: 'Parks' }, 'ru'], [{ code: 'parks', ru: 'Парки', en: 'P' }, 'en'],
		[{ code: 'parks', ru: 'Парки', en: 'Parks', sort: 'много' }, 'sort'], [{ code: 'parks', ru: 'Парки', en: 'Parks', parent: roads }, 'parent']]) {
		const r = await send('/admin/topics', data);
		assert.equal(r.status, 422, JSON.stringify(data));
		assert.match(r.text, new RegExp(`href="#f-${field}"`), JSON.stringify(data));
		if (data.ru)
			assert.ok(r.text.includes(`value="${data.ru}"`));
	}
	const r = await send(`/admin/topics/${city}`, { ru: 'Город', en: 'Town', parent: await topic('people') });
	assert.equal(r.status, 422, 'a topic with others in it stays on top');
	assert.equal(await one('SELECT COUNT(*) FROM topic'), before);
	assert.equal((await send('/admin/topics/999999', { ru: 'Тема', en: 'Topic' })).status, 404);
});

test('a topic nobody uses is deleted when one says so twice; a used one is not', async () => {
	assert.match((await send('/admin/topics', { code: 'parks', ru: 'Парки', en: 'Parks', parent: await topic('city'), sort: '99' })).text, /Тема добавлена/);
	const id = await topic('parks'), roads = await topic('roads');
	assert.equal((await send(`/admin/topics/${id}/delete`, {})).status, 422);
	assert.equal(await topic('parks'), id);
	assert.match((await send(`/admin/topics/${id}/delete`, { sure: 'yes' })).text, /Тема удалена/);
	assert.equal(await topic('parks'), undefined);
	const r = await send(`/admin/topics/${roads}/delete`, { sure: 'yes' });
	assert.equal(r.status, 422);
	assert.match(r.text, /можно объединить/);
	assert.equal(await topic('roads'), roads);
});

test('merging moves entries and nested topics, and each entry has the topic once', async () => {
	const roads = await topic('roads'), transport = await topic('transport');
	const both = await one(`SELECT COUNT(DISTINCT entry) FROM entry_topic WHERE topic IN (${roads}, ${transport})`);
	let r = await send(`/admin/topics/${roads}/merge`, { into: transport });
	assert.equal(r.status, 422, 'not without the tick');
	assert.equal((await send(`/admin/topics/${roads}/merge`, { into: roads, sure: 'yes' })).status, 422);
	// who follows one topic, who follows the other and both, who has paused
	const follow = async (email, ...what) => {
		const c = await signIn(site, email);
		for (const w of what)
			assert.equal((await c.post('/alerts/new', { csrf: await tokenOf(c), what: w, title: w, every: 'once' })).status, 303, w);
	};
	await follow('lawyer@veche.demo', '/navigator?topic=roads&place=-');
	await follow('expert@veche.demo', '/navigator?topic=roads&place=-', '/navigator?topic=transport&place=-');
	await follow('moderator@veche.demo', '/navigator?topic=roads&topic=water&place=-');
	await sql(site.db, "UPDATE alerts_sub SET state = 0 WHERE target LIKE '%water%'");
	r = await send(`/admin/topics/${roads}/merge`, { into: transport, sure: 'yes' });
	assert.match(r.text, /Темы объединены/);
	assert.deepEqual((await sql(site.db, 'SELECT u.email, s.target, s.state FROM alerts_sub s JOIN account_user u ON u.id = s.user_id WHERE s.state <> 2 ORDER BY u.email, s.target')).map(x => x.join(' ')),
		['expert@veche.demo /navigator?place=-&topic=transport 1', 'lawyer@veche.demo /navigator?place=-&topic=transport 1', 'moderator@veche.demo /navigator?place=-&topic=water&topic=transport 0']);
	assert.equal(await one(`SELECT COUNT(*) FROM entry_topic WHERE topic = ${transport}`), both);
	assert.equal(await topic('roads'), undefined);
	assert.doesNotMatch((await site.client().get('/navigator')).text, />Дороги и мосты</);
	const city = await topic('city'), people = await topic('people'), below = +await one(`SELECT COUNT(*) FROM topic WHERE parent IN (${city}, ${people})`);
	assert.equal((await send(`/admin/topics/${city}/merge`, { into: transport, sure: 'yes' })).status, 422, 'three levels would come of it');
	await send(`/admin/topics/${city}/merge`, { into: people, sure: 'yes' });
	assert.equal(+await one(`SELECT COUNT(*) FROM topic WHERE parent = ${people}`), below);
	await veche(site.db, 'init');
	assert.equal(await topic('roads'), undefined, 'init does not bring back what was edited');
});

test('a new group of synonyms is found by at once, then changed, then gone', async () => {
	const found = async word => (await site.client().get(`/search?q=${encodeURIComponent(word)}`)).text;
	assert.doesNotMatch(await found('бумбумжж'), /<mark>/);
	let r = await send('/admin/synonyms', { phrases: 'один' });
	assert.equal(r.status, 422);
	assert.match(r.text, /Нужно хотя бы два слова/);
	assert.match(r.text, />один<\/textarea>/);
	r = await send('/admin/synonyms', { phrases: ' БумбумЖЖ \r\nпарк\r\n\r\nпарк\r\n' });
	assert.match(r.text, /Группа добавлена/);
	const no = await one(`SELECT grp FROM search_synonym WHERE phrase = 'бумбумжж'`);
	assert.equal(await one(`SELECT COUNT(*) FROM search_synonym WHERE grp = ${no}`), '2', 'the same phrase once, in small letters');
	assert.match(await found('бумбумжж'), /href="\/navigator\//);
	assert.match((await admin.get('/admin/synonyms?q=бумбум')).text, /бумбумжж, парк/);

	const path = `/admin/synonyms/${no}`;
	r = await admin.submit(path, { phrases: 'бумбумжж\nбиблиотека' }, { form: path });
	assert.match(r.text, /Группа сохранена/);
	r = await send(path, { was: 'бумбумжж\r\nпарк', phrases: 'бумбумжж\nшкола' });
	assert.equal(r.status, 422, 'somebody else was quicker');
	assert.match(r.text, /успели изменить/);
	assert.match(r.text, /школа<\/textarea>/);
	assert.equal((await send(`${path}/delete`, {})).status, 422);
	assert.match((await send(`${path}/delete`, { sure: 'yes' })).text, /Группа удалена/);
	assert.equal(await one(`SELECT COUNT(*) FROM search_synonym WHERE grp = ${no}`), '0');
	assert.doesNotMatch(await found('бумбумжж'), /href="\/navigator\/[a-z]/);
	assert.equal((await admin.get(path)).status, 404);
	assert.equal(await noted('admin.synonyms_put'), 2);
	assert.equal(await noted('admin.synonyms_drop'), 1);
});

test('the pages of one topic and of one group pass, filled and sent back', async () => {
	const b = await launch();
	try {
		for (const path of [`/admin/topics/${await topic('people')}`, '/admin/synonyms/1']) {
			await checkPage(await b.once(site.base + path, { context: contextOf(admin) }), { themes: ['light', 'contrast'] });
		}
	} finally {
		await b.close();
	}
});
