// The folder as staff use it: take a measure, papers, steps and back, files, calendar, exports; neighbours see nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MEASURES, OTHER_PLACE, PLACE, csv, municipalities, signIn, sql } from '../../../tests/harness/demo.mjs';
import { csrfOf, forms, unescape } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

const PASS = 'pass-Word-for-tests-7', KEY = 'rural-rental-housing';
let site, staff;
before(async () => {
	site = await start({ demo: true, set: { upload_limit: 1, folder_quota: 2 } });
	staff = await signIn(site, 'specialist@veche.demo');
});
after(() => site?.stop());

const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const part = (html, id) => html.slice(html.indexOf(`id="${id}"`)).split('</section>')[0];
const formTo = (page, end) => forms(page.text).find(f => f.action.endsWith(end));
const day = days => { const d = new Date(Date.now() + (days * 24 + 3) * 3600e3); return [d.getUTCDate(), d.getUTCMonth() + 1].map(n => String(n).padStart(2, '0')).join('.') + `.${d.getUTCFullYear()}`; };
const number = async text => Number((await sql(site.db, text))[0][0]);

async function user(email, role, place) {
	const veche = (...args) => run(BIN, ['user', '--db', site.db, ...args], { input: `${PASS}\n` });
	assert.equal((await veche('add', email, '--name', 'Проверка')).status, 0, email);
	assert.equal((await veche('grant', email, '--role', role, '--place', place)).status, 0);
	return signIn(site, email, PASS);
}

/* Takes a measure, answers the path of its item. */
async function take(c, key, data = {}) {
	const page = await c.get(`/folder/${PLACE}/add?measure=${key}`);
	assert.equal(page.status, 200, key);
	const r = await c.submit('', { measure: key, ...data }, { page, form: `/folder/${PLACE}/add`, follow: false });
	assert.equal(r.status, 303, words(r.text));
	return r.headers.location;
}
async function move(c, item, to, data = {}) {
	const page = await c.get(`${item.replace('/item/', '/move/')}?to=${to}`);
	return c.submit('', { to, ...data }, { page, form: item.replace('/item/', '/move/'), follow: false });
}

test('the board of the demonstration: by state, the nearest term first, sums, all said to be samples', async () => {
	const r = await staff.get(`/folder/${PLACE}`);
	assert.equal(r.status, 200);
	const text = words(r.text);
	for (const s of [/Готовим заявку, 2/, /Присматриваемся, 2/, /Заявка подана, 1/, /Получили, 1/, /Отказ, 1/, /Ближайший срок: документ до/, /Учебный пример/, /Просим/])
		assert.match(text, s);
	const preparing = part(r.text, 'h-preparing');
	assert.ok(preparing.indexOf('Городской парк') < preparing.indexOf('Двор дома'), 'the nearest term first');
	assert.match(words(preparing), /4 из 7/);
	assert.doesNotMatch(r.text, /Соседн/);
});

test('the filter shows one person’s items, says when there are none and how to see all', async () => {
	const mine = await staff.get(`/folder/${PLACE}?who=me`);
	assert.match(mine.text, /Городской парк/);
	assert.doesNotMatch(mine.text, /Главная площадь/);
	const none = await staff.get(`/folder/${PLACE}?who=none&year=2031`);
	assert.match(words(none.text), /По этому фильтру ничего нет/);
	assert.match(none.text, new RegExp(`href="/folder/${PLACE}">Показать всё`));
	assert.equal((await staff.get(`/folder/${PLACE}?who=%00&year=x`)).status, 200, 'nonsense shows all');
});

