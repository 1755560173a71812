import { fromHtml } from 'hast-util-from-html'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import type { Block } from './blocks.ts'
import { decodeText } from './decode-text.ts'
import { splitDocumentFrontMatter } from './document-front-matter.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { collectBlocks } from './html-blocks.ts'
import { attribute } from './html-element.ts'
import { takeHidden } from './html-hidden.ts'
import { writeLinkTargets } from './html-link-targets.ts'
import { pairsOfMarkdown } from './pair-markdown.ts'
import { dropSiteMacros } from './site-macros.ts'

/**
 * Markdown holds HTML of its own (`<details>`, tables, `<h2 id>`), so it is rendered whole and read as HTML:
 * one reader for both, and a tag that opens in one line and closes ten lines below still counts.
 * gfmHtml's tag filter turns `<title>`, `<style>` and the like inside prose into text.
 */
function markdownToHtml(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    // `tel:` is one to micromark. Nothing is rendered: writeLinkTargets looks at what a link leads to.
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
}

const codeOrScript =
  /^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))|`[^`\n]*`|<(script|style|iframe)\b[^>]*>[\s\S]*?<\/\2\s*>/gim

/** Scripts and styles outside code go before the tag filter makes text of them. */
function dropScripts(markdown: string): string {
  return markdown.replace(codeOrScript, (all, _fence, tag) => (tag === undefined ? all : ''))
}

/** Bold marks that CommonMark leaves because a space stands inside them: `** mot**`. */
function dropLooseMarks(block: Block): Block {
  return block.kind === 'code'
    ? block
    : { ...block, text: block.text.replace(/(?<!\*)\*{2}(?:\*{2})?(?!\*)/g, '') }
}

/** Reads Markdown (CommonMark and GitHub's tables), without front matter and site macros. */
export function extractMarkdown(bytes: Uint8Array): ExtractedDocument {
  const { body, fields } = splitDocumentFrontMatter(decodeText(bytes).replace(/\r\n?/g, '\n'))
  const { isPairs, warnings, ...said } = fields
  if (isPairs) {
    const { title, blocks } = pairsOfMarkdown(body)
    return documentOf(blocks, { ...said, title: said.title ?? title, warnings })
  }
  const root = fromHtml(markdownToHtml(dropScripts(dropSiteMacros(body))), { fragment: true })
  const hidden = takeHidden(root, () => false)
  writeLinkTargets(root, said.url)
  const blocks = collectBlocks(
    root,
    element => element.tagName === 'nav' || attribute(element, 'id') === 'footnote-label',
  )
  return documentOf(blocks.map(dropLooseMarks), {
    ...said,
    warnings: [...warnings, ...hiddenTextWarning(hidden)],
  })
}
