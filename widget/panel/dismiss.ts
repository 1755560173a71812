/** Safari ends a composition before the key event and marks it with code 229 only. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229

/** Of what the visitor types and where: the page's shortcuts and focus traps would act on it as on their own. */
const kept = 'keydown keyup keypress input paste focusin'.split(' ')
const keep = (event: Event) => event.stopPropagation()

/** Ends at the shadow root, button and all, what concerns nobody on the page. It may be called again for the same root. */
export function keepFromPage(root: ShadowRoot): void {
  for (const name of kept) root.addEventListener(name, keep)
}

/**
 * Closes what is open when the visitor turns away from it: the menu by Escape, a press or the focus elsewhere; then
 * the panel itself by Escape.
 * @param place what holds the panel; the listeners go with it
 */
export function listenForDismissal(place: HTMLElement, close: () => void): void {
  const openMenu = () => place.querySelector<HTMLDetailsElement>('.more[open]')
  const turnAway = ({ target }: { target: EventTarget | null }) => {
    const menu = openMenu()
    if (menu && target instanceof Node && !menu.contains(target)) menu.open = false
  }
  place.addEventListener('click', turnAway)
  place.addEventListener('focusin', turnAway)
  place.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || isComposing(event)) return
    event.preventDefault()
    const menu = openMenu()
    if (!menu) return close()
    menu.open = false
    menu.querySelector('summary')?.focus()
  })
}
