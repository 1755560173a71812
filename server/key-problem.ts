import type { ProviderError } from './ports/provider-error.ts'
import type { KeyCheck, Vendor } from './providers/check-keys.ts'
import type { VendorSettings } from './providers/vendors.ts'

/** Why a vendor is not used as configured: a line for the operator, in French, which names the variable to look at. */
export interface KeyProblem {
  vendor: Vendor
  line: string
  reason: ProviderError['failure']
  status: number | null
}

/** What visitors have meanwhile. */
const meanwhile: Record<Vendor, string> = {
  openrouter: 'les réponses citent tes documents',
  openai: 'la recherche va par les mots',
  cohere: 'les passages gardent l’ordre de la recherche',
}

/**
 * What a check of a key says to the operator; null when it says nothing: all is well, or the server is one that has no such
 * address. The line tells a refused key from an account without credit and from a vendor that cannot be reached.
 */
export function toKeyProblem(
  { vendor, error }: KeyCheck,
  { apiKey, baseUrl }: VendorSettings,
): KeyProblem | null {
  if (error === undefined) return null
  const { failure: reason, status = null } = error
  const what = describe(error, {
    key: `${vendor.toUpperCase()}_API_KEY`,
    address: `${vendor.toUpperCase()}_BASE_URL`,
    hasKey: apiKey !== undefined,
    host: new URL(baseUrl).host,
  })
  return what === null ? null : { vendor, reason, status, line: `${what}. D’ici là, ${meanwhile[vendor]}.` }
}

function describe(
  { failure, status }: ProviderError,
  names: { key: string; address: string; hasKey: boolean; host: string },
): string | null {
  const { key, address, hasKey, host } = names
  const who = status === undefined ? host : `${host}, ${status}`
  const unchecked = hasKey ? `${key} n’a pas pu être vérifiée` : `${address} ne répond pas`
  switch (failure) {
    case 'unauthorized':
      if (!hasKey) return `${key} manque : ${host} en demande une (${status})`
      return `${key} est refusée (${who}) : recopie-la en entier dans .env, ou fais-en une autre`
    case 'quota_exhausted':
      return `${key} n’a plus de crédit (${who}) : recharge le compte ou relève sa limite`
    case 'unreachable':
      return `${unchecked} : ${host} est injoignable ; vérifie la connexion du serveur et ${address}`
    case 'timeout':
      return `${unchecked} : ${host} ne répond pas à temps ; vérifie la connexion du serveur et ${address}`
    case 'certificate':
      return `${unchecked} : le certificat de ${host} n’est pas reconnu ; vérifie ${address} et l’heure du serveur`
    case 'rejected':
      // Without a status nothing was sent; with one, it is a server that has no such address.
      if (status !== undefined) return null
      return `${unchecked} : rien n’a pu être envoyé à ${host} ; vérifie ${address}`
    default:
      return null
  }
}
