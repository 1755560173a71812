import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

function denied(): never {
  throw Object.assign(new Error('a reader has no network'), { code: 'ERR_ACCESS_DENIED' })
}

/**
 * Takes the network from this process: sockets neither connect nor listen, names do not resolve; HTTP, TLS and fetch are
 * built on these. Node 24's permissions leave the network alone (Node 25's `--allow-net` is the first that does not), and
 * they refuse what could get round this: addons, child processes, threads. The channel to the parent is open already.
 */
export function denyNetwork(): void {
  net.Socket.prototype.connect = denied
  net.Server.prototype.listen = denied
  Object.assign(dgram, { createSocket: denied, Socket: denied })
  Object.assign(dns, {
    lookup: denied,
    resolve: denied,
    resolve4: denied,
    resolve6: denied,
    Resolver: denied,
  })
  Object.assign(dns.promises, { lookup: denied, resolve: denied, Resolver: denied })
  syncBuiltinESMExports()
}
