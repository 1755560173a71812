/** What site generators leave in Markdown, and what of it a reader would see. Applied outside code. */
const rules: readonly [RegExp, string | ((...groups: (string | undefined)[]) => string)][] = [
  // Jekyll, GitBook, Nunjucks: `{% hint %}`; Hugo: `{{< figure >}}`, `{{% note %}}`; the content stays.
  [/\{%[^\n]*?%\}/g, ''],
  [/\{\{[<%][^\n]*?[>%]\}\}/g, ''],
  // Only variables of the site: `{{ contact.PRENOM }}` is what a document about e-mailing teaches.
  [/\{\{-?\s*(?:site|page|layout|include|content|paginator|config|env|collections)\b[^}\n]*\}\}/g, ''],
  // Microsoft Learn.
  [/\[!(?:INCLUDE|includes?)\s*\[[^\]\n]*\]\s*\([^)\n]*\)\s*\]/gi, ''],
  [/\[!(?:VIDEO|code-\w+|div|NEXTSTEP|OP|MERMAID)\b[^\]\n]*\](?:\([^)\n]*\))?/gi, ''],
  [/:::\s*image\b[^\n]*?:::/g, (macro = '') => /alt-text\s*=\s*"([^"]*)"/.exec(macro)?.[1] ?? ''],
  [/:::\s*(?:image-end|video|zone|row|column|moniker|code|no-loc)[^\n]*/g, ''],
  // Docusaurus, VuePress, MyST: the opener's title stays.
  [
    /^([^\S\n]*):{3,}\s*\{?[\w-]*\}?\s*(?:\[([^\]\n]*)\])?[^\S\n]*(.*)$/g,
    (_all, indent, bracketed, rest) => `${indent}${bracketed || rest || ''}`,
  ],
  // GitHub and Microsoft alerts inside a quote.
  [
    /^(\s*(?:>\s*)+)\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION|INFO|DANGER|SUCCESS|QUESTION)\][+-]?[^\S\n]*(.*)$/gi,
    (_all, quote, title) => (title ? `${quote}${title}  ` : `${quote}`),
  ],
  // MkDocs admonitions: `!!! note "Titre"`.
  [
    /^(\s*)(?:!!!|\?\?\?\+?)\s+[\w-]+\s*(?:"([^"\n]*)")?\s*$/g,
    (_all, indent, title) => `${indent}${title ?? ''}`,
  ],
  // A heading's own name, as kramdown, Pandoc, Hugo and Docusaurus write it: what an address of that part ends with.
  [/^(#{1,6}\s[^\n]*?)\s*\{:?\s*#([\w-]+)[^{}\n]*\}\s*$/g, '$1 <a id="$2"></a>'],
  // kramdown and Pandoc attributes: `{: .lead}`, `{#id .classe}`, `{target="_blank"}`, `{width=50%}`.
  [/\{:[^{}\n]*\}/g, ''],
  [
    /\{\s*(?:[.#][\w-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+))(?:\s+(?:[.#][\w-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+)))*\s*\}/g,
    '',
  ],
  // Tables of contents, MDX modules.
  [/^\s*(?:\[\[?_?TOC_?\]?\]|\[\[toc\]\]|\{:toc\}|\*\s*TOC)\s*$/gi, ''],
  [/^(?:import\s.+\sfrom\s+['"].+['"]|import\s+['"].+['"]|export\s+(?:const|default)\s.+);?\s*$/g, ''],
]

function cleanProse(text: string): string {
  return rules.reduce(
    (line, [pattern, replacement]) =>
      typeof replacement === 'string'
        ? line.replace(pattern, replacement)
        : line.replace(pattern, replacement),
    text,
  )
}

/** A line's text outside `code spans`. */
function cleanLine(line: string): string {
  if (!line.includes('`')) return cleanProse(line)
  return line
    .split(/(`+[^`]*`+)/)
    .map(part => (part.startsWith('`') ? part : cleanProse(part)))
    .join('')
}

const fence = /^\s*(?:>\s*)*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})/

/** Drops the macros of site generators from a Markdown text, or reduces them to their own text. */
export function dropSiteMacros(markdown: string): string {
  let open = ''
  let admonition = false
  return markdown
    .split('\n')
    .map(line => {
      const mark = fence.exec(line)?.[1]
      if (mark && (open === '' || (mark.startsWith(open) && line.trim() === mark))) {
        open = open === '' ? mark : ''
        return line
      }
      if (open !== '') return line
      // MkDocs indents an admonition's content by four spaces, which Markdown would take for code.
      if (/^(?:!!!|\?\?\?\+?)\s+\w/.test(line)) admonition = true
      else if (admonition && /^\S/.test(line)) admonition = false
      return cleanLine(admonition ? line.replace(/^ {4}/, '') : line)
    })
    .join('\n')
}
