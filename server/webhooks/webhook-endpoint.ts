/** An address that events are posted to, as the operator configured it. */
export interface WebhookEndpoint {
  /** What the outbox knows it by: the beginning of a hash, for the address itself may hold a secret. */
  id: string
  url: string
  /** Whether it is in a network of the operator's own. */
  mayBePrivate: boolean
}
