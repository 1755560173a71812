/**
 * Makes an element. Text becomes text nodes, never markup; attributes set to null or false are left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) node.setAttribute(name, value === true ? '' : String(value))
  }
  node.append(...children.filter(child => child !== null))
  return node
}

/**
 * A button with a word or an icon in it.
 * @param {Record<string, string | boolean | null>} attributes
 * @param {() => void} onPress
 * @param {...(Node | string)} children
 */
export function button(attributes, onPress, ...children) {
  const node = element('button', { type: 'button', ...attributes }, ...children)
  node.addEventListener('click', onPress)
  return node
}

const svgNamespace = 'http://www.w3.org/2000/svg'

/** A line drawing of 24 by 24 in the colour of the text; decoration, so hidden from screen readers. @param {string} path */
export function icon(path) {
  const svg = document.createElementNS(svgNamespace, 'svg')
  const attributes = { viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false', class: 'chat-icon' }
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value)
  const line = document.createElementNS(svgNamespace, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}
