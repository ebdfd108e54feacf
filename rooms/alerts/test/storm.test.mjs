// A mail server that fails at random and a portal that is killed at random: everyone who follows gets each
// alert exactly once, and nothing after unsubscribing. STORM=full: ten thousand readers, five hundred changes.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { setTimeout as sleep } from 'node:timers/promises';
import { MEASURES, sql } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';
import { smtp } from '../../../tests/harness/smtp.mjs';

const FULL = process.env.STORM === 'full';
const READERS = FULL ? 10_000 : 300, CHANGES = FULL ? 500 : 40, WAVES = FULL ? 10 : 4, LEAVE = 12, CALM_MS = FULL ? 5_400_000 : 150_000;
const TOPICS = ['water', 'heat', 'heritage', 'rural', 'nature'], EACH = CHANGES / WAVES;
let site, post, n = 0, kills = 0;

before(async () => {
	post = await smtp({ refuse: 0.08, after: 0.04, drop: 0.04, parse: false });
	site = await start({ set: { ...post.settings, base_url: 'https://veche.example' } });
});
after(async () => {
	await site?.stop();
	await post?.stop();
});

const topicOf = m => TOPICS[m % TOPICS.length];
const measure = (m, version) => ({ ...MEASURES[0], key: `storm-${m}`, title: `Буря ${m}`, summary: 'Для проверки', opens: undefined, closes: undefined, amount_min: undefined,
	amount_max: 1000 * version, documents: [], steps: [], rounds: [], contacts: [], parent: undefined, territories: [], topics: [topicOf(m)], rule: { all: [] } });

/* Reader r: a topic; every tenth everything too, by another subscription; every fifteenth one measure besides. */
const targets = r => [`/navigator?place=-&topic=${TOPICS[r % TOPICS.length]}`, ...r % 10 === 0 ? ['/navigator?place=-'] : []];
const wants = (r, m) => r % 10 === 0 || topicOf(m) === TOPICS[r % TOPICS.length];
const email = r => `r${r}@veche.example`, token = (r, t) => `${r}`.padStart(20, '0') + `${t}`.padStart(20, 'a');

async function readers() {
	const users = [], subs = [];
	for (let r = 1; r <= READERS; r++) {
		users.push(`(${r}, '${email(r)}', 'Читатель', 1, 1)`);
		targets(r).forEach((at, t) => subs.push(`(${r}, 1, '${at}', 'Подписка', 1, 0, 1, '${token(r, t)}', 0, 1)`));
	}
	for (let i = 0; i < users.length; i += 500)
		await sql(site.db, `INSERT INTO account_user (id, email, name, state, created) VALUES ${users.slice(i, i + 500).join(',')}`);
	for (let i = 0; i < subs.length; i += 500)
		await sql(site.db, `INSERT INTO alerts_sub (user_id, kind, target, title, mail, every, remind, token, since, created) VALUES ${subs.slice(i, i + 500).join(',')}`);
}

/* A wave: some measures come, or change; meanwhile the portal may be killed. */
async function wave(w) {
	const file = join(site.dir, `w${n++}.jsonl`);
	writeFileSync(file, Array.from({ length: EACH }, (_, m) => JSON.stringify(measure(m, w + 1))).join('\n') + '\n');
	await site.veche('import', 'measures', file);
	await sleep(Math.random() * (FULL ? 20_000 : 900));
	await site.crash();
	kills++;
	// what its process held would be taken up when the lease ends: minutes of waiting are left out
	await sql(site.db, 'UPDATE job SET lease = 1 WHERE state = 1');
	await sql(site.db, 'UPDATE outbox SET next_at = 1 WHERE state = 1');
	await site.revive();
}

const one = async text => Number((await sql(site.db, text))[0][0]);
async function calm() {
	for (const end = Date.now() + CALM_MS; ;) {
		const left = [await one('SELECT count(*) FROM alerts_event WHERE told = 0'), await one('SELECT count(*) FROM alerts_item WHERE letter = 1'),
			await one('SELECT count(*) FROM outbox WHERE state IN (0, 1)')];
		if (left.every(x => x === 0))
			return;
		assert.ok(Date.now() < end, `not calm: ${left} events, alerts, letters`);
		await sql(site.db, 'UPDATE outbox SET next_at = 1 WHERE state = 0 AND tries > 3');	// long waits are left out, too
		await sleep(FULL ? 2000 : 150);
	}
}

