// Builds the browser's files: build/assets/ from assets/ and what npm brought.
//
//   node scripts/assets.mjs [OUT]      OUT is build/assets unless told otherwise
//   node scripts/assets.mjs --weigh    what a first visit weighs, against its budget
//
// OUT/  normalize.css base.css components.css pages.css   in the order they are loaded
//       icons.svg     sprite: icons.list out of @tabler/icons and assets/icons/
//       *.woff2       cut to the unicode-range that base.css writes beside url(asset:NAME)
//       htmx.min.js and assets/js/*.js, mark.svg
//       licenses.txt  the notices of everything taken from others
//
// Nothing is done when OUT is newer than every input. The tool that embeds the files gives
// them hashed names and rewrites url(asset:NAME); here the names stay plain.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SRC = join(ROOT, 'assets');
const MODULES = join(ROOT, 'node_modules');
const CSS = ['base.css', 'components.css', 'pages.css'];
const BUDGET = 150 * 1024;
const PAGE_ROOM = 12 * 1024;		// kept free for the HTML of the page itself

/* Where each cut font comes from; what is cut is said in base.css. */
const FONT_SOURCES = {
	cyrillic: 'cyrillic',
	latin: 'latin',
	rouble: 'latin-ext',
	'cyrillic-rest': 'cyrillic',
	'cyrillic-ext': 'cyrillic-ext',
	'latin-rest': 'latin',
};
const FONT_FAMILIES = ['golos-text', 'literata'];
const FONT_WEIGHTS = { wght: { min: 400, max: 700 } };
const FONT_FEATURES = ['kern', 'liga', 'ccmp', 'locl', 'mark', 'mkmk', 'calt', 'rvrn', 'tnum', 'lnum'];

/* Fonts that a page in Russian needs: the others wait for a letter of their own. */
const FIRST_FONTS = FONT_FAMILIES.flatMap(f => [`${f}-cyrillic.woff2`, `${f}-latin.woff2`, `${f}-rouble.woff2`]);

const fail = text => { console.error(`assets: ${text}`); process.exit(1); };
const text = path => readFileSync(path, 'utf8');

