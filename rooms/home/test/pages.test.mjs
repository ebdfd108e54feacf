// Every page of the room in Chromium: axe, html-validate, widths, themes, the keyboard; and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch } from '../../../tests/harness/browser.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site, b;
before(async () => { site = await start({ demo: true }); b = await launch(); });
after(async () => { await b?.close(); await site?.stop(); });

const place = code => contextOf({ jar: [] }, [['veche_place', code]]);

for (const path of ['/', '/search', '/search?q=%D1%80%D0%B0%D0%B9%D0%BE%D0%BD&page=2', '/search?q=%D1%8A%D1%8A%D1%8A%D1%8B%D1%8B', '/about', '/help',
	'/accessibility', '/privacy'])
	test(path, async () => checkPage(await b.once(site.base + path), { walk: path !== '/search?q=%D1%80%D0%B0%D0%B9%D0%BE%D0%BD&page=2' }));

test('the desk', async () => checkPage(await b.once(`${site.base}/`, { context: place('24707000') })));
test('the desk of a region', async () => checkPage(await b.once(`${site.base}/`, { context: place('24000000') })));

test('from the first page to the desk of one’s own town, without script', async () => {
	const page = await b.open(`${site.base}/`, { script: false });
	await page.fill('#pick-q', 'Тейково');
	await page.press('#pick-q', 'Enter');
	await page.click('a[href^="/places/24707000"]');
	await page.click('text=Это мой муниципалитет');
	await page.goto(`${site.base}/`);
	assert.equal(await page.textContent('h1'), 'Рабочий стол');
	assert.match(await page.textContent('.v-lead'), /Тейково/);
});
