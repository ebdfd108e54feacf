// Curators at work: a measure is written, reviewed, published, corrected by two at once, put away.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { MEASURES, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { forms, unescape } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

const OURS = 'fkgs-ivanovo-selection', FEDERAL = 'fkgs-public-spaces';
let site, b, curator, region;
before(async () => {
	site = await start({ demo: true });
	b = await launch();
	curator = await signIn(site, 'curator@veche.demo');
	region = await signIn(site, 'region@veche.demo');
});
after(async () => { await b?.close(); await site?.stop(); });

const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const page = key => `/curation/measure/${key}`;
/* The form as a browser would send it, some fields typed over. */
async function form(c, path, over = {}) {
	const r = await c.get(path);
	assert.equal(r.status, 200, path);
	return fill(r.text, path, over);
}
function fill(html, action, over = {}) {
	const f = forms(html).find(x => x.action === action);
	assert.ok(f, `a form to ${action}`);
	return [...f.fields.filter(([k]) => !(k in over) && k !== 'do'), ...Object.entries(over).flatMap(([k, v]) => [v].flat().map(x => [k, x])), ['do', 'save']];
}
const press = (fields, what) => [...fields.filter(([k]) => k !== 'do'), ['do', what]];
const act = async (c, key, to) => c.post(`${page(key)}/state`, { csrf: await tokenOf(c), to }, { follow: true });

test('a measure from nothing: problems keep what was typed, rows come and go, a draft is nobody’s but the curators’', async () => {
	const at = '/curation/new';
	let r = await curator.post(at, await form(curator, at, { title: 'Дворы без луж', amount_min: 'много', closes: '31.02.2027', territories: 'Нигдения' }));
	assert.equal(r.status, 422);
	for (const id of ['summary', 'backer', 'level', 'money', 'amount_min', 'closes', 'territories'])
		assert.match(r.text, new RegExp(`href="#f-${id}"`), id);
	assert.match(r.text, /value="много"/);
	assert.match(r.text, /Нет такой территории: «Нигдения»/);
	assert.deepEqual(await validate(r.text, 'a new measure with problems'), []);
	let f = fill(r.text, at, { summary: 'Деньги на ливнёвку во дворах', backer: 'Министерство дворов', level: 'regional', money: 'subsidy', recurrence: 'yearly',
		amount_min: '1 900 000', closes: '1.12.2027', territories: 'Ивановская область\n24707000', 'applicants[]': ['municipality', 'tos'], 'topics[]': [] });
	r = await curator.post(at, press(f, 'add:steps'));
	assert.equal(r.status, 200);
	f = fill(r.text, at, { 'steps-0-title': 'Соберите подписи', 'steps-0-due': '1.11.2027' });
	r = await curator.post(at, press(f, 'add:steps'));
	f = fill(r.text, at, { 'steps-1-title': 'Отправьте заявку' });
	r = await curator.post(at, press(f, 'up:steps:1'));
	f = fill(r.text, at);
	assert.deepEqual(f.filter(([k]) => /^steps-\d-title$/.test(k)).map(([, v]) => v), ['Отправьте заявку', 'Соберите подписи']);
	r = await curator.post(at, press(f, 'add:documents'));
	f = fill(r.text, at, { 'documents-0-note': 'без названия' });
	r = await curator.post(at, f);
	assert.equal(r.status, 422, 'a document has a title');
	r = await curator.post(at, press(fill(r.text, at), 'del:documents:0'));
	r = await curator.post(at, fill(r.text, at));
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, page('dvory-bez-luzh'));
	r = await curator.get(page('dvory-bez-luzh'));
	assert.match(words(r.text), /Мера: черновик/);
	assert.match(words(r.text), /не назван источник/, 'what is missing before publishing');
	assert.equal((await site.http.get('/navigator/dvory-bez-luzh')).status, 404);
	assert.equal((await curator.get(page('dvory-bez-luzh') + '/edit')).text.match(/24000000 Ивановская область/)?.length, 1);
	assert.doesNotMatch((await site.client().get('/search?q=%D0%BB%D0%B8%D0%B2%D0%BD%D1%91%D0%B2%D0%BA%D1%83')).text, /Дворы без луж/);
});

