/** One signed event on its way to an address. */
export interface WebhookPost {
  url: string
  /** Whether the operator named it as one of their own network; else every address of its name must be public. */
  mayBePrivate: boolean
  headers: Readonly<Record<string, string>>
  /** JSON text. */
  body: string
}

export interface WebhookAnswer {
  status: number
  /** Seconds that it asks to wait; undefined where it asks nothing. */
  retryAfterSeconds: number | undefined
}

/** Posts events, and follows no redirect. */
export interface WebhookPoster {
  /** Gives the answer's head, whatever its status. Throws ProviderError when none comes. */
  post(request: WebhookPost): Promise<WebhookAnswer>
  close(): void
}
