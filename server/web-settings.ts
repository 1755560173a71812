import { z } from 'zod'
import { flagVariable, listVariable } from './environment-values.ts'
import type { WebFetcher } from './ports/web-fetcher.ts'
import { createWebFetcher } from './providers/web/create-web-fetcher.ts'

/** How pages of the web are read. */
export interface WebSettings {
  /** Between two readings of what `npm run ingest -- https://…` loaded; 0 is never. */
  refreshHours: number
  /** Whether what was gone at two readings is removed; else it is only told. */
  removeGone: boolean
  /** Between two requests to one host. */
  delaySeconds: number
  /** Hosts, with their port where it is another one, that may be asked though they are not on the internet. */
  privateHosts: string[]
}

const host = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/i

/** The environment variables of reading the web. */
export const webVariables = {
  WEB_REFRESH_HOURS: z
    .string()
    .regex(/^\d{1,4}$/, 'doit être un nombre entier d’heures, de 0 (jamais) à 8760')
    .transform(Number)
    .refine(hours => hours <= 8760, 'doit être un nombre entier d’heures, de 0 (jamais) à 8760')
    .default(24),
  WEB_REMOVE_GONE: flagVariable,
  WEB_DELAY_SECONDS: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,3})?$/, 'doit être un nombre de secondes de 0 à 60, comme 1 ou 0.5')
    .transform(Number)
    .refine(seconds => seconds <= 60, 'doit être un nombre de secondes de 0 à 60, comme 1 ou 0.5')
    .default(1),
  WEB_PRIVATE_HOSTS: listVariable.refine(
    hosts => hosts.every(item => host.test(item)),
    'doit lister des noms comme intranet.exemple.fr ou wiki.local:8080, sans https://',
  ),
}

type WebEnvironment = z.infer<z.ZodObject<typeof webVariables>>

export function toWebSettings(env: WebEnvironment): WebSettings {
  return {
    refreshHours: env.WEB_REFRESH_HOURS,
    removeGone: env.WEB_REMOVE_GONE,
    delaySeconds: env.WEB_DELAY_SECONDS,
    privateHosts: env.WEB_PRIVATE_HOSTS,
  }
}

/** The way out to the web, which says who asks: this product, and the operator's site where it is known. */
export function openWebFetcher(
  { privateHosts }: WebSettings,
  { version, siteUrl }: { version: string; siteUrl: string | undefined },
): WebFetcher {
  const userAgent = `chatbot-v2/${version}${siteUrl === undefined ? '' : ` (+${encodeURI(siteUrl)})`}`
  return createWebFetcher({ userAgent, privateHosts })
}
