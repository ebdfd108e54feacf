// Between a scanner and the portal: passes all on, but for the forms of SPARED, and counts the answers itself.
//
// wapiti has an option for that (-x), and the one of Debian 12 ends on it with an error of its own.
import http from 'node:http';
import { spared } from './targets.mjs';

export async function fence(site) {
	const statuses = {}, kept = new Set();
	const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
	const server = http.createServer((rq, rp) => {
		const path = rq.url.split('?')[0], rule = rq.method === 'POST' && spared(path);
		if (rule) {
			kept.add(rule);
			rq.resume().once('end', () => rp.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('spared\n'));
			return;
		}
		const out = http.request({ agent, host: '127.0.0.1', port: site.port, method: rq.method, path: rq.url, headers: rq.headers }, got => {
			statuses[got.statusCode] = (statuses[got.statusCode] ?? 0) + 1;
			rp.writeHead(got.statusCode, got.rawHeaders);
			got.pipe(rp);
		});
		out.once('error', () => rp.destroy());
		rq.pipe(out);
	});
	await new Promise(ok => server.listen(0, '127.0.0.1', ok));
	return {
		base: `http://127.0.0.1:${server.address().port}`, statuses, kept,
		stop: () => new Promise(ok => { agent.destroy(); server.closeAllConnections(); server.close(ok); }),
	};
}
