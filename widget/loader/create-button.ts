import { signColour } from './button-colour.ts'
import type { Basics } from './read-basics.ts'

const rose = '#f29b9b'

export interface LauncherButton {
  /** The button, and beside it where it says that the panel did not come. */
  corner: HTMLElement
  focus(): void
  /** Shows it, or hides it while the panel is in its place. */
  show(visible: boolean): void
  /** The panel is on its way. */
  wait(): void
  /** The panel did not come. */
  say(text: string): void
}

export interface ButtonDeps {
  basics: Basics
  label: string
  /** The visitor is about to press: hovers, focuses, touches. */
  prepare(): void
  open(): void
}

/** Makes the round button, element by element: no markup is parsed, so Trusted Types have nothing to say. */
export function createButton({ basics, label, prepare, open }: ButtonDeps): LauncherButton {
  const corner = document.createElement('div')
  const button = document.createElement('button')
  const notice = document.createElement('p')
  const state = (name: string, value: unknown) => button.setAttribute(`aria-${name}`, `${value}`)
  const { primary = rose } = basics
  corner.className = 'corner'
  corner.lang = basics.language
  if (basics.position === 'left') corner.dir = 'rtl'
  corner.style.setProperty('--ground', primary)
  corner.style.setProperty('--sign', signColour(primary))
  button.type = 'button'
  button.title = label
  state('label', label)
  state('haspopup', 'dialog')
  state('expanded', false)
  notice.dir = 'ltr'
  notice.role = 'status'
  corner.append(button, notice)

  for (const intent of ['pointerenter', 'pointerdown', 'focus']) button.addEventListener(intent, prepare)
  button.addEventListener('click', open)
  return {
    corner,
    focus: () => button.focus(),
    show(visible) {
      button.hidden = !visible
      state('expanded', !visible)
      state('busy', false)
    },
    wait() {
      notice.textContent = ''
      state('busy', true)
    },
    say(text) {
      notice.textContent = text
    },
  }
}
