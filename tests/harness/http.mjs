// A small HTTP client for tests, over node:http: nothing hidden, nothing decoded behind one's back.
//
//   const c = client('http://127.0.0.1:8080');
//   const r = await c.get('/navigator?q=мост');           // { status, headers, text, body, url, json(), … }
//   await c.submit('/account/login', { login, pass });    // fetches the page, takes its form's csrf, posts
import http from 'node:http';

export const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/* One request, one answer. Never follows, never keeps cookies. */
export function request(url, { method = 'GET', headers = {}, body, timeout = 30_000, keep = agent, onHead } = {}) {
	return new Promise((ok, no) => {
		const at = new URL(url);
		const data = body === undefined ? undefined : Buffer.from(body);
		const rq = http.request({
			agent: keep, host: at.hostname.replace(/^\[|\]$/g, ''), port: at.port, path: at.pathname + at.search, method,
			headers: { ...data === undefined ? {} : { 'content-length': data.length }, ...headers },
		}, rp => {
			const parts = [];
			onHead?.(rp);
			/* 204 has no body (RFC 9110, 15.3.5); with Node 18 prism breaks the connection behind one */
			rp.on('data', d => parts.push(d)).once('error', no).once(rp.statusCode === 204 ? 'resume' : 'end', () => {
				const whole = Buffer.concat(parts);
				ok({
					url: at.href, method, status: rp.statusCode, headers: rp.headers, raw: rp.rawHeaders, body: whole,
					get text() { return whole.toString('utf8'); },
					json() { return JSON.parse(whole.toString('utf8')); },
				});
			});
		});
		rq.setTimeout(timeout, () => rq.destroy(new Error(`${method} ${url}: no answer in ${timeout} ms`)));
		rq.once('error', no);
		rq.end(data);
	});
}

const UNESCAPE = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
export const unescape = s => s.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
	(all, hex, dec, name) => hex ? String.fromCodePoint(parseInt(hex, 16)) : dec ? String.fromCodePoint(+dec) : UNESCAPE[name] ?? all);