test('a measure is taken from its page; its papers become the checklist; twice a year it cannot be', async () => {
	staff.jar.set('veche_place', PLACE);
	const measure = await staff.get(`/navigator/${KEY}`);
	const link = measure.text.match(/href="(\/folder\/\d+\/add\?measure=[^"]+)">В папку/);
	assert.ok(link, 'the measure has a button');
	const item = await take(staff, KEY, { aim: 'Шесть домов', due: day(10) });
	const page = await staff.get(item);
	const m = MEASURES.find(x => x.key === KEY);
	for (const d of m.documents)
		assert.ok(words(page.text).includes(d.title.replace(/\u00a0/g, ' ')), d.title);
	assert.match(words(page.text), new RegExp(`0 из ${m.documents.length}`));
	assert.match(words(page.text), /Шесть домов/);
	const again = await staff.get(`/navigator/${KEY}`);
	assert.match(words(again.text), /В папке: присматриваемся, \d{4} год/);
	assert.doesNotMatch(again.text, /">В папку</);
	const form = await staff.get(`/folder/${PLACE}/add?measure=${KEY}`);
	assert.match(words(form.text), /Эта мера в папке уже есть/);
	const year = words(part(page.text, 'h-hist')).match(/\b(20\d\d)\b(?!,)/)[1];
	const twice = await staff.submit('', { measure: KEY, year }, { page: form, form: `/folder/${PLACE}/add`, follow: false });
	assert.equal(twice.status, 422);
	assert.match(words(twice.text), /за этот год в папке уже есть/);
});

test('what is not a measure, a person from elsewhere, a bad date: told at the field, kept as typed', async () => {
	assert.equal((await staff.get(`/folder/${PLACE}/add?measure=no-such`)).status, 404);
	const page = await staff.get(`/folder/${PLACE}/add?measure=clean-water`);
	const bad = await staff.submit('', { aim: 'Колодец', due: '31.02.2027', person: '999999', year: '1' }, { page, form: `/folder/${PLACE}/add`, follow: false });
	assert.equal(bad.status, 422);
	for (const w of [/Введите дату/, /Ответственного выбирают/, /от 2\s?000 до 2\s?100/])
		assert.match(words(bad.text), w);
	assert.match(bad.text, /value="Колодец"/);
	assert.match(bad.text, /value="31.02.2027"/);
	assert.equal(await number("SELECT COUNT(*) FROM folder_item WHERE aim = 'Колодец'"), 0);
});

test('papers are ticked, given a term and a person, added and put away', async () => {
	const item = await take(staff, 'digital-divide');
	let page = await staff.get(item);
	const first = page.text.match(/formaction="(\/folder\/\d+\/check\/\d+)"/)[1];
	const csrf = csrfOf(page.text);
	assert.equal((await staff.post(first, { csrf, do: 'done' })).status, 303);
	page = await staff.get(item);
	assert.match(words(page.text), /1 из 3/);
	assert.match(words(part(page.text, 'h-hist')), /Документ готов/);
	assert.equal((await staff.post(first, { csrf, do: 'done' })).status, 303, 'twice is once');
	assert.equal(await number("SELECT COUNT(*) FROM folder_event WHERE field = 'paper_done'"), 1);
	const me = (await staff.get(first)).text.match(/<option value="(\d+)"[^>]*>Специалист/)[1];
	assert.equal((await staff.post(first, { csrf, do: 'undone' })).status, 303);
	assert.equal((await staff.post(first, { csrf, do: 'save', due: day(-2), person: me, about: 'Подпишет глава' })).status, 303);
	page = await staff.get(item);
	assert.match(words(part(page.text, 'h-docs')), /просрочено на 2 дня.*Специалист/);
	assert.match(words(page.text), /Подпишет глава/);
	const bad = await staff.post(first, { csrf, do: 'save', due: 'завтра', about: 'Останется' });
	assert.equal(bad.status, 422);
	assert.match(bad.text, /value="Останется"/);
	assert.equal((await staff.post(item.replace('/item/', '/document/'), { csrf, paper: 'Письмо главы', required: '1' })).status, 303);
	assert.match(words((await staff.get(item)).text), /Письмо главы/);
	assert.equal((await staff.post(item.replace('/item/', '/document/'), { csrf, paper: '' })).status, 422);
	const unsure = await staff.post(first, { csrf, do: 'drop' });
	assert.equal(unsure.status, 422, 'a checkbox must be ticked');
	assert.equal((await staff.post(first, { csrf, do: 'drop', sure: '1' })).status, 303);
	assert.equal((await staff.get(first)).status, 404);
	assert.match(words((await staff.get(item)).text), /0 из 3/);
});

