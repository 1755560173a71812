const paths = {
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M5 12h.1M12 12h.1M19 12h.1',
  fresh: 'M12 5v14M5 12h14',
  person: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-7 8-7s7 2 8 7',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M7 7h10v10H7z',
  down: 'M12 5v14M6 13l6 6 6-6',
  open: 'M9 6l6 6-6 6',
  copy: 'M9 9h11v12H9zM5 15H4V3h11v2',
  done: 'M5 13l4 4L19 7',
  up: 'M7 11l4-8c3 0 3 2 2 6h7l-2 11H7zM7 11H3v9h4',
  unhappy: 'M17 13l-4 8c-3 0-3-2-2-6H4L6 4h11zM17 13h4V4h-4',
}
export type IconName = keyof typeof paths

/** A line drawing of 24 by 24 in the colour of the text; decoration, so hidden from screen readers. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
)
