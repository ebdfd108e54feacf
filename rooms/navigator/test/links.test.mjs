// Links of measures: each kind of trouble is told apart, hosts are spared, the inner network is closed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { validate } from '../../../tests/harness/browser.mjs';
import { signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { unescape } from '../../../tests/harness/http.mjs';
import { BIN, freePort, run, start } from '../../../tests/harness/server.mjs';

const PASS = 'pass-Word-for-tests-7', dir = mkdtempSync(join(tmpdir(), 'veche-links-'));
const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const servers = [], asked = [];
/* A site of its own on loopback: its own port is its own host. */
const site = answer => new Promise(ok => {
	const s = http.createServer((rq, rp) => { asked.push({ at: Date.now(), method: rq.method, url: rq.url, port: s.address().port }); answer(rq, rp); });
	s.listen(0, '127.0.0.1', () => { servers.push(s); ok(`http://127.0.0.1:${s.address().port}`); });
});
const says = (status, headers = {}) => (rq, rp) => rp.writeHead(status, headers).end(rq.method === 'HEAD' ? '' : 'x');
const URLS = {};
let portal, curator;

const measure = (key, source_url, contacts = []) => JSON.stringify({ key, title: `Мера ${key}`, summary: 'С.', level: 'federal', backer: 'Фонд', money: 'grant', recurrence: 'yearly', checked: 'today', source_url,
	contacts: contacts.map(url => ({ name: 'Отдел', url })) });
async function add(portalDb, lines) {
	writeFileSync(join(dir, 'm.jsonl'), lines.join('\n'));
	const r = await run(BIN, ['import', '--db', portalDb, 'measures', join(dir, 'm.jsonl')]);
	assert.ok(r.status < 2, r.err + r.out);
}
async function curatorOf(p) {
	assert.equal((await run(BIN, ['user', '--db', p.db, 'add', 'c@example.org', '--name', 'Куратор'], { input: `${PASS}\n` })).status, 0);
	assert.equal((await run(BIN, ['user', '--db', p.db, 'grant', 'c@example.org', '--role', 'CURATOR'])).status, 0);
	return signIn(p, 'c@example.org', PASS);
}
const verdicts = async db => Object.fromEntries((await sql(db, 'SELECT url, verdict, status FROM navigator_link WHERE checked IS NOT NULL')).map(([u, v, s]) => [u, [+v, +s]]));
async function until(db, urls, ms = 40_000) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(200)) {
		const got = await verdicts(db);
		if (urls.every(u => got[u]))
			return got;
	}
	throw new Error(`not asked: ${JSON.stringify([urls, await verdicts(db)])}\n${portal.log}`);
}
const ask = async key => assert.equal((await curator.post(`/curation/measure/${key}/links`, { csrf: await tokenOf(curator) })).status, 303);

before(async () => {
	portal = await start({ set: { link_check: 1, link_local: 1, link_timeout: 2 } });
	curator = await curatorOf(portal);
	const fine = await site(says(200));
	Object.assign(URLS, { fine: `${fine}/a`, gone: `${await site(says(404))}/b`, gone410: `${await site(says(410))}/c`, refused: `${await site(says(403))}/d`, server: `${await site(says(503))}/e`,
		moved: `${await site(says(301, { location: `${fine}/new` }))}/f`, loop: `${await site((rq, rp) => rp.writeHead(302, { location: rq.url }).end())}/g`,
		timeout: `${await site(() => {})}/h`, get: `${await site((rq, rp) => rp.writeHead(rq.method === 'HEAD' ? 405 : 200).end('y'.repeat(300_000)))}/i`,
		tls: (await site(says(200))).replace('http:', 'https:') + '/j', connect: `http://127.0.0.1:${await freePort()}/k`, dns: 'http://no-such-site.invalid/l', bad: 'ftp://127.0.0.1/m' });
});
after(async () => {
	await portal?.stop();
	for (const s of servers) { s.closeAllConnections(); s.close(); }
	rmSync(dir, { recursive: true });
});

