/** The tag that brought the loader, and its address. */
export interface LoaderScript {
  element: HTMLScriptElement | null
  url: string
}

/**
 * Finds the loader's own tag. `document.currentScript` is null in a module, and where a tag manager or a bundler runs the
 * code; then it is the tag whose address ends in `/widget.js`, else the address in the call stack.
 */
export function findScript(document: Document, stack: string): LoaderScript {
  const running = document.currentScript as HTMLScriptElement | null
  const element = running?.src
    ? running
    : ([...document.scripts].findLast(({ src }) => /\/widget\.js([?#]|$)/.test(src)) ?? null)
  return { element, url: element?.src ?? addressIn(stack) ?? document.baseURI }
}

/** The first address of a call stack: `at https://chat.example/widget.js:1:23`, or `start@https://…` elsewhere. */
export function addressIn(stack: string): string | null {
  return /https?:\/\/[^\s)]+?(?=(:\d+)+\)?(\s|$))/.exec(stack)?.[0] ?? null
}
