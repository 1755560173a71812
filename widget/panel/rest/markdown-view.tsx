import type { ComponentChildren, VNode } from 'preact'
import { fillText } from '../../texts/fill-text.ts'
import type { Texts } from '../../texts/texts.ts'
import type { Block, Inline } from '../markdown/parse-markdown.ts'

/** What the elements of an answer's text depend on beside the text: `sources` is how many there are to cite. */
interface Around {
  texts: Texts
  sources: number
}

/** A link that leaves the page in a new tab and takes nothing along. `href` was checked by `toSafeLink`. */
export const drawLink = (href: string, texts: Texts, children: ComponentChildren): VNode => (
  <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
    {children}
    <span class="hidden"> {texts.newTab}</span>
  </a>
)

/** Opens the sources of the answer on the one that is cited, counted from 1. */
function showSource(button: HTMLElement, number: number): void {
  const details = button.closest('.answer')?.querySelector('details')
  if (!details) return
  details.open = true
  details.querySelectorAll('li')[number - 1]?.focus()
}

function drawInline(nodes: readonly Inline[], around: Around): ComponentChildren {
  const { texts } = around
  return nodes.map(node => {
    if ('text' in node) return node.kind === 'code' ? <code>{node.text}</code> : node.text
    if (node.kind === 'citation') {
      if (node.number > around.sources) return `[${node.number}]`
      // Its number is drawn by the style sheet: it is no part of the text, read out or copied.
      return (
        <button
          type="button"
          class="cite"
          data-number={node.number}
          aria-label={fillText(texts.cited, { number: node.number })}
          onClick={event => showSource(event.currentTarget, node.number)}
        />
      )
    }
    const children = drawInline(node.children, around)
    if (!('href' in node)) return node.kind === 'strong' ? <strong>{children}</strong> : <em>{children}</em>
    if (node.href.startsWith('mailto:')) return <a href={node.href}>{children}</a>
    return drawLink(node.href, texts, children)
  })
}

/** A line of the team's own words, its addresses as links. */
export const drawOwnLine = (line: readonly Inline[], texts: Texts): VNode => (
  <p class="small">{drawInline(line, { texts, sources: 0 })}</p>
)

function drawBlock(block: Block, around: Around): VNode {
  switch (block.kind) {
    case 'paragraph':
      return <p>{block.lines.map((line, index) => [index > 0 && <br />, drawInline(line, around)])}</p>
    case 'heading':
      // Not a heading of the page: an answer must not rearrange its outline.
      return (
        <p>
          <strong>{drawInline(block.line, around)}</strong>
        </p>
      )
    case 'quote':
      return <blockquote>{block.blocks.map(inner => drawBlock(inner, around))}</blockquote>
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return (
        <List start={block.ordered ? block.start : undefined} style={{ '--level': block.level }}>
          {block.items.map(item => (
            <li>{drawInline(item, around)}</li>
          ))}
        </List>
      )
    }
  }
}

/**
 * An answer's text as elements and text nodes, never as markup. A block that is the same object as before keeps its
 * element, so that only the last one of a growing text is compared.
 * @param memory the elements of blocks drawn before
 */
export function drawBlocks(blocks: readonly Block[], around: Around, memory: WeakMap<Block, VNode>): VNode[] {
  return blocks.map(block => {
    const node = memory.get(block) ?? drawBlock(block, around)
    memory.set(block, node)
    return node
  })
}
