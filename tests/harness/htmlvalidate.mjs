// html-validate, as our pages want it.
export default {
	root: true,
	extends: ['html-validate:recommended', 'html-validate:a11y'],
	rules: {
		'void-style': 'off',				// <br> and <path/>: SVG needs the second
		'no-trailing-whitespace': 'off',
		'long-title': 'off',
		'doctype-style': 'off',
		'no-raw-characters': ['error', { relaxed: true }],
		'attribute-boolean-style': 'off',
		'attribute-empty-style': 'off',
		'no-inline-style': 'error',
		'no-implicit-button-type': 'error',
		'no-redundant-role': 'off',			// list-style: none takes the role away in one reader
		'no-redundant-for': 'off',
		'wcag/h32': 'error',
		'require-sri': 'off',				// everything comes from our own origin
		'prefer-native-element': ['error', { exclude: ['listbox', 'option', 'combobox', 'status', 'alert', 'search', 'group', 'region', 'img'] }],
	},
};
