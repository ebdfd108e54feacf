// A dialogue with the acts: a day, a question that goes on, a question that is too wide, «норма изменилась», a word about
// the answer, the way to a lawyer; on the page and by the command.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, launch } from '../../../tests/harness/browser.mjs';
import { signIn, sql } from '../../../tests/harness/demo.mjs';
import { tags, unescape } from '../../../tests/harness/http.mjs';
import { BIN, DB, run, start } from '../../../tests/harness/server.mjs';

const PUT = 'в течение скольких часов убирают миску после кормления котов';
const ask = (q, more = '') => `/law/ask?q=${encodeURIComponent(q)}${more}`;
const text = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
const quotes = html => [...html.matchAll(/<blockquote[^>]*><p>([^]*?)<\/p>/g)].map(m => unescape(m[1]));
const hidden = (html, name) => tags(html, 'input').filter(i => i.type === 'hidden' && i.name === name).at(-1)?.value;
const iso = (d = 0) => new Date(Date.now() + d * 86400e3).toISOString().slice(0, 10);
const KOT = { act: 'kot', short: 'Правила о котах', number: '7', law: 'Правила содержания котов' };
const article = (no, title, body) => JSON.stringify({ ...KOT, chapter: 'Глава 1. Коты', article: String(no), title, text: body });
const kot = (hours, night = 'Крик кота после двадцати трёх часов нарушением не считается.') => [
	article(1, 'Предмет правил', '1. Правила говорят о содержании котов в подъездах.\n2. О собаках они не говорят.'),
	article(2, 'Кормление котов', `1. Кормить котов разрешается у подъезда.\n2. Миску убирают в течение ${hours} после кормления.`),
	article(3, 'Ночной шум', night)];
let site, browser, dir;

const acts = (name, lines, ...more) => {
	writeFileSync(join(dir, name), `${lines.join('\n')}\n`);
	return site.veche('import', 'acts', join(dir, name), '--kind', 'pravila', '--adopted', '2020-01-10', ...more);
};
before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'veche-talk-'));
	[site, browser] = [await start({ demo: true }), await launch()];
	await acts('kot.jsonl', kot('двух часов'), '--edition', '2020-02-01');
	await acts('kot.jsonl', kot('одного часа'), '--edition', '2022-05-01');
	await acts('kot.jsonl', kot('одного часа', 'Крик кота ночью запрещён.'), '--edition', iso(40));
	await acts('kot.jsonl', kot('одного часа', 'Крик кота ночью всегда запрещён.'), '--edition', iso(200));
});
after(async () => {
	await browser?.close();
	await site?.stop();
	rmSync(dir, { recursive: true, force: true });
});

test('as of a day: the edition of it, and that the norm has changed since; the address keeps the day', async () => {
	const then = (await site.http.get(ask(PUT, '&on=01.06.2021'))).text;
	assert.match(quotes(then)[0], /двух часов/);
	assert.match(text(then), /действует на 1 июня 2021 года/);
	assert.match(text(then), /Норма изменилась: с 1 мая 2022 года статья действует в другой редакции/);
	const both = unescape(then.match(/href="([^"]+\/compare[^"]+)"/)[1]);
	assert.match(both, /from=2020-02-01&to=2022-05-01&article=st-2/);
	assert.match(text((await site.http.get(both)).text), /двух часов одного часа|двух.*одного/);
	const address = unescape(then.match(/href="(\/law\/ask\?[^"]*on=2021-06-01)"/)[1]);
	assert.match(quotes((await site.http.get(address)).text)[0], /двух часов/);
	const now = (await site.http.get(ask(PUT))).text;
	assert.match(quotes(now)[0], /одного часа/);
	assert.ok(!text(now.match(/<article class="v-quote">[^]*?<\/article>/)[0]).includes('Норма измени'), 'its next edition does not touch this article');
	assert.match(text(now), /Почему выбрано: общие слова:/);
});

test('what comes into force within 90 days is told, what comes later is not', async () => {
	const soon = text((await site.http.get(ask('крик кота после двадцати трёх часов ночной шум'))).text);
	assert.match(soon, /Норма изменится: с [^.]+ вступит в силу другая редакция/);
	const said = JSON.parse((await run(BIN, ['ask', 'крик кота после двадцати трёх часов ночной шум', '--json', '--db', site.db])).out);
	assert.deepEqual([said.quotes[0].change.kind, said.quotes[0].change.on], ['changes', iso(40)]);
	const later = JSON.parse((await run(BIN, ['ask', 'крик кота ночью запрещён', '--json', '--as-of', iso(50), '--db', site.db])).out);
	assert.equal(later.quotes.find(q => q.article === '3').change, undefined, 'in 200 days is not soon');
});

