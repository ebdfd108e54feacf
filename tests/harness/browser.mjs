// Chromium for tests, and what every page has to stand: axe, html-validate, widths, the keyboard.
//
//   const b = await launch();
//   const page = await b.open(url, { width: 360, theme: 'dark' });
//   await checkPage(page);          // throws with everything that is wrong
//   await b.close();
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import rules from './htmlvalidate.mjs';

const require = createRequire(import.meta.url);
/* Taken in when they are needed: the driver alone is a second of the processor, and many stories of the second
 * database open no page. */
const chromium = async () => (await import('playwright-core')).chromium;
let axeText, validator;
export const WIDTHS = [320, 360, 768, 1280];
export const THEMES = ['light', 'dark', 'contrast'];
/* Both databases give the same pages (tests/journeys/parity.test.mjs): on the second one a page is
 * looked at in one theme, at the two outer widths and without the walk. */
const BRIEF = process.env.VECHE_TEST_DB === 'pg';
/* What the dark theme can break; the rest of axe looks at the structure, which is the same in each. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/* The same engine without windows takes half the time of a whole Chromium. */
const PATHS = [process.env.VECHE_CHROMIUM, '/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function settings() {
	const executablePath = PATHS.find(p => p && existsSync(p));
	if (!executablePath)
		throw new Error('no Chromium: scripts/setup.sh test');
	return {
		executablePath, headless: true, chromiumSandbox: false,
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
			'--disable-background-networking', '--disable-component-update', '--disable-sync', '--font-render-hinting=none'],
	};
}

/* One for a gate that runs many files, by its address in VECHE_TEST_BROWSER: each file has contexts of its own in it. */
export const serveBrowser = async () => (await chromium()).launchServer({ ...settings(), handleSIGTERM: false, handleSIGHUP: false });

