import { toSafeLink } from './safe-link.ts'

/** A piece of a line. `citation` names a source by its number, from 1, as in `[2]`. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong'; children: Inline[] }
  | { kind: 'emphasis'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  | { kind: 'citation'; number: number }

/**
 * Where a text stands: among the team's own words, in a quotation of a document, or in a link's label, where no
 * other link may stand.
 */
export type Place = 'own' | 'quote' | 'link'

/**
 * What may stand at one place of a line, in the order of trying. Each reads no further than its own mark's next
 * occurrence and can be read in one way only, so that no text costs more than a few times its length.
 * The last takes a word at once: an address begins where a word does.
 */
const marks = new RegExp(
  [
    // A backslash takes its meaning from ASCII punctuation (CommonMark 2.4).
    /\\([!-/:-@[-`{-~])/,
    // Code.
    /`{1,2}([^`]+)`{1,2}(?!`)/,
    // Bold and emphasis at once, bold, emphasis.
    /\*{3}((?:\\.|[^\\*])+)\*{3}(?!\*)/,
    /\*\*((?:\\.|[^\\*]|\*(?!\*)|\*(?=\*\*(?!\*)))+)\*\*(?!\*)/,
    /\*((?:\\.|[^\\*])+)\*(?!\*)/,
    // The same with underscores.
    /__((?:\\.|[^\\_])+)__(?![\p{L}\p{N}_])/u,
    /_((?:\\.|[^\\_])+)_(?![\p{L}\p{N}_])/u,
    // A picture's mark, a link's words, its address.
    /(!?)\[((?:\\.|[^\\[\]]|\[[^\\[\]]*\])+)\]\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)/,
    // A source's number.
    /\[([1-9]\d?)\]/,
    // A bare address, without the sentence's punctuation.
    /(https?:\/\/(?=[\p{L}\p{N}])(?:[.,;:!?'’)\]]*[^\s<>"«»“”*.,;:!?'’)\]])+)/u,
    // An e-mail address, so strict that it can bring no header, no second recipient and no other scheme along.
    /([a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\p{L}\p{N}@_-]))/u,
    /[\p{L}\p{N}%.+-]+/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
)

const withoutEscapes = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1')

/** What an address cannot begin after: it would be the rest of something longer. */
const inside = /[\p{L}\p{N}@:/\\_]$/u

/** What stands at a place, or null for the very characters. `before`: what stands before it. */
function toInline(match: RegExpExecArray, before: string, place: Place): Inline | null {
  const [, escaped, code, both, strong, emphasis, lowStrong, low, image, label, address, cited, url, mail] =
    match
  const stressed = both ?? strong ?? emphasis ?? lowStrong ?? low
  if (escaped) return { kind: 'text', text: escaped }
  if (code) return { kind: 'code', text: code.trim() || code }
  if (cited) return place === 'link' ? null : { kind: 'citation', number: +cited }
  if (label) {
    const [target = ''] = (address ?? '').trim().split(/\s+"/, 1)
    // A picture is never fetched: its words stand for it, as for a link that must not be followed.
    const href = image || place === 'link' ? null : toSafeLink(withoutEscapes(target))
    return href
      ? { kind: 'link', href, children: parseInline(label, 'link') }
      : { kind: 'text', text: withoutEscapes(label) }
  }
  if (stressed) {
    // Blanks inside the marks make them mean nothing, as in `2 * 3 * 4`; so do letters before an underscore.
    if (stressed.trim() !== stressed || ((lowStrong ?? low) && inside.test(before))) return null
    const children = parseInline(stressed, place)
    if (both) return { kind: 'strong', children: [{ kind: 'emphasis', children }] }
    return { kind: strong || lowStrong ? 'strong' : 'emphasis', children }
  }
  const text = url ?? mail
  if (!text || place === 'link' || (mail && place === 'quote') || inside.test(before)) return null
  const href = toSafeLink(url ?? `mailto:${mail}`)
  return href ? { kind: 'link', href, children: [{ kind: 'text', text }] } : null
}

/** Reads bold, emphasis, code, links, citations and bare addresses; all else is text. In linear time. */
export function parseInline(line: string, place: Place = 'own'): Inline[] {
  const nodes: Inline[] = []
  let plain = ''
  let end = 0
  const flush = () => {
    if (plain) nodes.push({ kind: 'text', text: plain })
    plain = ''
  }
  marks.lastIndex = 0
  for (let match = marks.exec(line); match; match = marks.exec(line)) {
    const [whole] = match
    const { index } = match
    const after = index + whole.length
    const node = toInline(match, line.slice(Math.max(0, index - 2), index), place)
    plain += line.slice(end, index)
    end = after
    if (!node && /^[*_]/.test(whole)) {
      // Marks that mean nothing; what is between them may.
      end = index + (/^([*_])\1*/.exec(whole)?.[0].length ?? 1)
      plain += line.slice(index, end)
    } else if (!node) plain += whole
    else if (node.kind === 'text') plain += node.text
    else {
      flush()
      nodes.push(node)
    }
    // The expression is shared with the calls for what is inside.
    marks.lastIndex = end
  }
  plain += line.slice(end)
  flush()
  return nodes
}