test('steps: each says what it means, asks for what it needs, and the last one can be taken back', async () => {
	const item = await take(staff, 'school-buses');
	const say = await staff.get(`${item.replace('/item/', '/move/')}?to=applied`);
	assert.match(words(say.text), /Портал заявку не отправляет/);
	assert.match(words(say.text), /Обязательных документов не отмечено/);
	const future = await move(staff, item, 'applied', { day: day(3), sum: '1 900 000' });
	assert.equal(future.status, 422);
	assert.match(words(future.text), /Этот день ещё не наступил/);
	assert.match(future.text, /value="1 900 000"/);
	assert.equal((await move(staff, item, 'applied', { day: day(-3), sum: '1 900 000', note: 'Ушла через портал' })).status, 303);
	let page = await staff.get(item);
	assert.match(words(page.text), /Заявка подана/);
	assert.match(words(page.text), /Просим 1 900 000 ₽/);
	assert.match(words(page.text), /Ушла через портал/);
	assert.equal((await move(staff, item, 'won', { sum: '1500000' })).status, 303);
	page = await staff.get(item);
	assert.match(words(page.text), /Получили 1 500 000 ₽/);
	const back = formTo(page, item.split('/').at(-1).replace(/^/, '/undo/'));
	assert.equal((await staff.post(back.action, back.fields)).status, 303);
	page = await staff.get(item);
	assert.match(words(part(page.text, 'h-next')), /Заявка подана/);
	assert.doesNotMatch(words(part(page.text, 'h-facts')), /Получили/);
	assert.equal((await staff.post(back.action, back.fields)).status, 409, 'the same step cannot be taken back twice');
	const late = await staff.get(`${item.replace('/item/', '/move/')}?to=won`);
	assert.equal((await move(staff, item, 'refused')).status, 303);
	const old = await staff.submit('', { to: 'won' }, { page: late, form: item.replace('/item/', '/move/'), follow: false });
	assert.equal(old.status, 409, 'somebody was quicker');
	assert.equal((await staff.post(item.replace('/item/', '/move/'), { csrf: csrfOf(late.text), to: 'preparing', seen: 'refused' })).status, 404, 'there is no such step');
});

test('terms and the person are changed with a history', async () => {
	const item = await take(staff, 'clean-water', { aim: 'Скважина' });
	const r = await staff.submit(item, { aim: 'Две скважины', asked: '3 000 000', due: day(4), person: '' }, { form: item });
	assert.match(words(part(r.text, 'h-hist')), /Было: Скважина . Стало: Две скважины/);
	assert.match(words(part(r.text, 'h-hist')), /Просим: 3 000 000 ₽/);
	assert.match(words(part(r.text, 'h-hist')), /Ответственный. Было: Специалист/);
	assert.match(words(r.text), /наш срок .*, 4 дня/);
	const note = await staff.post(item.replace('/item/', '/note/'), { csrf: csrfOf(r.text), text: '<b>x</b> **важно**' }, { follow: true });
	assert.match(note.text, /<strong>важно<\/strong>/);
	assert.doesNotMatch(note.text, /<b>x<\/b>/);
});

const PDF = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n', 'latin1');

