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

test('the demonstration answers its own trial with the term, not with its neighbours', async () => {
	const page = text((await site.http.get(ask('За сколько дней администрация обязана мне ответить на письмо?'))).text);
	assert.match(page.slice(page.indexOf('Что говорят акты')), /^.{0,200}— 30 дней со дня регистрации.{0,200}ч\.\s1 ст\.\s12 /);
});

test('the date is folded away under an answer of today, not under one of another day', async () => {
	const iso = new Date(Date.now() + 3 * 3600e3).toISOString().slice(0, 10);
	const folded = async more => /<details[^>]*?( open)?><summary>Спросить на другую дату<\/summary>[^]*?name="on" value="([^"]*)"[^]*?<\/details>/.exec((await site.http.get(`${ask(GOOD)}${more}`)).text);
	assert.deepEqual((await folded('')).slice(1), [undefined, '']);
	assert.equal((await folded(`&on=${iso}`))[1], undefined, 'today said aloud is today');
	assert.deepEqual((await folded('&on=01.06.2020')).slice(1), [' open', '01.06.2020']);
	for (const path of ['/law/ask', `${ask(GOOD)}&on=99.99.2020`])
		assert.match((await site.http.get(path)).text, /<form class="mb-3"(?:(?!<details|<\/form>)[^])*name="on"/, 'no answer: nothing is folded');
});

test('the folded date by the keyboard, without scripts', async () => {
	const page = await browser.open(site.base + ask(GOOD), { script: false });
	const on = page.getByLabel('На дату');
	assert.equal(await on.isVisible(), false);
	await page.getByLabel('Ваш вопрос').focus();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	assert.equal(await on.isVisible(), true);
	await page.keyboard.press('Tab');
	await page.keyboard.type('01.06.2020');
	await page.keyboard.press('Enter');
	await page.waitForURL(/on=01\.06\.2020/);
	assert.match(await page.locator('#h-said + p').innerText(), /1\sиюня\s2020/);
	assert.equal(await page.getByLabel('На дату').isVisible(), true);
	await page.context().close();
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
	for (const path of ['/law/ask', ask(GOOD), ask(BAD), `${ask(GOOD)}&on=01.06.2020`]) {
		await checkPage(await browser.once(site.base + path));
	}
});
