// Webhooks on their way: a real receiver that fails at random and a portal that is killed; the signature is checked
// by the package of Standard Webhooks, what was tampered with is refused by it.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { sql } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

const secret = `whsec_${randomBytes(32).toString('base64')}`, old = `whsec_${randomBytes(32).toString('base64')}`;
let site, server, port, answer, got = [];
before(async () => {
	server = createServer((req, res) => {
		let body = '';
		req.on('data', d => { body += d; });
		req.on('end', () => answer(req, res, body));
	});
	await new Promise(ok => { server.listen(0, '127.0.0.1', ok); });
	port = server.address().port;
	answer = taken;
	site = await start({ set: { hook_hosts: `+127.0.0.1:${port}, localhost:${port}`, mail_per_minute: 6000, mail_retry: 1 } });
});
after(async () => {
	await site?.stop();
	server?.closeAllConnections();
	server?.close();
});

function taken(req, res, body) {
	got.push({ headers: req.headers, body, url: req.url });
	res.writeHead(200).end('ok');
}
const put = (key, body = '{"type":"ping"}', at = `http://127.0.0.1:${port}/in`) => sql(site.db, `INSERT INTO outbox (channel, k, ref, topic, dest, subject, body, secret, next_at, created)
	VALUES (2, '${key}', 1, 'ping', '${at}', 'ping', '${body}', '${secret} ${old}', 1, ${Math.floor(Date.now() / 1000)})`);	// an old one would be swept
const row = async key => (await sql(site.db, `SELECT state, tries, code, error, answer FROM outbox WHERE k = '${key}'`))[0];
async function until(fn, what, ms = 20_000) {
	for (const end = Date.now() + ms; !await fn();) {
		assert.ok(Date.now() < end, what);
		await sleep(30);
	}
}

test('what comes is signed as Standard Webhooks say, by the new secret and the old; tampered with it is refused', async () => {
	await put('msg_1', '{"type":"ping","data":{"слово":"да"}}');
	await until(() => got.length === 1, 'it comes');
	const { headers, body } = got[0];
	assert.equal(headers['webhook-id'], 'msg_1');
	assert.equal(headers['content-type'], 'application/json');
	for (const s of [secret, old])
		assert.equal(new Webhook(s).verify(body, headers).type, 'ping');
	const wh = new Webhook(secret);
	assert.throws(() => wh.verify(body.replace('да', 'не'), headers));
	assert.throws(() => wh.verify(body, { ...headers, 'webhook-id': 'msg_2' }));
	assert.throws(() => wh.verify(body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }));
	assert.throws(() => new Webhook(`whsec_${randomBytes(32).toString('base64')}`).verify(body, headers));
	await until(async () => (await row('msg_1'))[0] === '2', 'it is written down');
	assert.deepEqual((await row('msg_1')).slice(1), ['1', '200', '', 'ok']);
	assert.equal((await sql(site.db, "SELECT count(*) FROM outbox WHERE k = 'msg_1' AND secret = ''"))[0][0], '1', 'the secret goes with it');
});

test('gone is for good, a redirect is not followed, a name into the house is not asked', async () => {
	let asked = 0;
	answer = (req, res) => {
		asked++;
		if (req.url === '/gone')
			res.writeHead(410).end(Buffer.concat([Buffer.from('никого\u0007 нет'), Buffer.from([0, 0xff, 0xd0])]));
		else
			res.writeHead(302, { location: '/in' }).end();
	};
	await put('gone', '{}', `http://127.0.0.1:${port}/gone`);
	await put('house', '{}', `http://localhost:${port}/in`);
	await put('moved', '{}', `http://127.0.0.1:${port}/moved`);
	await until(async () => (await row('moved'))[2] === '302', 'the redirect is an answer');
	await until(async () => (await row('house'))[0] === '3', 'the name is refused');
	assert.deepEqual((await row('gone')).slice(0, 3), ['3', '1', '410']);
	assert.equal((await row('gone'))[4], 'никого  нет   ', 'what is no text is blank');
	assert.match((await row('house'))[3], /\+host/);
	await sql(site.db, "UPDATE outbox SET state = 4 WHERE k = 'moved'");
	assert.ok(asked >= 2);
	answer = taken;
});

test('a receiver that fails at random, a portal that is killed: each comes, and once by its id', async () => {
	const n = 60, seen = new Map();
	let failed = 0;
	answer = (req, res, body) => {
		const what = randomInt(10);
		if (what < 3) {
			failed++;
			return res.writeHead(500 + randomInt(4)).end('беда');
		}
		new Webhook(secret).verify(body, req.headers);
		seen.set(req.headers['webhook-id'], body);
		if (what === 3) {	// taken, but the answer is lost
			failed++;
			return req.socket.destroy();
		}
		res.writeHead(204).end();
	};
	for (let i = 0; i < n; i++)
		await put(`m_${i}`, `{"n":${i}}`);
	await sleep(300);
	await site.crash();
	await sql(site.db, 'UPDATE outbox SET next_at = 1 WHERE state = 1');	// the lease is not waited for
	await site.revive();
	await until(async () => {
		await sql(site.db, "UPDATE outbox SET next_at = 1 WHERE state = 0 AND k LIKE 'm/_%' ESCAPE '/'");
		return (await sql(site.db, "SELECT count(*) FROM outbox WHERE state <> 2 AND k LIKE 'm/_%' ESCAPE '/'"))[0][0] === '0';
	}, 'all are sent', 40_000);
	assert.equal(seen.size, n);
	for (let i = 0; i < n; i++)
		assert.equal(seen.get(`m_${i}`), `{"n":${i}}`);
	assert.ok(failed > 0, 'the receiver did fail');
});
