// A real mail server for tests: it takes letters, or fails in the ways mail servers fail.
//
//   const post = await smtp({ refuse: 0.2, drop: 0.1 });   // shares of letters: 451, connection cut
//   const site = await start({ set: post.settings });
//   await post.wait(3); post.letters[0].parsed.subject
//   await post.stop();
import { randomInt } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { setTimeout as sleep } from 'node:timers/promises';

export const FROM = 'Вече <portal@veche.example>';

const chance = p => p > 0 && randomInt(1_000_000) < p * 1_000_000;

/* refuse: 451 before the letter; after: 451 when it is in whole; drop: the connection is cut before the answer;
 * never: addresses that get 550. `trouble` may be changed as the test goes on. */
export async function smtp({ refuse = 0, after = 0, drop = 0, never = [], parse = true } = {}) {
	const letters = [], tried = { refused: 0, after: 0, dropped: 0, never: 0 };
	const trouble = { refuse, after, drop };
	const wrong = (code, text) => Object.assign(new Error(text), { responseCode: code });
	const server = new SMTPServer({
		authOptional: true, disabledCommands: ['STARTTLS'], logger: false, size: 10 << 20, disableReverseLookup: true,
		onRcptTo({ address }, session, done) {
			if (never.includes(address)) {
				tried.never++;
				return done(wrong(550, 'no such mailbox'));
			}
			if (chance(trouble.refuse)) {
				tried.refused++;
				return done(wrong(451, 'try again later'));
			}
			done();
		},
		onData(stream, session, done) {
			const parts = [];
			stream.on('data', d => parts.push(d));
			stream.on('end', async () => {
				if (chance(trouble.drop)) {		// before it is taken: the sender must come again
					tried.dropped++;
					server.connections.forEach(c => c.id === session.id && c._socket.destroy());
					return;
				}
				if (chance(trouble.after)) {
					tried.after++;
					return done(wrong(451, 'try again later'));
				}
				const raw = Buffer.concat(parts);
				const letter = { to: session.envelope.rcptTo.map(r => r.address), from: session.envelope.mailFrom.address, raw, at: Date.now() };
				if (parse)
					letter.parsed = await simpleParser(raw);
				letters.push(letter);
				done();
			});
		},
	});
	server.on('error', () => {});
	await new Promise((ok, no) => { server.once('error', no); server.listen(0, '127.0.0.1', ok); });
	return {
		letters, tried, trouble,
		settings: { mail_url: `smtp://127.0.0.1:${server.server.address().port}`, mail_from: FROM, mail_tls: 'no', mail_per_minute: 100000, mail_retry: 1 },
		/* Until so many letters came; complains after ms. */
		async wait(n, ms = 15_000) {
			for (const until = Date.now() + ms; letters.length < n;) {
				if (Date.now() > until)
					throw new Error(`${letters.length} letters of ${n} in ${ms} ms`);
				await sleep(20);
			}
			return letters;
		},
		stop: () => new Promise(ok => server.close(ok)),
	};
}
