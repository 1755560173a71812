import type { Source } from '../../../contract/chat.ts'
import { fillText } from '../../texts/fill-text.ts'
import type { Texts } from '../../texts/texts.ts'
import { toSafeLink } from '../markdown/safe-link.ts'
import { Icon } from './icon.tsx'
import { OutsideLink } from './markdown-view.tsx'

/** The headings above a passage, without the document's title, which stands above them. */
function placeOf({ section, title, page }: Source, texts: Texts): string {
  const headings = section?.split(' > ') ?? []
  const place = headings.slice(headings[0] === title ? 1 : 0).join(' › ')
  return [place, page && fillText(texts.page, { page })].filter(Boolean).join(' · ')
}

/** One source: what it is called, where in it, and, opened, the passage itself. */
function SourceItem({ source, texts }: { source: Source; texts: Texts }) {
  const href = source.url && toSafeLink(source.url)
  const title = source.title || source.document
  return (
    <li tabIndex={-1}>
      {href ? <OutsideLink href={href} texts={texts} children={title} /> : <b>{title}</b>}
      <p class="small">{placeOf(source, texts)}</p>
      {source.quote && <blockquote>{source.quote}</blockquote>}
    </li>
  )
}

/** The passages that support an answer, folded away. */
export function Sources({ sources, texts }: { sources: readonly Source[]; texts: Texts }) {
  if (!sources.length) return null
  return (
    <details class="sources" onToggle={event => event.currentTarget.open && showWhole(event.currentTarget)}>
      <summary>
        <Icon name="open" />
        {sources.length > 1 ? fillText(texts.sources, { count: sources.length }) : texts.source}
      </summary>
      <ol>
        {sources.map(source => (
          <SourceItem source={source} texts={texts} />
        ))}
      </ol>
    </details>
  )
}

/** Scrolls as little as shows the whole of it, or its beginning when it is taller than what is in view. */
function showWhole(element: Element): void {
  element.scrollIntoView({ block: 'nearest' })
}