function iconNames() {
	return text(join(SRC, 'icons.list')).split('\n').map(l => l.replace(/#.*/, '').trim()).filter(Boolean);
}

function iconFile(name) {
	const own = join(SRC, 'icons', `${name}.svg`);
	if (existsSync(own))
		return own;
	const theirs = join(MODULES, '@tabler/icons/icons/outline', `${name}.svg`);
	return existsSync(theirs) ? theirs : fail(`icons.list: no icon «${name}»`);
}

/* A symbol has no colour and no stroke of its own: .v-ico gives them. */
function sprite() {
	const symbols = [...new Set(iconNames())].sort().map(name => {
		const svg = text(iconFile(name));
		const box = /viewBox="([^"]+)"/.exec(svg)[1];
		const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
			.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, '')
			.replace(/<!--[^]*?-->/g, '').replace(/>\s+</g, '><').replace(/\s*\/>/g, '/>').trim();
		return `<symbol id="i-${name}" viewBox="${box}">${body}</symbol>\n`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('')}</svg>\n`;
}

/* Comments and indents out, notices kept; our style sheets have no string with a comment's sign in it. */
const squeezeCss = css => css.replace(/\/\*(?!!)[^]*?\*\//g, '').replace(/^[ \t]+/gm, '').replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n').trimStart();

/* The same for our own scripts: whole-line comments and indents only, so that no string can be hit. */
const squeezeJs = js => js.replace(/^\s*\/\*(?!!)[^]*?\*\/[ \t]*$/gm, '').replace(/^\s*\/\/.*$/gm, '').replace(/^[ \t]+/gm, '').replace(/\n{2,}/g, '\n').trimStart();

function fontFaces() {
	const faces = [];
	for (const [, body] of text(join(SRC, 'css/base.css')).matchAll(/@font-face\s*{([^}]*)}/g)) {
		const file = /url\(asset:([\w-]+\.woff2)\)/.exec(body);
		if (!file)
			continue;
		const name = file[1].replace(/\.woff2$/, '');
		const family = FONT_FAMILIES.find(f => name.startsWith(`${f}-`)) ?? fail(`base.css: a font of no known family: ${name}`);
		const part = FONT_SOURCES[name.slice(family.length + 1)] ?? fail(`base.css: no source for the font ${name}`);
		const range = (/unicode-range:([^;]+);/.exec(body) ?? fail(`base.css: ${name} has no unicode-range`))[1];
		faces.push({
			file: file[1], family,
			source: join(MODULES, '@fontsource-variable', family, 'files', `${family}-${part}-wght-normal.woff2`),
			chars: range.split(',').flatMap(r => {
				const [a, b = a] = r.trim().replace(/^U\+/i, '').split('-').map(x => parseInt(x, 16));
				return Array.from({ length: b - a + 1 }, (_, i) => String.fromCodePoint(a + i));
			}).join(''),
		});
	}
	return faces;
}

async function fonts(put) {
	const subset = createRequire(import.meta.url)('subset-font');
	for (const face of fontFaces())
		put(face.file, await subset(readFileSync(face.source), face.chars,
			{ targetFormat: 'woff2', keepFeatures: FONT_FEATURES, variationAxes: FONT_WEIGHTS, noHinting: true }));
}

function licenses() {
	const parts = ['What the pages of this site take from others, and under which terms.\n'];
	for (const name of ['modern-normalize', 'htmx.org', '@tabler/icons', '@fontsource-variable/golos-text', '@fontsource-variable/literata']) {
		const dir = join(MODULES, name);
		const info = JSON.parse(text(join(dir, 'package.json')));
		const file = readdirSync(dir).find(f => /^licen[cs]e/i.test(f)) ?? fail(`${name} has no licence file`);
		parts.push(`==== ${name} ${info.version} (${info.license}) ====\n\n${text(join(dir, file)).trim()}\n`);
	}
	return parts.join('\n');
}

function filesUnder(dir) {
	return readdirSync(dir, { withFileTypes: true })
		.flatMap(e => e.isDirectory() ? filesUnder(join(dir, e.name)) : [join(dir, e.name)]);
}

function inputs() {
	return [...filesUnder(SRC).filter(f => !f.endsWith('.md')), join(ROOT, 'package-lock.json'), fileURLToPath(import.meta.url)];
}

/* The stamp holds the names of what was built; it is written last. */
function upToDate(out) {
	const stamp = join(out, '.built');
	if (!existsSync(stamp))
		return false;
	const built = statSync(stamp).mtimeMs;
	if (inputs().some(f => statSync(f).mtimeMs > built))
		return false;
	const [sum, ...names] = text(stamp).trim().split('\n');
	return sum === inputsSum() && names.every(n => existsSync(join(out, n)));
}

/* A file taken out of assets/ changes no time stamp: the names count too. */
const inputsSum = () => createHash('sha256').update(inputs().map(f => basename(f)).sort().join('\n')).digest('hex');

async function build(out) {
	if (!existsSync(join(MODULES, 'subset-font')))
		fail('node_modules is missing or old: run scripts/setup.sh run');
	const next = `${out}.next`;
	const names = [];
	const put = (name, data) => { writeFileSync(join(next, name), data); names.push(name); };
	rmSync(next, { recursive: true, force: true });
	mkdirSync(next, { recursive: true });
	put('normalize.css', squeezeCss(text(join(MODULES, 'modern-normalize/modern-normalize.css'))));
	for (const name of CSS)
		put(name, squeezeCss(text(join(SRC, 'css', name))));
	put('icons.svg', sprite());
	put('mark.svg', readFileSync(join(SRC, 'mark.svg')));
	put('htmx.min.js', readFileSync(join(MODULES, 'htmx.org/dist/htmx.min.js')));
	for (const name of readdirSync(join(SRC, 'js')).filter(f => f.endsWith('.js')).sort())
		put(name, squeezeJs(text(join(SRC, 'js', name))));
	put('licenses.txt', licenses());
	await fonts(put);
	writeFileSync(join(next, '.built'), `${[inputsSum(), ...names].join('\n')}\n`);
	rmSync(out, { recursive: true, force: true });
	renameSync(next, out);
	console.log(`assets: ${names.length} files in ${out}`);
}

function weigh(out) {
	const packed = name => {
		const data = readFileSync(join(out, name));
		return name.endsWith('.woff2') ? [data.length, data.length]
			: [gzipSync(data, { level: 9 }).length, brotliCompressSync(data).length];
	};
	const names = ['normalize.css', ...CSS, 'icons.svg', 'mark.svg', 'htmx.min.js',
		...readdirSync(join(SRC, 'js')).filter(f => f.endsWith('.js')), ...FIRST_FONTS];
	let gz = 0, br = 0;
	console.log('| File | gzip | brotli |\n|---|---:|---:|');
	for (const name of names) {
		const [g, b] = packed(name);
		gz += g; br += b;
		console.log(`| ${name} | ${g} | ${b} |`);
	}
	console.log(`| room for the page | ${PAGE_ROOM} | ${PAGE_ROOM} |`);
	gz += PAGE_ROOM; br += PAGE_ROOM;
	console.log(`| **a first visit** | **${gz}** | **${br}** |\n| budget | ${BUDGET} | ${BUDGET} |`);
	if (gz > BUDGET)
		fail(`a first visit weighs ${gz} bytes, ${gz - BUDGET} over its budget`);
}

const args = process.argv.slice(2);
const out = resolve(args.find(a => !a.startsWith('-')) ?? join(ROOT, 'build/assets'));
if (!upToDate(out))
	await build(out);
if (args.includes('--weigh'))
	weigh(out);
