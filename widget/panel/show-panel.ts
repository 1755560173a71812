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
  const viewport = visualViewport

  function fit(): void {
    const { style } = panel
    style.setProperty('--top', `${viewport?.offsetTop ?? 0}px`)
    style.setProperty('--height', screen.matches && viewport ? `${viewport.height}px` : '')
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
    panel.close()
    show()
  }

  const { signal } = ended
  screen.addEventListener('change', reopen, { signal })
  for (const event of ['resize', 'scroll']) viewport?.addEventListener(event, fit, { signal })
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
