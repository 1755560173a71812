import { setImmediate as nextTurn } from 'node:timers/promises'
import { createManualTimers } from '../../../../server/testing/manual-timers.ts'
import { textsFor } from '../../../texts/fr.ts'
import { textsFor as restFor } from '../../../texts/fr-rest.ts'
import type { Clock } from '../clock.ts'
import { createConversation } from '../conversation.ts'
import type { ConversationState } from '../conversation-state.ts'
import { createFollowUp, type Deeds } from '../follow-up.ts'
import { createStore } from '../store.ts'
import type { Lock } from '../tabs.ts'

type Fetch = typeof fetch

export interface Browser {
  /** What the site's pages have stored. */
  local: Map<string, string>
  /** Opens a tab with a panel; `session` of an earlier one makes it that one's reload. */
  openTab(options?: TabOptions): Tab
  /** Moves the browser's clock on. */
  advance(milliseconds: number): Promise<void>
  /** Moves the clock on by each pause before something is tried again, until `isOver`. */
  passPauses(isOver: () => boolean): Promise<void>
  now(): number
  /** Timers that have not come due. */
  pending(): number
  setOnline(online: boolean): void
}

export interface TabOptions {
  fetch?: Fetch
  session?: Map<string, string>
  /** The panel has only its first part, until `takeUp`. */
  isLate?: boolean
  /** The browser is told so late that this tab wants the lock. */
  untilLock?: Promise<void>
}

export type Tab = ReturnType<typeof createTab>

interface World {
  apiUrl: string
  local: Map<string, string>
  isBlocked: boolean
  clock: Clock
  channel: Set<() => void>
  lock: Lock
  network: { online: boolean; listeners: Set<() => void> }
}

let ids = 0

/** Milliseconds of real time after which `passPauses` gives up: a database on a busy machine may take its time. */
const patience = 60_000

/** Storage as a browser's, over a map; blocked storage throws when it is reached for. */
function toStore(values: Map<string, string>, isBlocked: boolean) {
  return createStore(() => {
    if (isBlocked) throw new DOMException('blocked', 'SecurityError')
    return {
      get length() {
        return values.size
      },
      key: index => [...values.keys()][index] ?? null,
      getItem: key => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: key => void values.delete(key),
    }
  })
}

/** One work at a time, in the order of asking, as Web Locks have it. */
function createLock(): Lock {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const mine = last.then(work, work)
    last = mine.catch(() => {})
    return mine
  }
}

/** What to look at when a tab does not come to its end. */
const describeTab = ({ state, lines, requests }: Tab) => ({
  history: state().history,
  lines: lines(),
  requests: requests.slice(-20),
})

/** A visitor's browser on a site: storage, tabs, locks, network and a clock that is moved by hand. Its requests are real. */
export function createBrowser(
  apiUrl: string,
  { isBlocked = false, hasLocks = true }: { isBlocked?: boolean; hasLocks?: boolean } = {},
): Browser {
  const timers = createManualTimers(Date.now())
  const pauses = new Set<{ milliseconds: number }>()
  const clock: Clock = {
    now: timers.now,
    after(milliseconds, act) {
      const pause = { milliseconds }
      // Watches over connections are no pauses.
      if (milliseconds !== 30_000) pauses.add(pause)
      const end = timers.after(milliseconds, () => {
        pauses.delete(pause)
        act()
      })
      return () => {
        pauses.delete(pause)
        end()
      }
    },
  }
  const world: World = {
    apiUrl: `${apiUrl}/`,
    local: new Map(),
    isBlocked,
    clock,
    channel: new Set(),
    lock: hasLocks ? createLock() : work => work(),
    network: { online: true, listeners: new Set() },
  }
  const tabs: Tab[] = []
  return {
    local: world.local,
    openTab(options) {
      const tab = createTab(world, options)
      tabs.push(tab)
      return tab
    },
    advance: timers.advance,
    async passPauses(isOver) {
      const begun = performance.now()
      while (!isOver()) {
        if (performance.now() - begun > patience)
          throw new Error(`it is not over: ${JSON.stringify(tabs.map(describeTab), null, 1)}`)
        const [pause] = pauses
        if (pause) await timers.advance(pause.milliseconds)
        else await nextTurn()
      }
    },
    now: timers.now,
    pending: timers.pending,
    setOnline(online) {
      world.network.online = online
      for (const listener of world.network.listeners) listener()
    },
  }
}

function createTab(
  world: World,
  { fetch: given = fetch, session = new Map(), isLate = false, untilLock }: TabOptions = {},
) {
  const { clock, network, channel } = world
  const requests: string[] = []
  const events: { event: string; detail: unknown }[] = []
  let onOthers = () => {}
  const texts = { ...textsFor('tu'), ...restFor('tu') }
  const listeners = new Set<() => void>()
  const emit = (event: string, detail: unknown) => void events.push({ event, detail })
  const conversation = createConversation({
    fetch: (address, init) => {
      requests.push(`${init?.method ?? 'GET'} ${String(address).slice(world.apiUrl.length).split('?')[0]}`)
      return given(address, init)
    },
    apiUrl: world.apiUrl,
    language: 'fr',
    formality: 'tu',
    isOnline: () => network.online,
    clock,
    store: toStore(world.local, world.isBlocked),
    session: toStore(session, world.isBlocked),
    createId: () => `id-${++ids}`,
    emit,
    onChange() {
      for (const listener of listeners) listener()
    },
  })
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  let deeds: Deeds | undefined
  /** What the panel fetches once it is shown. */
  const takeUp = () =>
    conversation.takeUp(core => {
      const followUp = createFollowUp(core, {
        tabs: {
          tell() {
            for (const listener of channel) if (listener !== onOthers) setImmediate(listener)
          },
          listen(listener) {
            onOthers = () => channel.has(onOthers) && listener()
            channel.add(onOthers)
            return () => channel.delete(onOthers)
          },
        },
        lock: async work => {
          await untilLock
          return world.lock(work)
        },
        network: {
          isOnline: () => network.online,
          listen(listener) {
            network.listeners.add(listener)
            return () => network.listeners.delete(listener)
          },
        },
        clock,
        random: () => 0,
        texts,
        emit,
      })
      deeds = followUp
      return followUp
    })
  if (!isLate) takeUp()
  return {
    ...conversation,
    takeUp,
    subscribe,
    loadOlder: async () => deeds?.loadOlder(),
    edit: (message_id: string) => deeds?.edit(message_id),
    retry: (message_id: string) => deeds?.retry(message_id),
    rate: async (...rating: Parameters<Deeds['rate']>) => deeds?.rate(...rating),
    askForPerson: () => void conversation.send(texts.personRequest),
    session,
    requests,
    events,
    texts,
    /** What is shown, in short: `role status text`. */
    lines: () => conversation.state().messages.map(({ role, status, text }) => `${role} ${status} ${text}`),
    /** Resolves when the state is as wanted; a test that waits in vain ends by its own timeout. */
    async until(isReached: (state: ConversationState) => boolean): Promise<void> {
      if (isReached(conversation.state())) return
      const reached = Promise.withResolvers<void>()
      const end = subscribe(() => isReached(conversation.state()) && reached.resolve())
      await reached.promise
      end()
    },
  }
}

/** Resolves when `isTrue`; lets everything else happen meanwhile. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await nextTurn()
}

/** True when every message has come to its end. */
export const isSettled = ({ messages }: ConversationState): boolean =>
  messages.length > 0 &&
  messages.every(({ status }) => status === 'done') &&
  messages.filter(({ role }) => role === 'user').length * 2 === messages.length