test('files: taken by what they are, given back byte for byte as attachments, deleted after a question', async () => {
	const item = await take(staff, 'river-clearing'), up = item.replace('/item/', '/upload/');
	const csrf = csrfOf((await staff.get(item)).text);
	const big = Buffer.concat([PDF, Buffer.alloc(700 * 1024, 0)]);
	for (let i = 0; i < 256; i++)
		big[100 + i] = i;
	const put = (name, data, type) => staff.upload(up, [['csrf', csrf], ['file', { name, data, type }]]);
	assert.equal((await put('../Смета <парк>.pdf', big, 'text/html')).status, 303);
	let page = await staff.get(item);
	const at = page.text.match(/href="(\/folder\/\d+\/file\/\d+)">([^<]+)</);
	assert.equal(unescape(at[2]), 'Смета _парк_.pdf');
	const got = await staff.get(at[1]);
	assert.equal(got.status, 200);
	assert.ok(got.body.equals(big), 'the same bytes');
	assert.equal(got.headers['content-type'], 'application/pdf');
	assert.match(got.headers['content-disposition'], /^attachment; filename="smeta-?_?park[^"]*\.pdf"; filename\*=UTF-8''/);
	assert.equal(got.headers['x-content-type-options'], 'nosniff');
	assert.match(got.headers['content-security-policy'], /default-src 'none'/);
	for (const [name, data] of [['page.html', '<html>'], ['x.pdf', '<script>alert(1)</script>'], ['a.exe', 'MZ\x90'], ['empty.pdf', ''], ['x.svg', '<svg/>'], ['x.zip', 'PK\x05\x06'], ['x.txt', 'a\x00b']]) {
		const r = await put(name, Buffer.from(data, 'latin1'));
		assert.equal(r.status, 422, name);
	}
	assert.equal((await put('page.html', PDF)).status, 303);
	page = await staff.get(item);
	assert.match(page.text, />page\.html\.pdf</, 'the name says what it is');
	assert.equal((await put('many.pdf', Buffer.concat([PDF, Buffer.alloc(1 << 20)]))).status, 413);
	assert.equal((await put('two.pdf', big)).status, 303);
	const full = await put('three.pdf', big);
	assert.equal(full.status, 422);
	assert.match(words(full.text), /Место кончилось: в папке муниципалитета помещается 2 МБ/);
	const drop = at[1].replace('/file/', '/drop/');
	assert.match(words((await staff.get(drop)).text), /Вернуть его будет нельзя/);
	assert.equal((await staff.post(drop, { csrf })).status, 303);
	assert.equal((await staff.get(at[1])).status, 404);
	assert.equal(await number(`SELECT COUNT(*) FROM folder_piece WHERE file = ${at[1].split('/').at(-1)}`), 0);
	assert.equal((await put('three.pdf', big)).status, 303, 'there is room again');
});

test('nobody sees or changes a neighbour’s folder, whatever address they make up', async () => {
	const other = await user('other@example.org', 'MUNI_ADMIN', OTHER_PLACE);
	const resident = await signIn(site, 'resident@veche.demo');
	const region = await signIn(site, 'region@veche.demo');
	const paths = ['', '/board.csv', '/board.xlsx', '/calendar', '/add', '/item/1', '/move/1', '/check/1', '/file/1', '/drop/1'];
	for (const p of paths) {
		assert.equal((await other.get(`/folder/${PLACE}${p}`)).status, 403, p);
		assert.equal((await resident.get(`/folder/${PLACE}${p}`)).status, 403, p);
		assert.equal((await site.client().get(`/folder/${PLACE}${p}`)).status, 303, p);
		assert.equal((await region.get(`/folder/${PLACE}${p}`)).status, 200, `those above may: ${p}`);
	}
	// one's own place with another's numbers
	const csrf = csrfOf((await other.get(`/folder/${OTHER_PLACE}/add?measure=${KEY}`)).text);
	for (const p of paths.filter(x => x.endsWith('/1')))
		assert.equal((await other.get(`/folder/${OTHER_PLACE}${p}`)).status, 404, p);
	for (const p of ['item', 'move', 'undo', 'document', 'check', 'note', 'drop'])
		assert.equal((await other.post(`/folder/${OTHER_PLACE}/${p}/1`, { csrf, do: 'done', text: 'x', paper: 'xx' })).status, 404, p);
	assert.equal((await other.upload(`/folder/${OTHER_PLACE}/upload/1`, [['csrf', csrf], ['file', { name: 'x.pdf', data: PDF }]])).status, 404);
	const empty = await other.get(`/folder/${OTHER_PLACE}`);
	assert.doesNotMatch(empty.text, /Городской парк/);
	const measure = await other.get(`/navigator/fkgs-ivanovo-selection?place=${PLACE}`);
	assert.doesNotMatch(words(measure.text), /В папке|похожих муниципалитетов заявились/);
});

