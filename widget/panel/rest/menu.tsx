import type { VNode } from 'preact'
import type { Texts } from '../../texts/texts.ts'
import { drawIcon } from '../components/draw-icon.tsx'
import { freshIcon, menuIcon, personIcon } from '../components/icons.ts'
import { isComposing } from '../dismiss.ts'

interface MenuDeeds {
  newConversation(): void
  askForPerson(): void
}

/** Closes the menu and all in it, and gives its button the focus, which would stand on what nobody sees. */
function fold(menu: Element): void {
  for (const open of [menu, ...menu.querySelectorAll('[open]')]) open.removeAttribute('open')
  menu.querySelector('summary')?.focus()
}

/** What can be done with the whole conversation, folded away. */
export function drawMenu(texts: Texts, { newConversation, askForPerson }: MenuDeeds): VNode {
  /** The menu closes by what is chosen from it. */
  const then = (deed: () => void) => (event: Event) => {
    fold((event.currentTarget as Element).closest('.more') as Element)
    deed()
  }
  return (
    <details class="more">
      <summary class="tool" aria-label={texts.menu} title={texts.menu}>
        {drawIcon(menuIcon)}
      </summary>
      <div class="menu">
        {/* In two steps: what is left cannot be opened again. */}
        <details>
          <summary>
            {drawIcon(freshIcon)}
            {texts.newConversation}
          </summary>
          <button type="button" class="chip" onClick={then(newConversation)}>
            {texts.leave}
          </button>
        </details>
        <button type="button" onClick={then(askForPerson)}>
          {drawIcon(personIcon)}
          {texts.person}
        </button>
      </div>
    </details>
  )
}

/**
 * Closes the menu when the visitor turns away from it: by Escape, which then does not close the panel, a press or the
 * focus elsewhere.
 * @param place what holds the panel; the listeners go with it
 */
export function listenForMenu(place: HTMLElement): void {
  const openMenu = () => place.querySelector<HTMLDetailsElement>('.more[open]')
  const turnAway = ({ target }: Event) => {
    const menu = openMenu()
    if (menu && !menu.contains(target as Node)) menu.open = false
  }
  place.addEventListener('click', turnAway)
  place.addEventListener('focusin', turnAway)
  place.addEventListener(
    'keydown',
    event => {
      const menu = openMenu()
      if (!menu || event.key !== 'Escape' || isComposing(event)) return
      event.preventDefault()
      event.stopPropagation()
      fold(menu)
    },
    true,
  )
}
