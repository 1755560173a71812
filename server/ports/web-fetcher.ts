/** Why a page could not be had. */
export type WebFailureReason =
  | 'address' // not one that a request may go to: scheme, credentials, port, or where its name leads
  | 'unreachable' // no connection: name, refusal, reset
  | 'certificate' // its certificate is not to be trusted
  | 'too_slow' // not all there in time
  | 'too_large'
  | 'encoding' // packed in a way that nobody asked for, or broken
  | 'malformed' // no HTTP, or cut before its end
  | 'cancelled' // by our own signal

/** A request to the web that gave no reply. The message holds no address. */
export class WebFailure extends Error {
  readonly reason: WebFailureReason

  constructor(reason: WebFailureReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'WebFailure'
    this.reason = reason
  }
}

export interface WebRequest {
  url: string
  /** Whose page, redirect or robots.txt leads there; absent of an address that the operator gave. */
  from?: string | undefined
  /** Beside those that say who asks and what is read. */
  headers?: Readonly<Record<string, string>>
  /** In all, until the last byte. */
  milliseconds: number
  /** A body that is too large is cut there instead of refused. */
  cut?: boolean
  signal?: AbortSignal | undefined
}

export interface WebReply {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** Unpacked; empty unless `status` is 200. */
  body: Uint8Array
}

/** Asks the public web, one request at a time of each: no redirect is followed. */
export interface WebFetcher {
  /** Gives the reply whatever its status. Throws WebFailure when none comes, or the address is not to be asked. */
  fetch(request: WebRequest): Promise<WebReply>
  close(): void
}
