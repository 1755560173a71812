import type { WebFailure, WebFailureReason } from '../../ports/web-fetcher.ts'
import { Refusal, type RefusalReason, type Words } from '../refusal.ts'

const words: Record<WebFailureReason, { reason: RefusalReason; words: Words }> = {
  address: {
    reason: 'address_refused',
    words: {
      fr: 'adresse refusée : elle mène à un réseau privé ou réservé, à un autre port que 80 et 443, ou n’est pas http(s)',
      en: 'address refused: it leads to a private or reserved network, to another port than 80 and 443, or is not http(s)',
    },
  },
  unreachable: {
    reason: 'unreachable',
    words: { fr: 'le site ne répond pas', en: 'the site does not answer' },
  },
  certificate: {
    reason: 'unreachable',
    words: { fr: 'le certificat du site n’est pas valable', en: 'the site’s certificate is not valid' },
  },
  too_slow: {
    reason: 'too_slow',
    words: { fr: 'page trop lente (15 s au plus)', en: 'page too slow (15 s at most)' },
  },
  too_large: {
    reason: 'too_large',
    words: { fr: 'page trop grosse (5 Mo au plus)', en: 'page too large (5 MB at most)' },
  },
  encoding: {
    reason: 'corrupt',
    words: {
      fr: 'page compressée d’une façon incorrecte, ou plus de cinq fois',
      en: 'page compressed wrongly, or more than five times',
    },
  },
  malformed: {
    reason: 'unreachable',
    words: { fr: 'réponse incomplète ou incorrecte du site', en: 'incomplete or wrong answer of the site' },
  },
  cancelled: { reason: 'unreachable', words: { fr: 'interrompu', en: 'interrupted' } },
}

/** After a redirect, which hop it was: the operator typed another address. */
function naming(hops: readonly string[], { fr, en }: Words): Words {
  const last = hops.at(-1)
  if (hops.length < 2 || last === undefined) return { fr, en }
  return { fr: `${fr} (redirigée vers ${last})`, en: `${en} (redirected to ${last})` }
}

/** A failure as the operator reads it. `hops`: every address that was asked, the first one first. */
export function refusalOfFailure(failure: WebFailure, hops: readonly string[]): Refusal {
  const { reason, words: said } = words[failure.reason]
  return new Refusal(reason, naming(hops, said), failure)
}

/** What a status other than 200 and 304 says to the operator. */
export function refusalOfStatus(status: number, hops: readonly string[]): Refusal {
  if (status === 404 || status === 410)
    return new Refusal(
      'gone',
      naming(hops, { fr: `la page n’existe plus (HTTP ${status})`, en: `the page is gone (HTTP ${status})` }),
    )
  if (status === 401 || status === 403)
    return new Refusal(
      'unreachable',
      naming(hops, {
        fr: `le site refuse de montrer cette page (HTTP ${status})`,
        en: `the site refuses to show this page (HTTP ${status})`,
      }),
    )
  if (status === 429)
    return new Refusal('unreachable', {
      fr: 'le site demande d’attendre plus longtemps (HTTP 429)',
      en: 'the site asks to wait longer (HTTP 429)',
    })
  return new Refusal(
    'unreachable',
    naming(hops, { fr: `le site répond HTTP ${status}`, en: `the site answers HTTP ${status}` }),
  )
}

export function refusalOfRedirect(
  kind: 'many' | 'loop' | 'nowhere' | 'outside',
  hops: readonly string[],
): Refusal {
  const last = hops.at(-1) ?? ''
  const said = {
    many: { fr: 'plus de cinq redirections', en: 'more than five redirects' },
    loop: { fr: 'redirection en boucle', en: 'redirects in a circle' },
    nowhere: { fr: 'redirection sans adresse qui se lise', en: 'redirect to no address that can be read' },
    outside: { fr: 'redirection vers un autre site', en: 'redirect to another site' },
  }[kind]
  return new Refusal('redirected', { fr: `${said.fr} : ${last}`, en: `${said.en}: ${last}` })
}

export function refusalOfRobots(reachable: boolean): Refusal {
  return reachable
    ? new Refusal('robots', {
        fr: 'le robots.txt du site demande de ne pas lire cette page',
        en: 'the site’s robots.txt asks not to read this page',
      })
    : new Refusal('robots', {
        fr: 'le robots.txt du site ne répond pas : rien n’est lu tant qu’on ne sait pas ce qu’il permet',
        en: 'the site’s robots.txt does not answer: nothing is read until it is known what it allows',
      })
}

/** Of an address that led to pages, none of which could be read. */
export function refusalOfNothing(): Refusal {
  return new Refusal('empty', {
    fr: 'aucune page n’a pu être lue à partir de là',
    en: 'no page could be read from there',
  })
}

/** Of an error that nobody thought of, a defect among them: the page is refused, and the crawl goes on. */
export function unforeseenRefusal(error: unknown): Refusal {
  const cause = error instanceof Error ? error.message : String(error)
  const said = {
    fr: `erreur imprévue pendant la lecture (${cause})`,
    en: `unforeseen error while reading (${cause})`,
  }
  return new Refusal('unreadable', said, error)
}