/* What a letter tells: its lines, and how many more it says there are. */
function told(text) {
	const lines = [];
	let title = '', what = '';
	for (const l of text.split('\n')) {
		title = l.match(/^\d+\. (.*)$/)?.[1] ?? title;
		what = l.match(/^ {3}(Новая мера|Мера изменилась)\. /)?.[1] ?? what;
		if (/^ {3}Новая мера\. /.test(l))
			lines.push(`${title}: новая`);
		else if (/^ {3}— /.test(l))
			lines.push(`${title}: ${l.trim()}`);
	}
	return { lines, more: Number(text.match(/^И ещё ([\d\s]+?) новост/m)?.[1].replace(/\s/g, '') ?? 0) };
}

test(`${READERS} readers, ${CHANGES} changes, a server that fails, kill -9: each alert once, none after leaving`, { timeout: FULL ? 10_000_000 : 300_000 }, async () => {
	await readers();
	const left = new Map();
	for (let w = 0; w < WAVES; w++) {
		await wave(w);
		if (w !== 2)
			continue;
		for (let r = 1; r <= LEAVE; r++)		// one click in each of a reader's letters
			for (let t = 0; t < targets(r).length; t++) {
				const a = await site.client().post(`/alerts/stop/${token(r, t)}`, { 'List-Unsubscribe': 'One-Click' });
				assert.equal(a.status, 200);
				left.set(r, { at: Date.now(), last: await one('SELECT coalesce(max(id), 0) FROM outbox') });
			}
	}
	await calm();

	const events = await sql(site.db, "SELECT v.id, m.key FROM alerts_event v JOIN navigator_measure m ON m.entry = v.entry");
	assert.equal(events.length, CHANGES);
	const rows = new Map((await sql(site.db, 'SELECT user_id, count(*), count(DISTINCT event) FROM alerts_item GROUP BY user_id')).map(([u, all, each]) => [Number(u), [Number(all), Number(each)]]));
	for (let r = 1; r <= READERS; r++) {
		const due = events.filter(([, key]) => wants(r, Number(key.slice(6)))).length;
		assert.deepEqual(rows.get(r), [due, due], `reader ${r} has each alert on the page, once`);
	}

	const ids = new Set(), by = new Map();
	let twice = 0;
	for (const l of post.letters) {
		const p = await simpleParser(l.raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true }), id = p.messageId;
		if (ids.has(id)) {			// taken, but the portal died before it knew: the same letter, which mail programs show once
			twice++;
			continue;
		}
		ids.add(id);
		const t = told(p.text), has = by.get(l.to[0]) ?? { n: 0, lines: [] };
		assert.ok(t.lines.length > 0, 'no letter is empty');
		by.set(l.to[0], { n: has.n + t.lines.length + t.more, lines: [...has.lines, ...t.lines] });
	}
	assert.ok(twice <= kills, `${twice} letters went twice, ${kills} kills`);
	for (let r = 1; r <= READERS; r++) {
		const got = by.get(email(r)) ?? { n: 0, lines: [] };
		assert.equal(new Set(got.lines).size, got.lines.length, `reader ${r}: nothing is told twice`);
		if (!left.has(r))
			assert.equal(got.n, rows.get(r)[0], `reader ${r}: letters tell of everything`);
	}
	for (const [r, { at, last }] of left) {
		assert.equal(await one(`SELECT count(*) FROM outbox WHERE user_id = ${r} AND id > ${last}`), 0, `reader ${r}: no letter after leaving`);
		const late = post.letters.filter(l => l.to[0] === email(r) && l.at > at + 1000);
		assert.equal(late.length, 0, `reader ${r}: ${late.length} letters came after leaving`);
	}
	assert.ok(post.tried.refused > 0 && post.tried.after + post.tried.dropped > 0, 'the server did fail');
	assert.equal(await one('SELECT count(*) FROM outbox WHERE state = 3'), 0);
	console.log(`${post.letters.length} letters, ${twice} of them again; refused ${post.tried.refused}, after ${post.tried.after}, cut ${post.tried.dropped}; kills ${kills}`);
});
