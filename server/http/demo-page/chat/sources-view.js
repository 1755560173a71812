import { element } from './element.js'
import { outsideLink } from './markdown-view.js'
import { toSafeLink } from './safe-link.js'

/** @typedef {import('../../../../contract/chat.ts').Source} Source */
/** @typedef {import('./texts.js').Texts} Texts */

/** The headings above a passage, without the document's title, which stands above them. @param {string} section @param {string} title */
function placeInDocument(section, title) {
  const headings = section.split(' > ')
  return (headings[0] === title ? headings.slice(1) : headings).join(' › ')
}

/** @param {Source} source @param {Texts} texts */
function sourceNode(source, texts) {
  const href = source.url ? toSafeLink(source.url) : null
  const title = source.title || source.document
  const place = [placeInDocument(source.section ?? '', title), source.page && texts.page(source.page)]
    .filter(Boolean)
    .join(' · ')
  return element(
    'li',
    {},
    element('p', { class: 'chat-source-title' }, href ? outsideLink(href, [title], texts) : title),
    place ? element('p', { class: 'chat-source-place' }, place) : null,
    source.quote ? element('blockquote', {}, source.quote) : null,
  )
}

/** Scrolls as little as shows the whole of a node, or its beginning when it is taller than what is in view. @param {HTMLElement} node */
function showWhole(node) {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  node.scrollIntoView({ block: 'nearest', behavior: still ? 'instant' : 'smooth' })
}

/** The passages that support an answer, folded away; null when there are none. @param {Source[]} sources @param {Texts} texts */
export function sourcesView(sources, texts) {
  if (sources.length === 0) return null
  const items = sources.map(source => sourceNode(source, texts))
  const summary = element('summary', {}, texts.sources(sources.length))
  const details = element('details', { class: 'chat-sources' }, summary, element('ol', {}, ...items))
  details.addEventListener('toggle', () => {
    if (details.open) showWhole(details)
  })
  return details
}