test('draft → review → published → archived → published: who may, what is told, what readers see', async () => {
	const key = 'dvory-bez-luzh', edit = `${page(key)}/edit`;
	let r = await act(curator, key, 'published');
	assert.match(words(r.text), /Пока не публикуем/);
	r = await curator.post(edit, await form(curator, edit, { source_title: 'Постановление' }));
	assert.equal(r.status, 303);
	r = await act(region, key, 'published');
	assert.match(words(r.text), /Так состояние меры не меняется/, 'the region’s curator prepares, the federal one publishes');
	r = await act(region, key, 'review');
	assert.match(words(r.text), /Мера отдана на проверку/);
	assert.match((await curator.get('/curation')).text, new RegExp(`${page(key)}"`), 'it waits on the curator’s desk');
	r = await act(curator, key, 'published');
	assert.match(words(r.text), /Мера опубликована/);
	assert.equal((await site.http.get(`/navigator/${key}`)).status, 200);
	assert.match(words((await site.http.get(`/navigator/${key}`)).text), /От 1 900 000 ₽/);
	r = await act(curator, key, 'archived');
	assert.equal((await site.http.get(`/navigator/${key}`)).status, 404);
	r = await act(curator, key, 'archived');
	assert.match(words(r.text), /Так состояние меры не меняется/);
	await act(curator, key, 'published');
	const [[state, entry]] = await sql(site.db, `SELECT m.state, e.state FROM navigator_measure m JOIN entry e ON e.id = m.entry WHERE m.key = '${key}'`);
	assert.deepEqual([state, entry], ['1', '1']);
	const log = (await sql(site.db, `SELECT action FROM audit WHERE object = '/navigator/${key}' ORDER BY id`)).flat();
	assert.deepEqual(log, ['navigator.state', 'navigator.publish', 'navigator.archive', 'navigator.publish']);
	assert.equal((await run(BIN, ['audit', '--db', site.db, 'verify'])).status, 0);
});

test('each field’s words in the history, with the author; readers are told what concerns them', async () => {
	const edit = `${page(OURS)}/edit`, was = MEASURES.find(m => m.key === OURS);
	let r = await region.post(edit, await form(region, edit, { summary: `${was.summary} И скамейки.`, note: 'спросить в отделе', amount_max: '61 000 000' }));
	assert.equal(r.status, 303, r.text.slice(0, 3000));
	r = await region.get(`${page(OURS)}/history`);
	assert.match(words(r.text), /Региональный куратор/);
	assert.match(r.text, /<ins> ?И скамейки\.<\/ins>/);
	assert.match(r.text, /<ins>61&nbsp;000&nbsp;000<\/ins>|<ins>61\u00a0000\u00a0000<\/ins>/);
	assert.match(r.text, /спросить в отделе/);
	const shown = (await site.client().get(`/navigator/${OURS}`)).text;
	assert.match(words(shown), /И скамейки/);
	assert.doesNotMatch(shown, /спросить в отделе/);
	r = await region.post(edit, await form(region, edit));
	assert.match(r.headers.location ?? '', new RegExp(`${page(OURS)}$`));
	assert.equal((await sql(site.db, `SELECT COUNT(*) FROM entry_revision r JOIN navigator_measure m ON m.entry = r.entry WHERE m.key = '${OURS}' AND r.field = 'summary'`))[0][0], '1', 'nothing new, nothing noted');
});

test('two at once: different fields join, the same field is shown with both texts, nothing is lost', async () => {
	const edit = `${page(OURS)}/edit`;
	const mine = await form(curator, edit, { what: 'Текст первого куратора', own_share: 'Доля по-моему' });
	let r = await region.post(edit, await form(region, edit, { how_much: 'Сумма второго', own_share: 'Доля по-другому' }));
	assert.equal(r.status, 303);
	r = await curator.post(edit, mine);
	assert.equal(r.status, 422);
	assert.match(words(r.text), /Изменили и вы, и другой куратор/);
	assert.match(r.text, /<del>[^<]*по-другому<\/del>/);
	assert.match(r.text, /<ins>[^<]*по-моему<\/ins>/);
	assert.deepEqual(await validate(r.text, 'a clash'), []);
	let f = fill(r.text, edit);
	const said = Object.fromEntries(f);
	assert.equal(said.what, 'Текст первого куратора');
	assert.equal(said.how_much, 'Сумма второго', 'the other field came along');
	assert.equal(said.own_share, 'Доля по-моему');
	assert.equal((await curator.post(edit, f)).status, 303);
	let [row] = await sql(site.db, `SELECT what, how_much, own_share FROM navigator_measure WHERE key = '${OURS}'`);
	assert.deepEqual(row, ['Текст первого куратора', 'Сумма второго', 'Доля по-моему']);
	/* and the other way: theirs stays */
	const again = await form(curator, edit, { own_share: 'Ещё раз по-моему' });
	await region.post(edit, await form(region, edit, { own_share: 'Ещё раз по-другому' }));
	r = await curator.post(edit, again);
	r = await curator.post(edit, [...fill(r.text, edit), ['take[]', 'own_share']]);
	assert.equal(r.status, 303);
	[row] = await sql(site.db, `SELECT own_share FROM navigator_measure WHERE key = '${OURS}'`);
	assert.deepEqual(row, ['Ещё раз по-другому']);
	/* without what was touched, simply joined */
	const third = await form(curator, edit, { who: 'Всем' });
	await region.post(edit, await form(region, edit, { how_much: 'Сумма третья' }));
	assert.equal((await curator.post(edit, third)).status, 303);
	[row] = await sql(site.db, `SELECT who, how_much FROM navigator_measure WHERE key = '${OURS}'`);
	assert.deepEqual(row, ['Всем', 'Сумма третья']);
});

