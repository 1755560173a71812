import type { Element } from 'hast'
import { attribute, type HtmlNode, neverText, rawText } from './html-element.ts'
import { isProse } from './html-prose.ts'

/** Where a node stands. */
interface Place {
  parent: Element | null
  /** The element after it, in the same parent. */
  next: Element | null
}

/** A page's elements by what others call them, and what was found of its parts. */
export interface ControlIndex {
  places: Map<Element, Place>
  byId: Map<string, Element>
  /** Elements by the id of what they say is their name (`aria-labelledby`). */
  byLabel: Map<string, Element[]>
  /** Whether a panel says something, once it was looked at: many controls may name the same one. */
  prose: Map<Element, boolean>
  opened: Set<Element>
  /** Panels whose control was read. */
  named: Set<Element>
}

/** Looks through a page once. */
export function indexControls(root: HtmlNode): ControlIndex {
  const index: ControlIndex = {
    places: new Map(),
    byId: new Map(),
    byLabel: new Map(),
    prose: new Map(),
    opened: new Set(),
    named: new Set(),
  }
  function enter(node: HtmlNode, parent: Element | null): void {
    if (!('children' in node)) return
    const elements = (node.children as readonly HtmlNode[]).filter(child => child.type === 'element')
    elements.forEach((element, position) => {
      index.places.set(element, { parent, next: elements[position + 1] ?? null })
      const id = attribute(element, 'id')
      if (id !== '' && !index.byId.has(id)) index.byId.set(id, element)
      const label = attribute(element, 'ariaLabelledBy').split(' ')[0] ?? ''
      const labelled = index.byLabel.get(label)
      if (labelled) labelled.push(element)
      else if (label !== '') index.byLabel.set(label, [element])
      enter(element, element)
    })
  }
  enter(root, null)
  return index
}

/** It opens a list to choose from or a window, no part of the page. */
const opensMenu = (element: Element) =>
  /^(true|menu|listbox|tree|grid|dialog)$/.test(attribute(element, 'ariaHasPopup'))

const toggles = /(^|[\s_-])(accordion|collaps(e|ible)|faq|toggle|expand(er)?|question)([\s_-]|$)/i

/** Is it there to open and close a part of the page? In a title, what names a part is a button already read. */
export function isControl(element: Element, isInTitle: boolean, { byLabel }: ControlIndex): boolean {
  if (opensMenu(element)) return false
  if (attribute(element, 'ariaControls') !== '' || attribute(element, 'ariaExpanded') !== '') return true
  if (/^(collapse|tab|pill)$/.test(attribute(element, 'dataBsToggle') || attribute(element, 'dataToggle')))
    return true
  const role = attribute(element, 'role')
  if (role === 'tab') return true
  const isButton = element.tagName === 'button' || role === 'button'
  if ((isButton || isInTitle) && byLabel.has(attribute(element, 'id'))) return true
  if (element.tagName !== 'button') return false
  return toggles.test(attribute(element, 'className')) || /\?\s*$/.test(rawText(element))
}

/** Nothing else is in it but that child. */
export function holdsOnly(parent: Element, child: Element): boolean {
  return parent.children.every(
    node => node === child || node.type === 'comment' || (node.type === 'text' && node.value.trim() === ''),
  )
}

function namedPanels(control: Element, { byId, byLabel }: ControlIndex): Element[] {
  const targets = ['dataBsTarget', 'dataTarget', 'href'].map(name => attribute(control, name))
  const ids = [
    ...attribute(control, 'ariaControls').split(' '),
    ...targets.flatMap(target => (target.startsWith('#') ? target.slice(1) : [])),
  ]
  const id = attribute(control, 'id')
  return [...ids.flatMap(name => byId.get(name) ?? []), ...(id === '' ? [] : (byLabel.get(id) ?? []))]
}

function saysSomething(panel: Element, { prose }: ControlIndex): boolean {
  const known = prose.get(panel)
  if (known !== undefined) return known
  const says = isProse(panel, 1)
  prose.set(panel, says)
  return says
}

/** What comes right after the control, or after the heading or the box that holds nothing else. */
function followingPanel(control: Element, index: ControlIndex): Element[] {
  let element = control
  for (let depth = 0; depth < 4; depth++) {
    const { parent, next } = index.places.get(element) ?? { parent: null, next: null }
    if (next && saysSomething(next, index)) return [next]
    if (!parent || !(/^(h[1-6]|dt)$/.test(parent.tagName) || holdsOnly(parent, element))) return []
    element = parent
  }
  return []
}

function isAround(panel: Element, control: Element, { places }: ControlIndex): boolean {
  for (let element: Element | null = control; element; element = places.get(element)?.parent ?? null)
    if (element === panel) return true
  return false
}

/** Parts of the page that it opens, which say something themselves. */
export function panelsOf(control: Element, index: ControlIndex): Element[] {
  const named = namedPanels(control, index)
  return (named.length > 0 ? named : followingPanel(control, index)).filter(
    panel =>
      !/^(dialog|alertdialog|menu|listbox)$/.test(attribute(panel, 'role')) &&
      !neverText.has(panel.tagName) &&
      !isAround(panel, control, index) &&
      saysSomething(panel, index),
  )
}
