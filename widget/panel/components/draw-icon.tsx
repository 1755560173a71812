import type { VNode } from 'preact'

/** A drawing in the colour of the text; decoration, so hidden from screen readers. */
export const drawIcon = (path: string): VNode => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d={path} />
  </svg>
)

/** A button that shows a drawing and is called by words. */
export const drawTool = (path: string, label: string, onClick: () => void, more: object = {}): VNode => (
  <button class="tool" aria-label={label} title={label} onClick={onClick} {...more}>
    {drawIcon(path)}
  </button>
)
