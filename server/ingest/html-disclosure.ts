import type { Element } from 'hast'
import { type ControlIndex, holdsOnly, indexControls, isControl, panelsOf } from './html-controls.ts'
import { attribute, findElements, type HtmlNode, neverText, rawText } from './html-element.ts'
import { isHidden, styleOf } from './html-style.ts'

const hiding = /^(display|visibility|opacity|overflow(-[xy])?|(min-|max-)?height)$/

function show(element: Element): void {
  delete element.properties.hidden
  delete element.properties.ariaHidden
  if (element.tagName === 'nav') element.tagName = 'div'
  const kept = [...styleOf(element)].filter(([property]) => !hiding.test(property))
  element.properties.style = kept.map(([property, value]) => `${property}:${value}`).join(';')
}

/** Opens a panel as a click would: it, the boxes that hold only it, and those that are all it holds. */
function open(panel: Element, { places, opened }: ControlIndex): void {
  if (opened.has(panel)) return
  opened.add(panel)
  show(panel)
  for (let inside = panel; ; ) {
    const parent = places.get(inside)?.parent
    if (!parent || parent.tagName === 'body' || !holdsOnly(parent, inside)) break
    show(parent)
    inside = parent
  }
  for (let around = panel; ; ) {
    const only = around.children.find(child => child.type === 'element')
    if (!only || neverText.has(only.tagName) || !holdsOnly(around, only)) return
    show(only)
    around = only
  }
}

const wordsOf = (node: HtmlNode) => rawText(node).replace(/\s+/g, ' ').trim()

/** "Lire la suite", "Menu": it names nothing. */
const isMereCommand = (text: string) =>
  /^(lire|voir|afficher|montrer|masquer|ouvrir|fermer|en savoir|plus|moins|suite|précédent|suivant|menu|read|show|hide|see|view|learn|open|close|toggle|more|less|previous|next)(?!\p{L})/iu.test(
    text,
  ) && text.split(' ').length <= 4

/** A title whose words are all in a button: the question of an accordion. */
function readTitleButton(title: Element): void {
  const buttons = findElements(title, ({ tagName }) => tagName === 'button')
  if (buttons.length === 0) return
  const inside = buttons.map(wordsOf).join('')
  if (inside === '' || wordsOf(title).replace(/\s/g, '') !== inside.replace(/\s/g, '')) return
  for (const button of buttons) button.tagName = 'span'
}

/** A tab's name goes to the head of what it opens: the row of tabs says nothing by itself. */
function nameTabPanel(tab: Element, panel: Element): void {
  const name = wordsOf(tab)
  if (wordsOf(panel).toLowerCase().startsWith(name.toLowerCase())) return
  panel.children.unshift({
    type: 'element',
    tagName: 'p',
    properties: {},
    children: [{ type: 'text', value: name }],
  })
  if (/^(a|div|span|li)$/.test(tab.tagName)) tab.tagName = 'button'
}

function readControl(control: Element, title: Element | null, index: ControlIndex): void {
  const panels = panelsOf(control, index)
  const [panel] = panels
  const isNew = panel !== undefined && !index.named.has(panel)
  for (const each of panels) open(each, index)
  if (!isNew || title || !/\p{L}/u.test(rawText(control))) return
  index.named.add(panel)
  if (attribute(control, 'role') === 'tab' && index.places.get(control)?.next !== panel)
    nameTabPanel(control, panel)
  else if (control.tagName === 'button' && !isMereCommand(wordsOf(control))) control.tagName = 'p'
}

/**
 * Opens what a click on a visible control shows (the answers of a FAQ, the panels of tabs), and makes text of the buttons that
 * name it: a page hides its answers and has its questions in buttons. Windows, menus and lists of links stay as they are.
 */
export function openDisclosures(root: HtmlNode): void {
  const index = indexControls(root)
  function enter(node: HtmlNode, title: Element | null): void {
    if (!('children' in node)) return
    for (const child of [...node.children]) {
      if (child.type !== 'element') continue
      if (attribute(child, 'role') === 'tabpanel') open(child, index)
      // Buttons are the only elements without text that name something.
      if ((neverText.has(child.tagName) && child.tagName !== 'button') || isHidden(child)) continue
      const isTitle = /^(h[1-6]|summary|dt)$/.test(child.tagName)
      if (isTitle) readTitleButton(child)
      if (isControl(child, title !== null, index)) readControl(child, title, index)
      enter(child, isTitle ? child : title)
    }
  }
  enter(root, null)
}
