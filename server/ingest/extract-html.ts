import type { Element, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { closeEmptyElements } from './close-empty-elements.ts'
import { declaredEncoding, decodeText } from './decode-text.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { boilerplateOf, contentOf } from './html-content.ts'
import { attribute, findElements, rawText } from './html-element.ts'
import { takeHidden } from './html-hidden.ts'
import { writeLinkTargets } from './html-link-targets.ts'
import { Refusal } from './refusal.ts'
import { readPageSignals } from './web/page-signals.ts'

const isNamed =
  (...names: string[]) =>
  (element: Element) =>
    names.includes(element.tagName)

function metaContent(root: Root, name: string): string | null {
  const found = findElements(
    root,
    element => element.tagName === 'meta' && attribute(element, 'name') === name,
  )[0]
  return found ? attribute(found, 'content') || null : null
}

/** How a page was found on the web. */
export interface WebLocation {
  /** Where it was found in the end. */
  address: string
  /** What its server says that it is written in. */
  encoding?: string | undefined
}

const applicationRoot = /^(root|app|__next|__nuxt|___gatsby|svelte)$/

/** Scripts make what it shows, and they are not run here: nothing is there, or a word or two where it will be. */
function needsScripts(root: Root, blocks: readonly Block[]): boolean {
  if (findElements(root, isNamed('script')).length === 0) return false
  const shown = blocks.reduce((sum, { text }) => sum + text.length, 0)
  const isRoot = (element: Element) => applicationRoot.test(attribute(element, 'id'))
  return shown === 0 || (shown < 60 && findElements(root, isRoot).length > 0)
}

/**
 * Reads a web page: its content without menus, banners, footers and what is hidden. Throws Refusal `empty` where only
 * scripts would show it.
 */
export function extractHtml(bytes: Uint8Array, location?: WebLocation): ExtractedDocument {
  const text = decodeText(bytes, location?.encoding ?? declaredEncoding(bytes))
  const root = fromHtml(/^\s*<\?xml/.test(text) ? closeEmptyElements(text) : text)
  const page = location ? readPageSignals(root, location.address) : null
  const hidden = takeHidden(root, boilerplateOf(root))
  const title = findElements(root, isNamed('title'))[0]
  const html = findElements(root, isNamed('html'))[0]
  const canonical = findElements(
    root,
    element => element.tagName === 'link' && attribute(element, 'rel') === 'canonical',
  )[0]
  const address = canonical ? attribute(canonical, 'href') : ''
  const url = /^https?:\/\//.test(address) ? address : null
  writeLinkTargets(root, location?.address ?? url)
  const blocks = contentOf(root)
  if (needsScripts(root, blocks))
    throw new Refusal('empty', {
      fr: 'page vide sans JavaScript : son texte n’arrive que dans un navigateur',
      en: 'empty without JavaScript: its text only appears in a browser',
    })
  return documentOf(blocks, {
    page,
    propertyTitle: title ? cleanLine(rawText(title)) || null : null,
    language: html ? attribute(html, 'lang').slice(0, 2).toLowerCase() || null : null,
    warnings: hiddenTextWarning(hidden),
    url,
    tags: (metaContent(root, 'keywords') ?? '')
      .split(',')
      .map(cleanLine)
      .filter(tag => tag !== ''),
  })
}