test('a day before all editions is no source; a day that is none comes back with the question', async () => {
	const none = (await site.http.get(ask(PUT, '&on=01.01.1990'))).text;
	assert.match(text(none), /Источник недоступен В базе нет актов, которые действуют на этот день/);
	assert.match(none, /v-msg--red/);
	const bad = await site.http.get(ask(PUT, '&on=32.13.2020'));
	assert.match(text(bad.text), /Такой даты нет/);
	assert.ok(bad.text.includes('32.13.2020') && unescape(bad.text).includes(PUT));
	assert.ok(!bad.text.includes('<blockquote'));
});

test('the three outcomes differ in heading, colour and words', async () => {
	const page = async q => (await site.http.get(q)).text;
	const kinds = [[ask(PUT), 'green', 'Что говорят акты'], [ask('Какая погода завтра?'), 'amber', 'Ответа в базе нет'], [ask(PUT, '&on=1990-01-01'), 'red', 'Источник недоступен']];
	for (const [url, colour, head] of kinds) {
		const html = await page(url);
		assert.match(html, new RegExp(`v-msg--${colour}[^]*?<h2 id="h-said">${head}`));
		for (const [, other, otherHead] of kinds.filter(k => k[1] !== colour))
			assert.ok(!html.includes(`v-msg--${other}`) && !html.includes(`>${otherHead}<`), `${url}: ${other}`);
	}
});

