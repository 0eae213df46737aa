import DOMPurify, { type Config } from 'dompurify';

/** The only addresses that are links. */
export const webAddress = /^https?:\/\//i;
export const imageData = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i;
const ownClass =
	/^(?:language-[\w+#.-]+|hljs-[\w-]+|[\w-]+_|align-(?:left|center|right)|level-[1-6]|address)$/;

const allowed: Config = {
	ALLOWED_TAGS: (
		'p br hr h1 h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li ' +
		'table thead tbody tr th td a img span'
	).split(' '),
	ALLOWED_ATTR: ['href', 'title', 'src', 'alt', 'class', 'start'],
	ALLOWED_URI_REGEXP: webAddress,
	ALLOW_DATA_ATTR: false,
	ALLOW_ARIA_ATTR: false,
};

const purify = DOMPurify();
purify.addHook('uponSanitizeAttribute', (element, attribute) => {
	if (attribute.attrName === 'class') {
		attribute.attrValue = attribute.attrValue
			.split(/\s+/)
			.filter((name) => ownClass.test(name))
			.join(' ');
		attribute.keepAttr = attribute.attrValue !== '';
	}
	if (attribute.attrName === 'src') attribute.keepAttr = imageData.test(attribute.attrValue);
	if (attribute.attrName === 'href')
		attribute.keepAttr = element.nodeName === 'A' && webAddress.test(attribute.attrValue);
});

/** HTML that was made of a message's text, as nodes; what is not on the list is left out. */
export function sanitized(html: string): DocumentFragment {
	return purify.sanitize(html, { ...allowed, RETURN_DOM_FRAGMENT: true });
}