/* A browser's context that is signed in as this client of http.mjs is; `more`: further cookies. */
export const contextOf = (client, more = []) => ({ storageState: { origins: [], cookies: [...client.jar, ...more].map(([name, value]) => ({ name, value,
	domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' })) } });

export async function launch() {
	const shared = process.env.VECHE_TEST_BROWSER;
	const driver = await chromium();
	const browser = shared ? await driver.connect(shared) : await driver.launch(settings());
	const tabs = new Map();
	async function tab({ width = 1280, height = 900, script = true, context: more }) {
		const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: script, locale: 'ru-RU',
			timezoneId: 'Europe/Moscow', reducedMotion: 'reduce', ...more });
		const page = await context.newPage();
		page.complaints = [];
		page.on('pageerror', e => page.complaints.push(`error: ${e.message}`));
		page.on('console', m => m.type() === 'error' && page.complaints.push(`console: ${m.text()}`));
		page.on('requestfailed', r => r.failure()?.errorText === 'net::ERR_ABORTED' || page.complaints.push(`failed: ${r.url()} ${r.failure()?.errorText}`));
		return page;
	}
	async function go(page, url, { theme, ground, wait = 'load' }) {
		page.answer = await page.goto(url, { waitUntil: wait });
		if (theme)
			await dress(page, theme, ground);
		return page;
	}
	return {
		browser,
		/* A page of its own context. What the page complains of stands in page.complaints. */
		open: async (url, how = {}) => go(await tab(how), url, how),
		/* To be looked at once: the next one with the same context comes in the same tab, which takes
		 * a tenth of the time. */
		async once(url, how = {}) {
			const { theme, ground, wait, ...of } = how, key = JSON.stringify(of);
			if (!tabs.has(key))
				tabs.set(key, await tab(of));
			const page = tabs.get(key);
			page.complaints.length = 0;
			return go(page, url, { theme, ground, wait });
		},
		close: () => browser.close(),
	};
}

/* The theme as the server would write it. */
export const dress = (page, theme, ground) => page.evaluate(([t, g]) => {
	document.documentElement.dataset.theme = t;
	if (g) document.documentElement.dataset.ground = g; else delete document.documentElement.dataset.ground;
}, [theme, ground]);

/* Violations as lines of text. The script goes in past the page's policy, as the inspector's does. */
export async function axe(page, { include, exclude = [], disable = [], only } = {}) {
	if (!await page.evaluate(() => Boolean(window.axe)))
		await page.evaluate(axeText ??= readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
	const rules = only ? { type: 'rule', values: only.filter(r => !disable.includes(r)) } : { type: 'tag', values: AXE_TAGS };
	const { violations } = await page.evaluate(([at, out, runOnly, off]) => window.axe.run(
		{ include: at ? [at] : undefined, exclude: out.map(s => [s]) },
		{ runOnly, resultTypes: ['violations'], rules: Object.fromEntries(off.map(r => [r, { enabled: false }])) }),
	[include, exclude, rules, disable]);
	return violations.flatMap(v => v.nodes.map(n => `axe ${v.id}: ${n.target.join(' ')}: ${(n.failureSummary ?? v.help).replace(/\s+/g, ' ')}`));
}

/* Of the bytes the server sent, not of what the browser made of them. */
export async function validate(html, name = 'page') {
	validator ??= new (await import('html-validate')).HtmlValidate(rules);
	const report = await validator.validateString(html, name);
	return report.results.flatMap(r => r.messages.map(m => `html ${m.ruleId}: ${name}:${m.line}:${m.column} ${m.message}`));
}

/* Nothing sticks out at the right; what may scroll inside itself says so by overflow. */
export const sideways = page => page.evaluate(() => {
	const wide = document.documentElement.clientWidth, found = [];
	if (document.documentElement.scrollWidth <= wide && document.body.scrollWidth <= wide)
		return found;
	for (const el of document.body.querySelectorAll('*')) {
		const box = el.getBoundingClientRect();
		if (box.width && box.right > wide + 1 && !el.closest('.visually-hidden, .v-compare'))
			found.push(`sideways at ${wide}: <${el.tagName.toLowerCase()} class="${el.getAttribute('class') ?? ''}"> to ${Math.round(box.right)}`);
	}
	return found.length ? found.slice(0, 8) : [`sideways at ${wide}: page is ${document.documentElement.scrollWidth} wide`];
});

export async function noSidewaysScroll(page, widths = WIDTHS) {
	const was = page.viewportSize(), found = [];
	for (const width of widths) {
		await page.setViewportSize({ width, height: was.height });
		found.push(...await sideways(page));
	}
	await page.setViewportSize(was);
	return found;
}

/* Tab through the page: where the focus goes, in order. Complains of traps, of stops that can't be
 * seen and of stops without a ring. The page itself writes down each stop as the focus comes, so that a
 * stop costs one message and not two. */
const AT_ONCE = 10;
export async function keyboardWalk(page, { max = 400 } = {}) {
	await page.evaluate(() => {
		document.activeElement?.blur();
		window.scrollTo(0, 0);
		const walk = window.walked = { seen: new Set(), stops: [], over: false };
		walk.look = ({ target: el }) => {
			if (walk.over || walk.seen.has(el)) {
				walk.over = true;
				return;
			}
			walk.seen.add(el);
			el.scrollIntoView({ block: 'nearest' });
			const style = getComputedStyle(el), box = el.getBoundingClientRect();
			const path = el instanceof SVGElement && el.querySelector('path');
			const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) ||
				Boolean(path && parseFloat(getComputedStyle(path).strokeWidth) >= 3);
			walk.stops.push({ tag: el.tagName.toLowerCase(), id: el.id, text: (el.getAttribute('aria-label') ?? el.textContent ?? '').trim().slice(0, 60),
				name: el.getAttribute('name') ?? '', href: el.getAttribute('href') ?? '', ring,
				visible: style.visibility !== 'hidden' && box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 });
		};
		document.addEventListener('focusin', walk.look, true);
	});
	let over = false;
	for (let i = 0; i < max && !over; i += AT_ONCE) {
		for (let k = 0; k < AT_ONCE; k++)
			await page.keyboard.press('Tab');
		over = await page.evaluate(() => window.walked.over || [null, document.body, document.documentElement].includes(document.activeElement));
	}
	const stops = await page.evaluate(() => {
		const { stops, look } = window.walked;
		document.removeEventListener('focusin', look, true);
		delete window.walked;
		return stops;
	});
	const wrong = stops.flatMap(at => {
		const name = `<${at.tag}${at.id && `#${at.id}`}> ${at.text || at.name}`;
		return [...at.visible ? [] : [`keyboard: focus goes out of sight at ${name}`], ...at.ring ? [] : [`keyboard: no ring at ${name}`]];
	});
	if (!over)
		wrong.push(`keyboard: more than ${max} stops`);
	return { stops, wrong };
}

/* What a page is to those who look at it: all its elements with what is written in them, at this width, and the bytes it
 * came from; keys of a session are another's each time. In a gate a page found good is not looked at once more
 * when the other database gives the very same (VECHE_TEST_SEEN: a folder for what was found good). */
async function lookOf(page, source, how) {
	const [shown, secrets] = await page.evaluate(() => [JSON.stringify([document.documentElement.outerHTML, innerWidth,
		[...document.querySelectorAll('input, select, textarea, details, dialog')].map(e => [e.value, e.checked, e.open])]),
	[...document.querySelectorAll('input[name=csrf]')].map(e => e.value)]);
	const same = text => secrets.filter(Boolean).reduce((t, s) => t.replaceAll(s, 'csrf'), text ?? '').replaceAll(/127\.0\.0\.1:\d+/g, 'site');
	return createHash('sha256').update([same(shown), same(source), new URL(page.url()).pathname, JSON.stringify(how ?? null)].join('\0')).digest('hex');
}

/* Everything at once, for a page just opened. Returns the complaints; empty is good. */
export async function examine(page, { themes = BRIEF ? ['light'] : THEMES, widths = BRIEF ? [320, 1280] : WIDTHS, html, walk = !BRIEF, axeOptions } = {}) {
	const found = [...page.complaints];
	const source = html ?? await page.answer?.text().catch(() => null);
	const seen = process.env.VECHE_TEST_SEEN, mark = seen && join(seen, await lookOf(page, source, axeOptions));
	if (BRIEF && mark && existsSync(mark))
		return found;
	if (source)
		found.push(...await validate(source, new URL(page.url()).pathname));
	const theme = await page.evaluate(() => document.documentElement.dataset.theme);
	for (const t of themes) {
		await dress(page, t);
		const whole = t === themes[0] || t === 'contrast';	// the dark theme differs in colours alone
		found.push(...(await axe(page, whole ? axeOptions : { ...axeOptions, only: COLOUR_RULES })).map(x => `${t}: ${x}`),
			...(whole ? await noSidewaysScroll(page, widths) : []).map(x => `${t}: ${x}`));
	}
	await dress(page, theme ?? 'light');
	if (walk)
		found.push(...(await keyboardWalk(page)).wrong);
	if (mark && found.length === 0)
		writeFileSync(mark, '');
	return found;
}

export async function checkPage(page, options) {
	const found = await examine(page, options);
	if (found.length)
		throw new Error(`${page.url()}\n  ${found.join('\n  ')}`);
}

/* What a first visit carries over the wire, head and body, with nothing in the cache:
 * { total, parts: [[bytes, url], …] }, heaviest first. */
export async function weigh(b, url) {
	const page = await b.open('about:blank'), wire = await page.context().newCDPSession(page);
	const urls = new Map(), parts = [];
	await wire.send('Network.enable');
	await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
	wire.on('Network.responseReceived', e => urls.set(e.requestId, e.response.url));
	wire.on('Network.loadingFinished', e => parts.push([e.encodedDataLength, urls.get(e.requestId) ?? '?']));
	await page.goto(url, { waitUntil: 'networkidle' });
	await page.evaluate(() => document.fonts.ready.then(() => 0));
	await page.context().close();
	parts.sort((x, y) => y[0] - x[0]);
	return { total: parts.reduce((n, [bytes]) => n + bytes, 0), parts };
}