test('a short question goes on from the one before; the thread is in the address alone', async () => {
	const alone = (await site.http.get(ask('а на сколько часов?'))).text;
	assert.ok(!quotes(alone).some(q => q.includes('Миску')));
	const first = (await site.http.get(ask('Можно ли кормить котов у подъезда и когда убирать миску'))).text;
	const was = hidden(first, 'was[]');
	assert.match(was, /Можно ли кормить котов/);
	const second = (await site.http.get(ask('а на сколько часов?', `&was=${encodeURIComponent(was)}`))).text;
	assert.ok(quotes(second).some(q => q.includes('Миску убирают')));
	assert.match(text(second), /Понято как продолжение вопроса «Можно ли кормить котов/);
	const back = unescape(second.match(/<ol class="v-list[^]*?href="([^"]+)"/)[1]);
	assert.equal((await site.http.get(back)).text.includes('v-msg--green'), true);
	const other = (await site.http.get(ask('В какой срок рассматривают письменное обращение гражданина?', `&was=${encodeURIComponent(was)}`))).text;
	assert.ok(!text(other).includes('Понято как продолжение'), 'a whole question stands alone');
	assert.ok(!quotes(other).some(q => q.includes('Миску')));
	const long = (await site.http.get(ask('а срок?', Array.from({ length: 9 }, (_, i) => `&was=${encodeURIComponent(`вопрос номер ${i} `.repeat(9))}`).join('')))).text;
	assert.equal([...long.matchAll(/<li><a href="\/law\/ask/g)].length, 5);
	const r = await run(BIN, ['ask', 'а на сколько часов?', '--was', was, '--json', '--db', site.db]);
	assert.equal(JSON.parse(r.out).after, was);
});

test('a question that is too wide is asked back: choices by what the candidates differ in', async () => {
	const page = (await site.http.get(ask('администрация'))).text;
	assert.match(text(page), /Вопрос широкий: что вы имели в виду\? Об этом говорят разные акты/);
	const list = page.match(/h-wide[^]*?<ul[^>]*>([^]*?)<\/ul>/)[1];
	const ways = [...list.matchAll(/<li><a href="([^"]+)"[^>]*>([^<]+)/g)].map(m => [unescape(m[1]), unescape(m[2])]);
	assert.ok(ways.length >= 2 && ways.length <= 4 && new Set(ways.map(w => w[1])).size === ways.length);
	for (const [url, label] of ways) {
		const one = (await site.http.get(url)).text;
		assert.ok(!one.includes('id="h-wide"'), `${label}: not asked twice`);
		assert.match(text(one), /Искали здесь: /);
		if (one.includes('v-msg--green'))
			for (const m of one.matchAll(/id="ref-\d+"[^>]*>([^<]+)/g))
				assert.ok(text(one).includes(label), `${label}: ${m[1]}`);
	}
	const r = JSON.parse((await run(BIN, ['ask', 'администрация', '--json', '--db', site.db])).out);
	assert.equal(r.choices_by, 'act');
	const chosen = JSON.parse((await run(BIN, ['ask', 'администрация', '--in', r.choices[0].in, '--json', '--db', site.db])).out);
	assert.ok(chosen.choices === undefined && chosen.chosen.length > 0);
	for (const q of [...chosen.quotes, ...chosen.nearest ?? []])
		assert.ok(r.choices[0].in.includes(q.url.split('@')[0].replace('/law/', '')), q.url);
	const whole = (await site.http.get(ask(PUT))).text;
	assert.ok(!whole.includes('id="h-wide"'));
});

test('the way to a lawyer carries the question and what was found', async () => {
	const page = (await site.http.get(ask(PUT))).text;
	const who = await signIn(site, 'muni@veche.demo');
	const form = (await who.get(unescape(page.match(/href="(\/law\/questions\/new\?[^"]+)"/)[1]))).text;
	assert.ok(unescape(form).includes(PUT));
	assert.match(unescape(form), /Что нашёл портал:\n- ст\. 2 Правила о котах: \/law\/ru\/pravila\/2020-01-10\/7@2022-05-01\/st-2/);
});

test('a word about the answer is kept with personal data masked; mine is given out and can be changed', async () => {
	const question = 'в течение скольких часов убирают миску котов, звоните 89001234567';
	const rows = () => sql(site.db, 'SELECT question, useful, outcome, found, author FROM law_said ORDER BY id');
	const said = async (who, what) => {
		const page = (await who.get(ask(question, '&on=01.06.2021'))).text;
		const form = Object.fromEntries(['q', 'on', 'in', 'outcome', 'found'].map(n => [n, hidden(page, n)]));
		return who.post('/law/ask/said', { ...form, do: what }, { headers: { origin: site.base } });
	};
	const r = await said(site.client(), 'useful');
	assert.equal(r.status, 303, r.text);
	assert.match(r.headers.location, /on=2021-06-01/);
	const [[q, useful, outcome, found, author]] = await rows();
	assert.deepEqual([q.includes('89001234567'), q.includes('[телефон]'), Number(useful), Number(outcome), author === null || author === ''], [false, true, 1, 0, true]);
	assert.match(found, /^ru\/pravila\/2020-01-10\/7\/st-2/);
	const me = await signIn(site, 'specialist@veche.demo');
	await said(me, 'useful');
	await said(me, 'other');
	assert.deepEqual((await rows()).map(x => Number(x[1])), [1, 0], 'a second word takes the place of the first');
	assert.match(text((await me.get('/account/data/whole')).text), /Отзывы об ответах портала/);
	assert.equal((await me.get('/law/ask/said')).status, 403);
	const lawyer = await signIn(site, 'lawyer@veche.demo');
	const heard = (await lawyer.get('/law/ask/said')).text;
	assert.match(text(heard), /Не то: 1 .*миску котов.*\[телефон\].*ст\. 2 Правила о котах/);
	const false_ = await site.client().post('/law/ask/said', { q: 'вопрос', outcome: 'grounded', found: '<script> ru/fz/1/1/st-1 ../x', do: 'other' }, { headers: { origin: site.base } });
	assert.equal(false_.status, 303);
	assert.equal((await rows()).at(-1)[3], '');
	for (const bad of [{ q: '', outcome: 'grounded', do: 'useful' }, { q: 'а', outcome: 'x', do: 'useful' }, { q: 'а', outcome: 'grounded', do: 'x' }])
		assert.equal((await site.client().post('/law/ask/said', bad, { headers: { origin: site.base } })).status, 400);
	assert.equal((await site.client().post('/law/ask/said', { q: 'вопрос', outcome: 'grounded', do: 'other' }, { headers: { origin: 'https://other.example' } })).status, 403);
	const later = await run(BIN, ['jobs', 'run', '--db', site.db], { env: { ...process.env, VECHE_NOW: String(Math.floor(Date.now() / 1000) + 401 * 86400) } });
	assert.equal(later.status, 0, later.err);
	assert.equal((await rows()).length, 0, 'swept after 400 days');
});

test('pages of the dialogue, in the browser', { skip: DB !== 'sqlite' }, async () => {
	const lawyer = await signIn(site, 'lawyer@veche.demo');
	for (const path of [ask('администрация'), ask('а на сколько часов?', `&was=${encodeURIComponent(PUT)}&on=01.06.2021`), ask(PUT, '&on=x')]) {
		await checkPage(await browser.once(site.base + path));
	}
	assert.equal((await lawyer.get('/law/ask/said')).status, 200);
});
