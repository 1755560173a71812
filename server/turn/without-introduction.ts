const greeting = '(?:(?:bonjour|bonsoir|salut|coucou|slt|bjr|hello|hi|hey)[\\s,!.]+)?'
const name = '\\p{Lu}[\\p{L}-]+(?:\\s\\p{Lu}[\\p{L}-]+)?'
/** What nobody says of anything but her name; "je suis" and "I'm" may say anything, so only before a capital. */
const surely =
  "(?:je (?:m['’]appelle|me pr[ée]nomme|me nomme)|moi,? c['’]est|mon (?:pr[ée]nom|nom)(?: est|,? c['’]est)|my name(?: is|['’]s))"
const maybe = "(?:je suis|ici|i['’]m|i am|this is)"
const from = "(?:\\s(?:de|d['’]|à|from|in)\\s?\\p{Lu}[\\p{L}-]+)?"
const end = '(?=\\s*[,.;:!\\n]|\\s+(?:et|and)\\s)[\\s,.;:!]*(?:(?:et|and)\\s+)?'

const ofAnyName = new RegExp(
  `^\\s*${greeting}${surely}\\s+[\\p{L}-]+(?:\\s\\p{Lu}[\\p{L}-]+)?${from}${end}`,
  'iu',
)
const ofAName = new RegExp(`^\\s*${insensitive(greeting)}${insensitive(maybe)}\\s+${name}${from}${end}`, 'u')

/** The source of a pattern that reads letters of either case, within one that does not. */
function insensitive(source: string): string {
  return `(?i:${source})`
}

/**
 * A message without the name that its writer begins with: "Bonjour, je m'appelle Claire et je voudrais savoir …" asks nothing
 * about Claire. A message that says nothing else is left as it is.
 */
export function withoutIntroduction(message: string): string {
  const rest = message.replace(ofAnyName, '').replace(ofAName, '')
  return /\p{L}/u.test(rest) ? rest : message
}
