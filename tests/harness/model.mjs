// A language model for tests: a stand-in on loopback that says whatever it is told, mostly what it should not.
//
//   const llm = await model();
//   const site = await start({ set: llm.settings });
//   llm.says = () => 'Слова модели';          // the content of its answer; gets the request
//   llm.answers = (rq, rs) => rs.destroy();   // or the whole answer
//   llm.calls                                  // what it was sent: { headers, body, task }
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from './oidc.mjs';

export const KEY = 'sk-test-0123456789-key', NAME = 'probe-7b';

const read = rq => new Promise((ok, no) => {
	const all = [];
	rq.on('data', d => all.push(d)).once('end', () => ok(Buffer.concat(all).toString())).once('error', no);
});

export const reply = (rs, content, status = 200) => rs.writeHead(status, { 'content-type': 'application/json' })
	.end(JSON.stringify({ id: 'x', object: 'chat.completion', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }] }));

export async function model() {
	const dir = mkdtempSync(join(tmpdir(), 'veche-model-'));
	writeFileSync(join(dir, 'key'), `${KEY}\n`, { mode: 0o600 });
	const self = { calls: [], says: () => '', answers: null };
	const web = await listen(async (rq, rs) => {
		const text = await read(rq).catch(() => '');
		const body = JSON.parse(text || '{}');
		const call = { method: rq.method, path: rq.url, headers: rq.headers, text, body, user: body.messages?.[1]?.content ?? '',
			task: /двенадцати/.test(body.messages?.[0]?.content ?? '') ? 'words' : 'lead' };
		self.calls.push(call);
		rs.on('error', () => {});
		if (self.answers)
			return self.answers(rq, rs, call);
		reply(rs, self.says(call));
	});
	return Object.assign(self, {
		base: web.base,
		settings: { ask_model_url: web.base, ask_model_name: NAME, ask_model_key_file: join(dir, 'key'), ask_model_timeout: 1 },
		async stop() {
			await web.stop();
			rmSync(dir, { recursive: true, force: true });
		},
	});
}
