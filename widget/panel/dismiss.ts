/** Safari ends a composition before the key event and marks it with code 229 only. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229

const keep = (event: Event) => event.stopPropagation()

/** Ends at the shadow root, button and all, what concerns nobody on the page. It may be called again for the same root. */
export function keepFromPage(root: ShadowRoot): void {
  // Of what the visitor types and where: the page's shortcuts and focus traps would act on it as on their own.
  for (const name of 'keydown keyup keypress input paste focusin'.split(' '))
    root.addEventListener(name, keep)
}

/** Calls `close` at Escape. @param place what holds the panel; the listener goes with it */
export function listenForEscape(place: HTMLElement, close: () => void): void {
  place.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || isComposing(event)) return
    event.preventDefault()
    close()
  })
}
