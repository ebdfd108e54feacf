// A first visit weighs at most 150 KiB as sent, fonts included: the promise for slow lines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, weigh } from '../harness/browser.mjs';
import { start } from '../harness/server.mjs';

const BUDGET = 150 * 1024;
let site, browser;
before(async () => { site = await start({ demo: true }); browser = await launch(); });
after(async () => { await browser?.close(); await site?.stop(); });

for (const path of ['/', '/navigator'])
	test(`the first visit to ${path}`, async () => {
		const { total, parts } = await weigh(browser, site.base + path);
		assert.ok(parts.length > 3, 'the page brought its style, script and fonts');
		assert.ok(total <= BUDGET, `${total} bytes, ${total - BUDGET} too many:\n${parts.map(p => p.join(' ')).join('\n')}`);
	});