test('a regional curator stays in the region', async () => {
	let r = await region.get(page(FEDERAL));
	assert.match(words(r.text), /Вы можете смотреть, но не править/);
	for (const path of [`${page(FEDERAL)}/edit`, `/navigator/${FEDERAL}/rule`]) {
		r = await region.get(path);
		assert.equal(r.headers.location, page(FEDERAL), path);
	}
	const [before] = await sql(site.db, `SELECT title, checked, version FROM navigator_measure WHERE key = '${FEDERAL}'`);
	r = await region.post(`${page(FEDERAL)}/edit`, { csrf: await tokenOf(region), title: 'Чужое', do: 'save' });
	assert.equal(r.status, 422);
	assert.match(r.text, /ведёт куратор её территории/);
	await region.post(`${page(FEDERAL)}/checked`, { csrf: await tokenOf(region) });
	await act(region, FEDERAL, 'archived');
	await region.post(`/navigator/${FEDERAL}/rule`, { csrf: await tokenOf(region), do: 'save' });
	assert.deepEqual((await sql(site.db, `SELECT title, checked, version FROM navigator_measure WHERE key = '${FEDERAL}'`))[0], before);
	/* its own measure may not be carried abroad, nor made the country's */
	const edit = `${page(OURS)}/edit`;
	for (const territories of ['Пермский край', '']) {
		r = await region.post(edit, await form(region, edit, { territories }));
		assert.equal(r.status, 422);
		assert.match(r.text, /href="#f-territories"/);
	}
	const all = async c => (await Promise.all([1, 2, 3].map(n => c.get(`/curation?state=published&page=${n}`)))).map(x => x.text).join();
	const desk = await all(region);
	assert.match(desk, new RegExp(`${page(OURS)}"`));
	assert.doesNotMatch(desk, new RegExp(`${page(FEDERAL)}"`), 'the desk holds what is theirs');
	assert.match(await all(curator), new RegExp(`${page(FEDERAL)}"`));
	const create = await region.get('/curation/new');
	assert.match(create.text, /24000000 Ивановская область/, 'the own territory is there already');
	assert.equal((await site.http.get('/curation')).status, 303);
	assert.equal((await (await signIn(site, 'muni@veche.demo')).get('/curation')).status, 403);
});

test('«проверено»: an old day asks for a look, a press answers', async () => {
	await sql(site.db, `UPDATE navigator_measure SET checked = 19000 WHERE key = '${FEDERAL}'`);
	assert.match((await curator.get('/curation?state=check')).text, new RegExp(`${page(FEDERAL)}"`));
	assert.match(words((await curator.get(page(FEDERAL))).text), /Пора проверить/);
	const r = await curator.post(`${page(FEDERAL)}/checked`, { csrf: await tokenOf(curator) }, { follow: true });
	assert.match(words(r.text), /Записали: сведения проверены сегодня/);
	assert.doesNotMatch((await curator.get('/curation?state=check')).text, new RegExp(`${page(FEDERAL)}"`));
	assert.match(words((await curator.get(`${page(FEDERAL)}/history`)).text), /Проверено/);
});

test('an archived measure stays archived when the file is loaded again; a portal’s edit stays while the file says the same', async () => {
	const key = MEASURES.at(-1).key, edit = `${page(key)}/edit`;
	await curator.post(edit, await form(curator, edit, { note: 'правка портала' }));
	await act(curator, key, 'archived');
	assert.equal((await run(BIN, ['import', '--db', site.db, 'measures', 'demo/navigator/measures.jsonl'])).status < 2, true);
	const [[state, note]] = await sql(site.db, `SELECT state, note FROM navigator_measure WHERE key = '${key}'`);
	assert.deepEqual([state, note], ['2', 'правка портала']);
	assert.equal((await site.http.get(`/navigator/${key}`)).status, 404);
});

