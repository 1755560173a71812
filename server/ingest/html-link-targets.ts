import type { Element } from 'hast'
import { foldName } from './fold-name.ts'
import { attribute, type HtmlNode, isInvisible, lineText } from './html-element.ts'

/** Longest address that a text can carry: beyond are tracking and sessions. */
const longestAddress = 200
/** Longest words of a link that ask for something; longer ones are a title of what is read there. */
const longestWords = 60

/** What is done there, rather than read: an appointment, a message, a purchase, an enrolment. Without accents. */
const action =
  /(?:^contact$|\b(?:rendez[ -]?vous|rdv|reserve[rz]?|reservation|contacte[rz]?|(?:prendre|page|formulaire|me|nous)(?: de)? contact|ecri(?:s|vez|re)|(?:pre)?inscri\w*|abonne[rz]?|achete[rz]?|commande[rz]?|payer|panier|essaye[rz]?|essai|telecharge[rz]?|formulaire|devis|candidater?|postule[rz]?|adhere[rz]?|billetterie|rejoin\w+|whatsapp|book(?:ing)? (?:a|an|your|my|now)|appointment|schedule an?|sign[ -]?up|register|enroll|subscribe|buy|order now|checkout|download|get started|free trial|apply now|contact us|(?:contact|application|order) form|get in touch|join us)\b)/

/** Links whose words say nothing without where they lead: "c'est par ici". */
const pointing =
  /^(?:par |juste )?(?:ici|la|ce lien|cette page|(?:clique[rz]?|click) (?:ici|sur ce lien|here|on this link)|via ce lien|here|this (?:link|page))$/

/** Hosts where an appointment is made, a form is filled in, a thing is paid. */
const services =
  /(?:^|\.)(?:calendly\.com|cal\.com|cal\.eu|tidycal\.com|zcal\.co|savvycal\.com|koalendar\.com|youcanbook\.me|acuityscheduling\.com|simplybook\.(?:it|me)|doctolib\.fr|resalib\.fr|meetings\.hubspot\.com|typeform\.com|tally\.so|forms\.gle|jotform\.com|wa\.me|buy\.stripe\.com|gumroad\.com|payhip\.com|helloasso\.com|billetweb\.fr|weezevent\.com|eventbrite\.[a-z.]{2,6})$/

const mail = /^mailto:([^\s?,;@]{1,64}@[^\s?,;@]{3,120})(?:\?|$)/i
const telephone = /^tel:([+\d][\d .()-]{5,24})$/i

function parseAddress(href: string, base: string | null): URL | null {
  if (href === '' || href.startsWith('#') || href.length > 2000) return null
  const url = URL.parse(href, base ?? undefined)
  return url && /^https?:$/.test(url.protocol) && url.username === '' ? url : null
}

function withoutTracking(url: URL): string {
  const clean = new URL(url)
  for (const name of [...clean.searchParams.keys()])
    if (/^(?:utm_\w+|fbclid|gclid|mc_[ce]id)$/i.test(name)) clean.searchParams.delete(name)
  return clean.href.replace(/\(/g, '%28').replace(/\)/g, '%29')
}

/** What a link's words leave out: the address of where it leads, a mail address, a number; null where nothing is missing. */
function targetOf(link: Element, base: string | null): string | null {
  if (/\b(?:nofollow|ugc|sponsored)\b/i.test(attribute(link, 'rel'))) return null
  const href = attribute(link, 'href').trim()
  const words = lineText(link).replace(/\s+/g, ' ').trim()
  if (!/\p{L}/u.test(words)) return null
  const mailbox = mail.exec(href)?.[1]
  if (mailbox !== undefined) return words.includes('@') ? null : decodeLoosely(mailbox)
  const number = telephone.exec(href)?.[1]
  if (number !== undefined) return /(?:\d\D*){6}/.test(words) ? null : number
  const url = parseAddress(href, base)
  if (!url || words.toLowerCase().includes(url.host)) return null
  const said = foldName(words)
  const isAction = words.length <= longestWords && action.test(said)
  const here = base === null ? null : URL.parse(base)
  const isElsewhere = url.host !== here?.host
  if (!isElsewhere && (!isAction || url.pathname === here?.pathname)) return null
  if (!isAction && !pointing.test(said) && !services.test(url.hostname)) return null
  const address = withoutTracking(url)
  return address.length <= longestAddress ? address : null
}

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Writes where a link leads behind its words, "rendez-vous (https://cal.example/marie)", where an answer is worth nothing without
 * it: what is done there (an appointment, a message, an order), and "ici". What one only reads there stays without: addresses in
 * every sentence would be all that is found and quoted. Once in each part; links that the page does not vouch for
 * (`nofollow`, `ugc`) never. `base`: the page's own address, null where it has none.
 */
export function writeLinkTargets(root: HtmlNode, base: string | null): void {
  let told = new Set<string>()
  function enter(node: HtmlNode): void {
    if (!('children' in node)) return
    for (const child of node.children) {
      if (child.type !== 'element' || isInvisible(child) || child.tagName === 'pre') continue
      if (/^h[1-6]$/.test(child.tagName)) told = new Set()
      else if (child.tagName !== 'a') enter(child)
      else {
        const target = targetOf(child, base)
        if (target === null || told.has(target)) continue
        told.add(target)
        child.children.push({ type: 'text', value: ` (${target})` })
      }
    }
  }
  enter(root)
}
