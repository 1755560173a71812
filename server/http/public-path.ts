/**
 * The address a request means. Everything is also under `/api/v2/`, as the first customer's nginx serves it,
 * with or without that proxy's own mapping to `/api/`; what has no `/api/` of its own is found there too, and so is the
 * API of a widget whose script came from there (`/api/v2/widget.js` asks `/api/v2/api/chat`). Not `/metrics`: it is for inside.
 */
export function toPublicPath(url: string): string {
  const path = url.startsWith('/api/v2/') ? `/api/${url.slice('/api/v2/'.length)}` : url
  return path
    .replace(/^\/api(?=\/api\/)/, '')
    .replace(/^\/api(?=\/(health|ready|docs|openapi\.json|webhook|widget\.js)([/?]|$))/, '')
    .replace(/^\/api(?=\/widget\/(demo|[a-z]+-[\w-]+\.js)(\?|$))/, '')
}
