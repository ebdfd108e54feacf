// The page of questions: a passage, a refusal, no source; at both widths, without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, launch } from '../../../tests/harness/browser.mjs';
import { unescape } from '../../../tests/harness/http.mjs';
import { start } from '../../../tests/harness/server.mjs';

const ask = q => `/law/ask?q=${encodeURIComponent(q)}`;
const GOOD = 'В какой срок рассматривают письменное обращение гражданина?', BAD = 'Какая погода завтра?';
const text = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
let site, empty, browser;
before(async () => {
	[site, empty, browser] = [await start({ demo: true }), await start(), await launch()];
});
after(async () => {
	await browser?.close();
	await site?.stop();
	await empty?.stop();
});

test('a passage stands word for word in the article it leads to', async () => {
	const page = (await site.http.get(ask(GOOD))).text;
	assert.match(text(page), /Что говорят акты/);
	const quotes = [...page.matchAll(/<blockquote[^>]*><p>([^]*?)<\/p>/g)].map(m => unescape(m[1]));
	const links = [...page.matchAll(/<h3 class="v-item__title" lang="ru"><a href="([^"]+)"/g)].map(m => unescape(m[1]));
	assert.ok(quotes.length >= 1 && quotes.length <= 3 && links.length === quotes.length);
	for (const [i, link] of links.entries()) {
		const article = await site.http.get(link);
		assert.equal(article.status, 200);
		const last = quotes[i].split('\n').pop().replace(/^[0-9.]+[.)] /, '').replace(/\s+/g, ' ').trim();
		assert.ok(text(article.text).includes(last), `${link}: ${last}`);
	}
	assert.match(page, /59@2025-03-30\/st-12/);
});

test('a refusal offers the nearest as such and a lawyer, with the question in the form', async () => {
	const page = (await site.http.get(ask(BAD))).text;
	assert.match(text(page), /Ответа в базе нет.*Спросить юриста/);
	assert.ok(!page.includes('<blockquote'));
	assert.match(page, /\/law\/questions\/new\?title=%D0%9A[^\"]*text=%D0%9A/);
});

test('an empty base says so', async () => {
	assert.match(text((await empty.http.get(ask(GOOD))).text), /Источник недоступен/);
});

test('markup in a question is text', async () => {
	const page = (await site.http.get(ask('<script>alert(1)</script> "срок" & обращение'))).text;
	assert.ok(!page.includes('<script>alert'));
	assert.match(page, /&lt;script&gt;alert/);
});

test('the page of each outcome, in the browser', async () => {
	for (const path of ['/law/ask', ask(GOOD), ask(BAD)]) {
		await checkPage(await browser.once(site.base + path));
	}
});
