import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { mayBeAsked } from './address-range.ts'

/** Looks a name up, as `dns.lookup` with `all`. */
export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A `lookup` for node:http that gives a name's addresses when all of them are where a request may go, and fails with the
 * code `ADDRESS_REFUSED` when one is not. What was looked at is what is connected to: a name that changes in between
 * (DNS rebinding) gains nothing. `mayBePrivate`: an address of one's own network will do too.
 */
export function createGuardedLookup(mayBePrivate: boolean, resolve: Resolve = lookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '')
      const [first] = addresses
      if (first === undefined || !addresses.every(({ address }) => mayBeAsked(address, mayBePrivate))) {
        // Node's own shape of an error: the code is all that is told.
        return done(Object.assign(new Error('address refused'), { code: 'ADDRESS_REFUSED' }), '')
      }
      if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })
  }
}
