/** Where the panel takes the whole screen, and the page behind it is out of reach. The same in panel.css. */
const wholeScreen = '(max-width: 767px), (max-height: 479px)'

export interface ShowPanel {
  open(): void
  close(): void
  destroy(): void
}

/** Puts the focus where the visitor goes on: the field, but the title where a keyboard would come up and hide the rest. */
export function takeFocus(panel: HTMLElement): void {
  const target = matchMedia('(pointer: coarse)').matches ? 'h2' : '#input'
  panel.querySelector<HTMLElement>(target)?.focus({ preventScroll: true })
}

/**
 * Shows the dialog: beside the page where there is room; as a modal on a phone, where the browser itself keeps
 * keyboard and screen reader inside and takes the page behind out of reach. Ties it to the part of the screen
 * that the phone's keyboard leaves visible.
 * @param onCancel the visitor closed it by a gesture or key of the system's
 */
export function createShowPanel(panel: HTMLDialogElement, onCancel: () => void): ShowPanel {
  const screen = matchMedia(wholeScreen)
  const ended = new AbortController()
  // Null only in a document that nobody sees.
  const viewport = visualViewport as VisualViewport

  function fit(): void {
    // What makes less visible is the visitor's fingers then, and no keyboard.
    if (viewport.scale > 1.1) return
    const { style } = panel
    style.setProperty('--top', `${viewport.offsetTop}px`)
    style.setProperty('--height', screen.matches ? `${viewport.height}px` : '')
  }

  function show(): void {
    fit()
    if (screen.matches) panel.showModal()
    else panel.show()
    takeFocus(panel)
  }

  /** A dialog is modal or not from its opening on: when the screen is turned or resized, it is opened anew. */
  function reopen(): void {
    if (!panel.open) return
    const focused = panel.querySelector<HTMLElement>(':focus')
    panel.close()
    show()
    focused?.focus()
  }

  const { signal } = ended
  screen.addEventListener('change', reopen, { signal })
  for (const event of ['resize', 'scroll']) viewport.addEventListener(event, fit, { signal })
  panel.addEventListener('cancel', event => {
    event.preventDefault()
    onCancel()
  })
  return {
    open: () => panel.open || show(),
    close: () => panel.close(),
    destroy: () => ended.abort(),
  }
}
