// Every page of the room in Chromium: axe, html-validate, widths, themes, the keyboard; and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { PASSWORD, signIn } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site, b;
before(async () => {
	site = await start({ demo: true, set: { demo: 'yes' } });
	b = await launch();
});
after(async () => { await b?.close(); await site?.stop(); });


test('the sign-in page', async () => checkPage(await b.once(`${site.base}/login`)));

test('the profile', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	await signIn(site, 'muni@veche.demo');
	await checkPage(await b.once(`${site.base}/account`, { context: contextOf(c) }));
});

test('forms that come back are valid pages', async () => {
	const r = await site.client().submit('/login', { email: 'a@b', password: 'wrong' }, { form: '/login', follow: false });
	assert.deepEqual(await validate(r.text, '/login again'), []);
	const c = await signIn(site, 'muni@veche.demo');
	const s = await c.submit('/account', { now: '', next: '1' }, { form: '/account/password', follow: false });
	assert.equal(s.status, 422);
	assert.deepEqual(await validate(s.text, '/account again'), []);
});

test('in and out by keyboard without script', async () => {
	const page = await b.open(`${site.base}/login?back=/account`, { script: false });
	await page.fill('#f-email', 'specialist@veche.demo');
	await page.fill('#f-password', PASSWORD);
	await page.press('#f-password', 'Enter');
	assert.equal(new URL(page.url()).pathname, '/account');
	await page.focus('text=Выйти');
	await page.keyboard.press('Enter');
	await page.waitForURL(`${site.base}/`);
	assert.match(await page.textContent('main'), /Вы вышли/);
});
