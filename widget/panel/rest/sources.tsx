import type { ComponentChildren, VNode } from 'preact'
import type { Source } from '../../../contract/chat.ts'
import { fillText } from '../../texts/fill-text.ts'
import type { Texts } from '../../texts/texts.ts'
import { drawIcon } from '../components/draw-icon.tsx'
import { openIcon } from '../components/icons.ts'
import { toSafeLink } from '../markdown/safe-link.ts'
import { drawLink } from './markdown-view.tsx'

/** The headings above a passage, without the document's title, which stands above them. */
function placeOf({ section, title, page }: Source, texts: Texts): string {
  const headings = section?.split(' > ') ?? []
  const place = headings.slice(headings[0] === title ? 1 : 0).join(' › ')
  return [place, page && fillText(texts.page, { page })].filter(Boolean).join(' · ')
}

/** One source: what it is called, where in it, and, opened, the passage itself. */
function drawSource(source: Source, texts: Texts): VNode {
  const { url, quote } = source
  const href = url && toSafeLink(url)
  return (
    <li tabIndex={-1}>
      {href ? drawLink(href, texts, source.title) : <b>{source.title}</b>}
      <p class="small">{placeOf(source, texts)}</p>
      {quote && <blockquote>{quote}</blockquote>}
    </li>
  )
}

/** The passages that support an answer, folded away. */
export const drawSources = (sources: readonly Source[], texts: Texts): ComponentChildren =>
  sources.length > 0 && (
    <details class="sources" onToggle={event => showWhole(event.currentTarget)}>
      <summary>
        {drawIcon(openIcon)}
        {sources.length > 1 ? fillText(texts.sources, { count: sources.length }) : texts.source}
      </summary>
      <ol>{sources.map(source => drawSource(source, texts))}</ol>
    </details>
  )

/** Once opened, scrolls as little as shows the whole of it, or its beginning when it is taller than what is in view. */
function showWhole(details: HTMLDetailsElement): void {
  if (details.open) details.scrollIntoView({ block: 'nearest' })
}