test('how towns like ours fared: from three that applied, to those who work here alone', async () => {
	const r = await staff.get('/navigator/fkgs-public-spaces');
	assert.match(words(r.text), /Из \d+ похожих муниципалитетов заявились 6, получили 3\. Данные условные/);
	const guest = site.client();
	guest.jar.set('veche_place', PLACE);
	for (const path of ['/navigator/fkgs-public-spaces', `/navigator/fkgs-public-spaces?place=${PLACE}`])
		assert.doesNotMatch(words((await guest.get(path)).text), /похожих муниципалитетов заявились/);
	await sql(site.db, `UPDATE folder_item SET state = 1 WHERE state > 2 AND place <> (SELECT id FROM places_place WHERE code = '${PLACE}')
		AND entry = (SELECT id FROM entry WHERE url = '/navigator/small-towns-contest') AND id > (SELECT MIN(id) + 1 FROM folder_item
		WHERE entry = (SELECT id FROM entry WHERE url = '/navigator/small-towns-contest'))`);
	assert.doesNotMatch(words((await staff.get('/navigator/small-towns-contest')).text), /похожих муниципалитетов заявились/, 'two are not told');
});

test('the calendar: a secret address, renewed and revoked, and no longer than the role', async () => {
	const c = await user('brief@example.org', 'EMPLOYEE', PLACE);
	const made = await c.submit(`/folder/${PLACE}/calendar`, { do: 'new' }, { form: `/folder/${PLACE}/calendar` });
	const address = unescape(made.text.match(/value="([^"]+\.ics\?key=[^"]+)"/)[1]);
	assert.equal((await sql(site.db, 'SELECT hash FROM folder_key'))[0][0].length, 64);
	assert.ok(!(await sql(site.db, 'SELECT hash FROM folder_key')).flat().includes(address.split('key=')[1]), 'the key is not kept');
	const path = new URL(address).pathname + new URL(address).search;
	const ics = await site.client().get(path);
	assert.equal(ics.status, 200);
	assert.match(ics.headers['content-type'], /^text\/calendar/);
	const text = ics.text.replace(/\r\n /g, '');
	assert.match(text, /SUMMARY:Последний день приёма: /);
	assert.match(text, /SUMMARY:Наш срок: /);
	assert.match(text, /SUMMARY:Ожидается приём: [^]*?STATUS:TENTATIVE/);
	assert.match(text, new RegExp(`URL:http://[^\\r]+/folder/${PLACE}/item/1`));
	assert.equal((text.match(/BEGIN:VEVENT/g) ?? []).length, new Set(text.match(/UID:[^\r]+/g)).size);
	for (const bad of ['?key=', '?key=x', `?key=${'0'.repeat(48)}`])
		assert.equal((await site.client().get(`/folder/${PLACE}.ics${bad}`)).status, 404, bad);
	assert.equal((await site.client().get(path.replace(PLACE, OTHER_PLACE))).status, 404, 'for this place alone');
	assert.doesNotMatch((await c.get(`/folder/${PLACE}/calendar`)).text, /\?key=/, 'it is shown once');
	const again = await c.submit(`/folder/${PLACE}/calendar`, { do: 'new' }, { form: `/folder/${PLACE}/calendar` });
	assert.equal((await site.client().get(path)).status, 404, 'the old one is no more');
	const next = unescape(again.text.match(/value="[^"]+(\/folder[^"]+key=[^"]+)"/)[1]);
	assert.equal((await site.client().get(next)).status, 200);
	const veche = (...args) => run(BIN, ['user', '--db', site.db, ...args]);
	assert.equal((await veche('revoke', 'brief@example.org', '--role', 'EMPLOYEE', '--place', PLACE)).status, 0);
	assert.equal((await site.client().get(next)).status, 404, 'without the role it does not open');
	await veche('grant', 'brief@example.org', '--role', 'EMPLOYEE', '--place', PLACE);
	assert.equal((await site.client().get(next)).status, 200);
	await veche('block', 'brief@example.org');
	assert.equal((await site.client().get(next)).status, 404, 'nor for a blocked account');
});

test('the board as CSV and XLSX, by the same filter', async () => {
	const all = csv((await staff.get(`/folder/${PLACE}/board.csv`)).text);
	assert.ok(all.length >= 7);
	const park = all.find(r => r['На что просим'].startsWith('Городской парк'));
	assert.equal(park['Состояние'], 'готовим');
	assert.equal(park['Просим, ₽'], '24500000');
	assert.match(park['Срок'], /^\d{4}-\d\d-\d\d$/);
	assert.match(park['Страница'], /^http.*\/item\/1$/);
	const mine = csv((await staff.get(`/folder/${PLACE}/board.csv?who=me`)).text);
	assert.ok(mine.length < all.length && mine.every(r => r['Ответственный'] === 'Специалист'));
	const x = await staff.get(`/folder/${PLACE}/board.xlsx`);
	assert.equal(x.body.subarray(0, 2).toString(), 'PK');
	assert.match(x.headers['content-disposition'], /\.xlsx/);
});

test('the way in, the desk and the list of measures', async () => {
	const c = await signIn(site, 'specialist@veche.demo');
	assert.equal((await c.get('/folder')).headers.location, `/folder/${PLACE}`);
	const desk = await c.get('/');
	assert.match(words(desk.text), /В работе: \d+\..*Ближайший срок — /);
	const list = await c.get('/navigator');
	assert.match(list.text, new RegExp(`href="/folder/${PLACE}/add\\?measure=[\\w-]+">В папку`));
	const guest = site.client();
	guest.jar.set('veche_place', PLACE);
	assert.doesNotMatch((await guest.get('/navigator')).text, /\/folder\/\d/);
	assert.doesNotMatch(words((await guest.get('/')).text), /В работе: /);
	assert.match((await guest.get('/folder')).headers.location, /^\/login\?back=%2Ffolder/);
	const resident = await signIn(site, 'resident@veche.demo');
	assert.match(words((await resident.get('/folder')).text), /пока нет прав на папку/);
	const curator = await signIn(site, 'curator@veche.demo');
	assert.match(words((await curator.get('/folder')).text), /С каким муниципалитетом работаем/);
	assert.equal((await curator.get(`/folder/${municipalities().find(p => p.code !== PLACE).code}`)).status, 200, 'the whole country');
});

test('the next round is told on the page of a closed measure', async () => {
	const r = await site.http.get('/navigator/creative-industries-schools');
	assert.match(words(part(r.text, 'h-do')), /Следующий приём ожидается .* года: так было \d года? из \d\. Уверенность (высокая|средняя)/);
	const open = await site.http.get('/navigator/fkgs-public-spaces');
	assert.doesNotMatch(words(part(open.text, 'h-do')), /Следующий приём ожидается/);
	assert.match(words(part(open.text, 'h-rounds')), /Следующий приём ожидается/);
	assert.match((await site.http.get('/help')).text, /id="forecast"/);
});