test('404 and 410, other 4xx, 5xx, no name, TLS, no answer, no connection, a move, a loop: each is told', async () => {
	await add(portal.db, [measure('one', URLS.fine, Object.values(URLS).slice(1)), measure('two', URLS.fine)]);
	await ask('one');
	const got = await until(portal.db, Object.values(URLS));
	const by = Object.fromEntries(Object.entries(URLS).map(([k, u]) => [k, got[u]]));
	assert.deepEqual(by, { fine: [1, 200], moved: [2, 200], get: [1, 200], refused: [3, 403], gone: [4, 404], gone410: [4, 410], server: [5, 503],
		timeout: [6, 0], dns: [7, 0], tls: [8, 0], connect: [9, 0], loop: [10, 302], bad: [11, 0] });
	assert.equal(asked.find(x => x.url === '/a').method, 'HEAD');
	assert.deepEqual(asked.filter(x => x.url === '/i').map(x => x.method), ['HEAD', 'GET']);
	const page = await curator.get('/curation/measure/one');
	for (const w of ['страницы нет (404)', 'страницы нет (410)', 'ошибка на сайте (503)', 'сайт не ответил вовремя', 'имя сайта не находится', 'неверный сертификат сайта',
		'соединиться не удалось', 'открывается по другому адресу', 'сайт отказал программе: откройте сами (403)', 'сайт отсылает по кругу', 'не открывается с '])
		assert.ok(words(page.text).includes(w), w);
	assert.deepEqual(await validate(page.text, 'links'), []);
	const desk = (await curator.get('/curation?state=check')).text;
	assert.match(desk, /measure\/one"/);
	assert.doesNotMatch(desk, /measure\/two"/, 'its link opens');
});

test('one host is asked once a second; an address of two measures once; what went from a measure goes from the list', async () => {
	const slow = await site(says(200)), urls = [1, 2, 3].map(n => `${slow}/r${n}`);
	await add(portal.db, [measure('three', urls[0], urls), measure('four', urls[0])]);
	await ask('three');
	await until(portal.db, urls);
	const at = asked.filter(x => /^\/r\d/.test(x.url)).map(x => x.at);
	assert.equal(at.length, 3, 'each once');
	assert.ok(at[1] - at[0] >= 600 && at[2] - at[1] >= 600, at.join());
	await add(portal.db, [measure('three', urls[0])]);
	await ask('three');
	for (let i = 0; i < 100 && (await sql(portal.db, `SELECT 1 FROM navigator_link WHERE url = '${urls[2]}'`)).length; i++)
		await sleep(200);
	assert.equal((await sql(portal.db, `SELECT 1 FROM navigator_link WHERE url = '${urls[2]}'`)).length, 0);
});

test('a mended link is well again', async () => {
	let status = 500;
	const url = `${await site((rq, rp) => says(status)(rq, rp))}/mend`;
	await add(portal.db, [measure('five', url)]);
	await ask('five');
	assert.equal((await until(portal.db, [url]))[url][0], 5);
	status = 200;
	await ask('five');
	for (let i = 0; i < 100 && (await verdicts(portal.db))[url]?.[0] !== 1; i++)
		await sleep(200);
	assert.deepEqual(await sql(portal.db, `SELECT verdict, COALESCE(failing, 0) FROM navigator_link WHERE url = '${url}'`), [['1', '0']]);
});

test('the inner network is closed unless it is opened; without the setting nobody is asked', async () => {
	const inner = await site(says(200)), before = asked.length;
	const shut = await start({ set: { link_check: 1, link_timeout: 2 } });
	try {
		await add(shut.db, [measure('in', `${inner}/secret`)]);
		const c = await curatorOf(shut);
		await c.post('/curation/measure/in/links', { csrf: await tokenOf(c) });
		assert.deepEqual((await until(shut.db, [`${inner}/secret`]))[`${inner}/secret`], [11, 0]);
		assert.equal(asked.length, before);
	} finally {
		await shut.stop();
	}
	const off = await start({ set: { link_local: 1 } });
	try {
		await add(off.db, [measure('off', `${inner}/off`)]);
		const c = await curatorOf(off);
		const r = await c.post('/curation/measure/off/links', { csrf: await tokenOf(c) }, { follow: true });
		assert.match(words(r.text), /выключил администратор/);
		await run(BIN, ['jobs', '--db', off.db, 'run']);
		assert.equal(asked.length, before);
	} finally {
		await off.stop();
	}
});