/* { name: value } of the attributes of one tag. */
export function attributes(tag) {
	const found = {};
	for (const [, name, a, b, c] of tag.replace(/^<\w+/, '').matchAll(/([\w:.@-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g))
		found[name.toLowerCase()] = unescape(a ?? b ?? c ?? '');
	return found;
}

export const tags = (html, name) => [...html.matchAll(new RegExp(`<${name}\\b(?:"[^"]*"|'[^']*'|[^>"'])*>`, 'gi'))].map(m => attributes(m[0]));

/* The forms of a page: action, method, and the fields as a browser would send them untouched. */
export function forms(html) {
	return [...html.matchAll(/(<form\b[^>]*>)([^]*?)<\/form>/gi)].map(([, head, inner]) => {
		const { action = '', method = 'get', id } = attributes(head);
		const fields = [];
		for (const i of tags(inner, 'input'))
			if (i.name && !('disabled' in i) && !/^(submit|button|file|image|reset)$/.test(i.type ?? '') &&
			    (!/^(checkbox|radio)$/.test(i.type ?? '') || 'checked' in i))
				fields.push([i.name, i.value ?? (/^(checkbox|radio)$/.test(i.type ?? '') ? 'on' : '')]);
		for (const [, t, text] of inner.matchAll(/(<textarea\b[^>]*>)([^]*?)<\/textarea>/gi)) {
			const { name } = attributes(t);
			if (name)
				fields.push([name, unescape(text.replace(/^\r?\n/, ''))]);
		}
		for (const [, t, body] of inner.matchAll(/(<select\b[^>]*>)([^]*?)<\/select>/gi)) {
			const { name } = attributes(t);
			const all = [...body.matchAll(/(<option\b[^>]*>)([^<]*)/gi)].map(([, o, text]) => ({ ...attributes(o), text: unescape(text).trim() }));
			const one = all.find(o => 'selected' in o) ?? all[0];
			if (name && one)
				fields.push([name, one.value ?? one.text]);
		}
		return { id, action, method: method.toLowerCase(), fields };
	});
}

export const csrfOf = html => tags(html, 'input').find(i => i.name === 'csrf')?.value;

/* Name-value pairs: an object (a list repeats its name) or pairs as they are. */
export const pairs = data => Array.isArray(data) ? data
	: Object.entries(data).flatMap(([k, v]) => Array.isArray(v) ? v.map(x => [k, x]) : [[k, v]]);
export const encode = data => new URLSearchParams(pairs(data).map(([k, v]) => [k, String(v)])).toString();

/* multipart/form-data; a value { name, type, data } is a file. */
export function multipart(data) {
	const mark = `----veche${Math.random().toString(36).slice(2)}`;
	const parts = pairs(data).flatMap(([k, v]) => v !== null && typeof v === 'object' && 'data' in v
		? [`--${mark}\r\nContent-Disposition: form-data; name="${k}"; filename="${v.name}"\r\nContent-Type: ${v.type ?? 'application/octet-stream'}\r\n\r\n`, v.data, '\r\n']
		: [`--${mark}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`]);
	return { type: `multipart/form-data; boundary=${mark}`, body: Buffer.concat([...parts, `--${mark}--\r\n`].map(p => Buffer.from(p))) };
}

/* A reader with a cookie jar. Follows redirects only where asked: { follow: true }. */
export function client(base) {
	const jar = new Map();
	const remember = rp => {
		for (const line of rp.headers['set-cookie'] ?? []) {
			const [pair, ...rest] = line.split(/;\s*/);
			const cut = pair.indexOf('=');
			const gone = rest.some(a => /^max-age=(0|-)/i.test(a)) || pair.length === cut + 1;
			gone ? jar.delete(pair.slice(0, cut)) : jar.set(pair.slice(0, cut), pair.slice(cut + 1));
		}
	};
	const self = {
		base, jar,
		async ask(path, options = {}) {
			let { follow = false, ...rest } = options;
			let url = new URL(path, base).href;
			for (let hops = 0; ; hops++) {
				const cookie = [...jar].map(([k, v]) => `${k}=${v}`).join('; ');
				const rp = await request(url, { ...rest, headers: { ...cookie && { cookie }, ...rest.headers } });
				remember(rp);
				const to = rp.headers.location;
				if (!follow || !to || rp.status < 300 || rp.status > 399 || hops === 5)
					return rp;
				url = new URL(to, url).href;
				if (rp.status !== 307 && rp.status !== 308)
					rest = { headers: { ...rest.headers, 'content-type': undefined } };
				rest.headers = Object.fromEntries(Object.entries(rest.headers ?? {}).filter(([, v]) => v !== undefined));
			}
		},
		get: (path, options) => self.ask(path, options),
		head: (path, options) => self.ask(path, { ...options, method: 'HEAD' }),
		post: (path, data = {}, options = {}) => self.ask(path, {
			...options, method: 'POST', body: encode(data),
			headers: { 'content-type': 'application/x-www-form-urlencoded', ...options.headers },
		}),
		upload(path, data, options = {}) {
			const { type, body } = multipart(data);
			return self.ask(path, { ...options, method: 'POST', body, headers: { 'content-type': type, ...options.headers } });
		},
		/* As a person does: open the page, fill its form, send it. `form` picks by id, action or number. */
		async submit(path, data, { form, page, follow = true, ...options } = {}) {
			const from = page ?? await self.get(path, { follow: true });
			const all = forms(from.text).filter(f => f.method === 'post');
			const f = typeof form === 'number' ? all[form] : form ? all.find(x => x.id === form || x.action === form)
				: all.find(x => pairs(data).some(([k]) => x.fields.some(([n]) => n === k))) ?? all[0];
			if (!f)
				throw new Error(`${path}: no such form (${from.status})\n${from.text.slice(0, 2000)}`);
			const given = pairs(data), names = new Set(given.map(([k]) => k));
			return self.post(new URL(f.action || from.url, from.url).href,
				[...f.fields.filter(([n]) => !names.has(n)), ...given], { follow, ...options });
		},
	};
	return self;
}
