// Every page of the room in Chromium: axe, html-validate, widths, themes, the keyboard; and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { OTHER_PLACE, PLACE, signIn } from '../../../tests/harness/demo.mjs';
import { csrfOf } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site, b, staff, curator;
before(async () => {
	site = await start({ demo: true });
	b = await launch();
	staff = await signIn(site, 'specialist@veche.demo');
	curator = await signIn(site, 'curator@veche.demo');
});
after(async () => { await b?.close(); await site?.stop(); });

const check = async (c, path, options = { themes: ['light'] }) => {
	await checkPage(await b.once(site.base + path, { context: contextOf(c) }), options);
};

test('the board and an item, in every theme', async () => {
	await check(staff, `/folder/${PLACE}`, undefined);
	await check(staff, `/folder/${PLACE}/item/1`, undefined);
});

test('the smaller pages', async () => {
	for (const p of ['/add', '/add?measure=clean-water', '/add?measure=fkgs-ivanovo-selection', '/calendar', '/move/1?to=applied', '/move/1', '/move/5', '/check/1', '/drop/1', '/item/5', '?who=none&year=2031'])
		await check(staff, `/folder/${PLACE}${p}`);
});

test('an empty folder, no rights, no municipality', async () => {
	await check(curator, `/folder/${OTHER_PLACE}`);
	await check(curator, '/folder');
	await check(await signIn(site, 'resident@veche.demo'), '/folder');
});

test('forms that come back are valid pages', async () => {
	const csrf = csrfOf((await staff.get(`/folder/${PLACE}/item/1`)).text);
	for (const [path, data] of [['/item/1', { due: 'x', asked: 'x', year: '1', person: 'x' }], ['/document/1', { paper: '' }], ['/note/1', { text: '' }], ['/move/1', { to: 'applied', seen: 'preparing', day: 'x', sum: 'x' }],
		['/check/1', { do: 'save', due: 'x' }], ['/check/1', { do: 'drop' }], ['/upload/1', {}], ['/add', { measure: 'clean-water', year: '1', due: 'x' }]]) {
		const r = await staff.post(`/folder/${PLACE}${path}`, { csrf, ...data });
		assert.equal(r.status, 422, path);
		assert.deepEqual(await validate(r.text, path), [], path);
		for (const [, id] of r.text.matchAll(/<li><a href="#(f-[^"]+)">/g))
			assert.ok(r.text.includes(`id="${id}"`), `${path}: the link to ${id} leads somewhere`);
	}
});

test('a measure is taken and moved by keyboard without script', async () => {
	const page = await b.open(`${site.base}/folder/${PLACE}/add?measure=clean-water`, { script: false, context: { javaScriptEnabled: false, ...contextOf(staff) } });
	await page.fill('#f-aim', 'Скважина');
	await page.press('#f-aim', 'Enter');
	await page.waitForURL(/\/item\/\d+$/);
	await page.focus('text=Готовить заявку');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/move\/\d+\?to=preparing$/);
	await page.focus('button:has-text("Готовить заявку")');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/item\/\d+$/);
	assert.match(await page.textContent('main'), /Готовим заявку/);
	await page.click('button:has-text("Отменить последний шаг")');
	assert.match(await page.textContent('main'), /Шаг отменён/);
});
