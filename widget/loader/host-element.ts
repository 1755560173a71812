/** The custom element's name. */
export const hostTag = 'chatbot-v2-widget'

/** Who is told that a host element came to the page or left it. */
export interface HostWatcher {
  connected(): void
  disconnected(): void
}

type HostClass = CustomElementConstructor & { watcher?: HostWatcher | undefined }

/**
 * Makes `<chatbot-v2-widget>` known, and tells `watcher` of each that comes or goes. A browser has no way to forget an
 * element: once stopped, by the function returned, it does nothing, and a later loader takes it up again.
 */
export function watchHosts(watcher: HostWatcher): () => void {
  const known: HostClass | undefined = customElements.get(hostTag)
  const Host: HostClass = known ?? createHostClass()
  Host.watcher = watcher
  if (!known) customElements.define(hostTag, Host)
  return () => {
    if (Host.watcher === watcher) Host.watcher = undefined
  }
}

function createHostClass(): HostClass {
  return class Host extends HTMLElement {
    static watcher: HostWatcher | undefined
    connectedCallback() {
      Host.watcher?.connected()
    }
    disconnectedCallback() {
      Host.watcher?.disconnected()
    }
  }
}
