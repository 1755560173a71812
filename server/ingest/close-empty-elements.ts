/** Elements that HTML closes by themselves, or whose emptiness changes nothing. */
const harmless = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i

/** In XHTML an empty `<script/>` or `<title/>` is closed; in HTML it would swallow the page. `text` is XHTML. */
export function closeEmptyElements(text: string): string {
  return text.replace(
    /<([a-z][\w:.-]{0,40})((?:\s+[a-z_:][\w:.-]{0,60}\s*=\s*(?:"[^"]{0,2000}"|'[^']{0,2000}'))*)\s*\/>/gi,
    (all, name: string, attributes: string) =>
      harmless.test(name) ? all : `<${name}${attributes}></${name}>`,
  )
}
