import type { VNode } from 'preact'

// Line drawings of 24 by 24. Each bundle carries those it draws.
export const closeIcon = 'M6 6l12 12M18 6L6 18'
export const personIcon = 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-7 8-7s7 2 8 7'
export const sendIcon = 'M12 19V5M6 11l6-6 6 6'
export const stopIcon = 'M7 7h10v10H7z'
export const downIcon = 'M12 5v14M6 13l6 6 6-6'
export const menuIcon = 'M5 12h.1M12 12h.1M19 12h.1'
export const freshIcon = 'M12 5v14M5 12h14'
export const openIcon = 'M9 6l6 6-6 6'
export const copyIcon = 'M9 9h11v12H9zM5 15H4V3h11v2'
export const doneIcon = 'M5 13l4 4L19 7'
export const upIcon = 'M7 11l4-8c3 0 3 2 2 6h7l-2 11H7zM7 11H3v9h4'
export const unhappyIcon = 'M17 13l-4 8c-3 0-3-2-2-6H4L6 4h11zM17 13h4V4h-4'

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
