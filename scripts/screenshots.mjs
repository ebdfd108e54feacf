// The pictures of the README, taken off the demonstration: make screenshots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../tests/harness/browser.mjs';
import { MEASURES, PASSWORD, PLACE } from '../tests/harness/demo.mjs';
import { ROOT, start } from '../tests/harness/server.mjs';

const OUT = join(ROOT, 'docs/img');
/* A measure that this municipality can have, with a rule to be explained. */
const shown = MEASURES.find(m => m.level === 'federal' && (m.eligibility?.all?.length ?? 0) >= 2) ?? MEASURES[0];
const SHOTS = [
	{ name: 'home', path: '/', as: 'muni@veche.demo' },
	{ name: 'navigator', path: `/navigator?place=${PLACE}` },
	{ name: 'measure', path: `/navigator/${shown.key}?place=${PLACE}` },
	{ name: 'territory', path: `/places/${PLACE}` },
	{ name: 'phone', path: `/navigator?place=${PLACE}`, width: 360, height: 740 },
	{ name: 'ask', path: `/law/ask?q=${encodeURIComponent('за сколько дней надо ответить на обращение жителя')}` },
	{ name: 'contrast', path: `/navigator/${shown.key}?place=${PLACE}`, theme: 'contrast' },
];

mkdirSync(OUT, { recursive: true });
const site = await start({ demo: true }), b = await launch();
try {
	for (const s of SHOTS) {
		const page = await b.open(`${site.base}/login`, { width: s.width ?? 1280, height: s.height ?? 860 });
		if (s.as) {
			await page.fill('input[name=email]', s.as);
			await page.fill('input[name=password]', PASSWORD);
			await Promise.all([page.waitForNavigation(), page.click('form[action="/login"] button[type=submit], main form button')]);
		}
		await page.goto(site.base + s.path, { waitUntil: 'networkidle' });
		if (s.theme)
			await page.evaluate(t => { document.documentElement.dataset.theme = t; }, s.theme);
		await page.screenshot({ path: join(OUT, `${s.name}.png`) });
		await page.context().close();
	}
} finally {
	await b.close();
	await site.stop();
}
process.exit(0);
