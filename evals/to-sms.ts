/** Words as text messages write them: general habits, from no data set. */
const smsWords = {
  fr: {
    'est-ce que': 'eske',
    "qu'est-ce que": 'keske',
    "qu'est-ce qu'": 'keske ',
    "est-ce qu'": 'esk ',
    "c'est": 'c',
    "s'il vous plaît": 'svp',
    "s'il te plaît": 'stp',
    "j'ai": 'g',
    "n'est": 'né',
    quoi: 'koi',
    que: 'ke',
    qui: 'ki',
    quand: 'kan',
    quel: 'kel',
    quelle: 'kel',
    quels: 'kel',
    quelles: 'kel',
    pourquoi: 'pk',
    comment: 'cmt',
    combien: 'cb',
    beaucoup: 'bcp',
    toujours: 'tjrs',
    pour: 'pr',
    par: 'pr',
    dans: 'ds',
    avec: 'av',
    sans: 'ss',
    vous: 'vs',
    nous: 'ns',
    tout: 'tt',
    tous: 'ts',
    toute: 'tte',
    mais: 'mé',
    pas: 'pa',
    plus: '+',
    être: 'etr',
    est: 'é',
    et: 'é',
    faut: 'fo',
    faire: 'fer',
    fait: 'fé',
    mon: 'mn',
    ton: 'tn',
    son: 'sn',
    les: 'lé',
    des: 'dé',
    mes: 'mé',
    aussi: 'ossi',
    avoir: 'avoir',
    depuis: 'dpui',
    demain: '2main',
    rien: 'r1',
    bien: 'b1',
    un: '1',
    une: '1',
    de: '2',
  },
  en: {
    you: 'u',
    your: 'ur',
    are: 'r',
    why: 'y',
    to: '2',
    too: '2',
    for: '4',
    before: 'b4',
    please: 'plz',
    what: 'wat',
    with: 'w',
    without: 'wo',
    because: 'cuz',
    people: 'ppl',
    thanks: 'thx',
    and: 'n',
    see: 'c',
    be: 'b',
    the: 'da',
    that: 'dat',
    this: 'dis',
    have: 'hav',
    from: 'frm',
    about: 'abt',
    between: 'btw',
    how: 'hw',
    when: 'wen',
    would: 'wud',
    could: 'cud',
    should: 'shud',
    message: 'msg',
    tomorrow: '2moro',
  },
} as const satisfies Record<string, Record<string, string>>

/** How what is left is spelt: by its sound in French, without vowels nobody needs in English. In this order. */
const smsSpelling: Record<keyof typeof smsWords, readonly (readonly [RegExp, string])[]> = {
  fr: [
    [/qu/g, 'k'],
    [/ph/g, 'f'],
    [/eau/g, 'o'],
    [/au/g, 'o'],
    [/([bcdfglmnprt])\1/g, '$1'],
    [/(?<=\p{L}{3})(?:ées|ée|és|er|ez)\b/gu, 'é'],
    [/(?<=\p{L}{4})(?:es|s|t|x|e)\b/gu, ''],
  ],
  en: [
    [/ght\b/g, 't'],
    [/(?<=\p{L}{3})ing\b/gu, 'in'],
    [/([bcdfglmnprst])\1/g, '$1'],
    [/(?<=\p{L}{4})ed\b/gu, 'd'],
    [/(?<=\p{L}{4})er\b/gu, 'r'],
  ],
}

type SmsLanguage = keyof typeof smsWords

/** The listed words and phrases, longest first, as whole words. */
function listedWords(language: SmsLanguage): RegExp {
  const listed = Object.keys(smsWords[language]).sort((one, other) => other.length - one.length)
  const ended = listed.map(word => (word.endsWith("'") ? word : `${word}(?![\\p{L}\\p{N}'-])`))
  return new RegExp(`(?<![\\p{L}\\p{N}'-])(?:${ended.join('|')})`, 'gu')
}

const listed = { fr: listedWords('fr'), en: listedWords('en') }

/** As text messages are written: short words for the usual ones, the others by their sound, no capital, no full stop. */
export function toSms(text: string, language: SmsLanguage): string {
  const lower = text.normalize('NFC').toLowerCase().replaceAll('’', "'")
  const words: Record<string, string> = smsWords[language]
  let written = ''
  let from = 0
  for (const match of lower.matchAll(listed[language])) {
    written += `${spell(lower.slice(from, match.index), language)}${words[match[0]] ?? match[0]}`
    from = match.index + match[0].length
  }
  const whole = written + spell(lower.slice(from), language)
  return whole
    .replace(/[.,;:!?…«»"]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function spell(text: string, language: SmsLanguage): string {
  return smsSpelling[language].reduce((spelt, [sound, short]) => spelt.replace(sound, short), text)
}
