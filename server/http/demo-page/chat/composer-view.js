import { button, element, icon } from './element.js'

/** @typedef {import('./texts.js').Texts} Texts */

/** Longest message, in code points; the server's `maxMessageLength`. */
export const messageLimit = 2000
const counterFrom = messageLimit - 200
const sendIcon = 'M5 12h13M12 5l7 7-7 7'

/** Code points after trimming: what the server counts. @param {string} text */
export const messageLength = text => [...text.trim()].length

/**
 * The field and its button. Enter sends, Shift+Enter starts a line; an Enter that ends an input method's
 * composition does neither.
 * @param {{ texts: Texts, onSend: (text: string) => void, announce: (text: string) => void }} options
 */
export function createComposerView({ texts, onSend, announce }) {
  const counter = element('p', { class: 'chat-counter', id: 'chat-counter', hidden: true })
  const keys = element('span', { class: 'chat-hidden' }, ` ${texts.keys}`)
  const hint = element('p', { class: 'chat-hint', id: 'chat-hint' }, texts.hint, keys)
  const label = element('label', { class: 'chat-hidden', for: 'chat-input' }, texts.label)
  const input = element('textarea', {
    id: 'chat-input',
    class: 'chat-input',
    rows: 1,
    placeholder: texts.placeholder,
    enterkeyhint: 'send',
    autocomplete: 'off',
    'aria-describedby': 'chat-hint chat-counter',
  })
  const send = button(
    { class: 'chat-send', 'aria-label': texts.send, title: texts.send },
    submit,
    icon(sendIcon),
  )
  const row = element('div', { class: 'chat-row' }, label, input, send)
  const form = element('form', { class: 'chat-composer', novalidate: true }, row, counter)

  function update() {
    const length = messageLength(input.value)
    const tooLong = length > messageLimit
    counter.hidden = length < counterFrom
    counter.textContent = tooLong
      ? `${texts.counter(length, messageLimit)}. ${texts.tooLong(length - messageLimit)}`
      : texts.counter(length, messageLimit)
    counter.classList.toggle('chat-excess', tooLong)
    if (tooLong !== input.hasAttribute('aria-invalid')) {
      input.toggleAttribute('aria-invalid', tooLong)
      if (tooLong) input.setAttribute('aria-invalid', 'true')
      announce(tooLong ? texts.tooLong(length - messageLimit) : '')
    }
    // The field grows with its text up to the height its style allows.
    input.style.height = 'auto'
    input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`
  }

  function submit() {
    const length = messageLength(input.value)
    input.focus()
    if (length === 0) return
    if (length > messageLimit) return announce(texts.tooLong(length - messageLimit))
    const text = input.value.trim()
    input.value = ''
    update()
    onSend(text)
  }

  input.addEventListener('input', update)
  input.addEventListener('keydown', event => {
    // Safari ends a composition before the key event and marks it with code 229 only.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    submit()
  })
  form.addEventListener('submit', event => event.preventDefault())

  return { form, input, hint }
}