test('the rule of a draft is edited before anybody sees it', async () => {
	const edit = '/curation/new';
	let r = await curator.post(edit, await form(curator, edit, { title: 'Черновик с условиями', summary: 'Коротко', backer: 'Фонд', level: 'federal', money: 'grant', recurrence: 'yearly', key: 'rule-draft' }));
	assert.equal(r.headers.location, page('rule-draft'));
	r = await curator.get('/navigator/rule-draft/rule');
	assert.equal(r.status, 200);
	const f = forms(r.text).find(x => x.action === '/navigator/rule-draft/rule').fields;
	r = await curator.post('/navigator/rule-draft/rule', [...f, ['row[]', '1'], ['parent-1', '0'], ['kind-1', 'leaf'], ['field-1', 'population'], ['op-1', 'le'], ['value-1', '20 000'], ['do', 'save']]);
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, page('rule-draft'));
	assert.equal((await site.http.get('/navigator/rule-draft')).status, 404);
});

test('a correction is suggested by an employee, waits for the right curator, the answer comes back', async () => {
	const clerk = await signIn(site, 'specialist@veche.demo'), at = `/navigator/${OURS}/suggest`;
	assert.match((await clerk.get(`/navigator/${OURS}`)).text, new RegExp(`href="${at}"`));
	assert.doesNotMatch((await site.client().get(`/navigator/${OURS}`)).text, new RegExp(at));
	assert.equal((await (await signIn(site, 'resident@veche.demo')).get(at)).status, 403);
	let r = await clerk.post(at, { csrf: await tokenOf(clerk), field: 'closes', text: ' ' });
	assert.equal(r.status, 422);
	assert.match(r.text, /value="closes" selected/);
	assert.deepEqual(await validate(r.text, 'a suggestion with a problem'), []);
	r = await clerk.submit(at, { field: 'closes', text: 'Приём продлили до <b>25 декабря</b>' }, { form: at });
	assert.match(words(r.text), /Предложение отправлено куратору/);
	assert.match(words(r.text), /ждёт ответа/);
	assert.ok(!r.text.includes('<b>25'), 'what was typed is text');
	await clerk.submit(`/navigator/${FEDERAL}/suggest`, { field: 'note', text: 'Не та ссылка' }, { form: `/navigator/${FEDERAL}/suggest` });
	const [[ours], [theirs]] = await sql(site.db, 'SELECT id FROM navigator_suggestion ORDER BY id');
	const queue = (await region.get('/curation/suggestions')).text;
	assert.match(words(queue), /Приём продлили до .*Специалист|Специалист.*Приём продлили/);
	assert.doesNotMatch(queue, /Не та ссылка/, 'a federal measure is not the region’s');
	assert.match(words((await curator.get('/curation')).text), /Предложения исправлений: 2/);
	assert.match(words((await curator.get(page(OURS))).text), /Что предлагают исправить/);
	await region.post(`/curation/suggestions/${theirs}`, { csrf: await tokenOf(region), do: 'accept' });
	r = await region.post(`/curation/suggestions/${ours}`, { csrf: await tokenOf(region), do: 'decline', answer: '' });
	assert.equal(r.status, 422);
	assert.match(r.text, /почему не приняли/);
	assert.deepEqual(await validate(r.text, 'an answer with a problem'), []);
	r = await region.post(`/curation/suggestions/${ours}`, { csrf: await tokenOf(region), do: 'accept', answer: 'Спасибо, исправили' });
	assert.equal(r.headers.location, `${page(OURS)}/edit`);
	r = await curator.post(`/curation/suggestions/${ours}`, { csrf: await tokenOf(curator), do: 'decline', answer: 'поздно' }, { follow: true });
	assert.match(words(r.text), /уже ответил другой куратор/);
	assert.deepEqual(await sql(site.db, 'SELECT state, answer FROM navigator_suggestion ORDER BY id'), [['1', 'Спасибо, исправили'], ['0', '']]);
	r = await clerk.get('/suggestions');
	assert.match(words(r.text), /принято Спасибо, исправили/);
	assert.deepEqual(await sql(site.db, "SELECT dest, subject FROM outbox WHERE topic = 'navigator'"), [['specialist@veche.demo', 'Ваше предложение: принято']], 'the author gets one letter');
	assert.match(words((await clerk.get('/alerts?show=all')).text), /На ваше предложение ответили[^]*Предложение принято[^]*Спасибо, исправили/);
	assert.equal((await site.http.get('/suggestions')).status, 303);
	for (const [c, path] of [[clerk, '/suggestions'], [clerk, at], [curator, '/curation/suggestions']]) {
		await checkPage(await b.once(site.base + path, { context: contextOf(c) }), { themes: ['light'], widths: [320, 1280] });
	}
});

test('pages stand at every width, in every theme, by keyboard', async () => {
	const at = contextOf(curator);
	for (const path of ['/curation?state=archived', page(OURS)]) {
		await checkPage(await b.once(site.base + path, { context: at }));
	}
	for (const path of ['/curation', `${page(OURS)}/history`, `${page(OURS)}/edit`]) {
		await checkPage(await b.once(site.base + path, { context: at }), { themes: ['light'], widths: [320, 1280] });
	}
});
