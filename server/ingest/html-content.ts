import type { Element, Root } from 'hast'
import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { collectBlocks } from './html-blocks.ts'
import { attribute, findElements, type HtmlNode, lineText } from './html-element.ts'
import { isProse } from './html-prose.ts'

const boilerplateRoles = new Set(
  'navigation banner contentinfo search complementary dialog alertdialog menu menubar'.split(' '),
)
const boilerplateNames =
  /(^|\s)(breadcrumbs?|navbar|sidebar|cookies?|cookie-(banner|consent|notice)|skip-?(links?|nav)|pagination|site-(header|footer)|share-buttons|social-share)(\s|$)/i

/** The answers of a FAQ that a page builder (Webflow) set in a list that drops down: a menu would be links. */
function isMenu(nav: Element): boolean {
  if (/(^|\s)w-dropdown-list(\s|$)/.test(attribute(nav, 'className'))) return !isProse(nav, 1)
  return !(isProse(nav, 40) && findElements(nav, isNamed('p')).length > 0)
}

/** Parts of a web page that are the same on every page. */
function isBoilerplate(element: Element): boolean {
  if (/^(footer|aside)$/.test(element.tagName) || (element.tagName === 'nav' && isMenu(element))) return true
  if (boilerplateRoles.has(attribute(element, 'role'))) return true
  return boilerplateNames.test(`${attribute(element, 'className')} ${attribute(element, 'id')}`)
}

const isNamed =
  (...names: string[]) =>
  (element: Element) =>
    names.includes(element.tagName)

/**
 * The page's own headers: one of a section or an article heads that, and one with the page's only title and without a menu is
 * what it begins with.
 */
function bannersOf(root: Root): Set<Element> {
  const titles = findElements(root, isNamed('h1'))
  const banners = new Set<Element>()
  function enter(node: HtmlNode): void {
    if (!('children' in node)) return
    for (const child of node.children) {
      if (child.type !== 'element' || /^(main|article|section)$/.test(child.tagName)) continue
      if (child.tagName === 'header') banners.add(child)
      else enter(child)
    }
  }
  enter(root)
  for (const banner of banners) {
    const begins = titles.length === 1 && findElements(banner, isNamed('h1')).length === 1
    if (begins && findElements(banner, isNavigation).length === 0) banners.delete(banner)
  }
  return banners
}

const isNavigation = (element: Element) =>
  element.tagName === 'nav' || /^(navigation|menu|menubar)$/.test(attribute(element, 'role'))

/** Says which elements of the page are no part of the document: menus, banners, footers, its own header. */
export function boilerplateOf(root: Root): (element: Element) => boolean {
  const banners = bannersOf(root)
  return element => banners.has(element) || isBoilerplate(element)
}

const lettersOf = (blocks: readonly Block[]) => blocks.reduce((sum, { text }) => sum + text.length, 0)

/** The page's part that holds its content, where it has one: `<main>`, or the one `<article>` that is most of it or has its title. */
function mainBlocks(root: Root): Block[] {
  const main = findElements(
    root,
    element => element.tagName === 'main' || attribute(element, 'role') === 'main',
  ).flatMap(element => collectBlocks(element, isBoilerplate))
  if (main.length > 0) return main
  const whole = collectBlocks(root, boilerplateOf(root))
  const [article, other] = findElements(root, isNamed('article'))
  if (!article || other) return whole
  const blocks = collectBlocks(article, isBoilerplate)
  const share = lettersOf(blocks) / Math.max(1, lettersOf(whole))
  // Beside a card of the last post stands the page itself; beside a post, what others said of it.
  return share >= (hasTitle(blocks) ? 0.1 : 0.5) ? blocks : whole
}

const hasTitle = (blocks: readonly Block[]) =>
  blocks.some(({ kind, level }) => kind === 'heading' && level === 1)

/** The page's own content, under its title, which may stand above its main part. */
export function contentOf(root: Root): Block[] {
  const blocks = mainBlocks(root)
  if (hasTitle(blocks)) return blocks
  const above = findElements(root, isNamed('h1'))
    .map(heading => cleanLine(lineText(heading)))
    .filter(text => text !== '')
  return above.length === 1 && above[0] ? [{ kind: 'heading', level: 1, text: above[0] }, ...blocks] : blocks
}
