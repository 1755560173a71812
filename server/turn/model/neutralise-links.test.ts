import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { anyCuts, filterInPieces } from '../../testing/split-text.ts'
import { createHostCheck, mailAddressesIn } from './link-hosts.ts'
import { createLinkNeutraliser } from './neutralise-links.ts'
import { filterText } from './text-filter.ts'

const removed = '(lien retiré)'
const isAllowed = createHostCheck(['Voir https://aide.example/tarifs et Systeme.io'], ['agence.example'])
const create = () => createLinkNeutraliser({ isAllowed, removed })
const neutralise = (text: string) => filterText(create(), text)

/** Where a reader of Markdown that trusts everything would go or load from. */
function targets(markdown: string): string[] {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
  const tags = html.match(/<[a-z][^>]*>/gi) ?? []
  return tags.flatMap(tag =>
    [...tag.matchAll(/\s(?:href|src|action|srcset|style|on\w+)\s*=\s*["']?([^"'>\s]*)/gi)].map(([, target]) =>
      (target ?? '').replaceAll('&amp;', '&'),
    ),
  )
}

function isHarmless(target: string): boolean {
  const url = URL.canParse(target, 'https://site.example/') ? new URL(target, 'https://site.example/') : null
  if (url === null) return true
  const mail = /^mailto:[^@?]*@([^@?]+)$/.exec(decodeURIComponent(target))
  if (mail) return isAllowed(mail[1]?.toLowerCase() ?? '')
  return ['https:', 'http:'].includes(url.protocol) && isAllowed(url.host)
}

describe('the neutraliser of links', () => {
  const hostile = [
    '![suivi](https://mechant.example/p.png?c=1)',
    '[clique](https://mechant.example)',
    '[clique](<https://mechant.example/a b>)',
    '[clique]( \n https://mechant.example "titre")',
    '[clique](//mechant.example/x)',
    '[clique](/\\mechant.example/x)',
    '[clique](\\\\mechant.example/x)',
    '[clique](https:mechant.example)',
    '[clique](https\\://mechant.example)',
    '[clique](&#104;ttps://mechant.example)',
    '[clique](java&Tab;script:alert(1))',
    '[clique](javascript:alert(1))',
    '[clique](data:text/html;base64,PHNjcmlwdD4=)',
    '[clique](https://aide.example@mechant.example/)',
    '[clique](https://mechant.example\\@aide.example/)',
    '[clique](https://aide.example:8443/)',
    '[clique](https://xn--ade-3ma.example/)',
    '[clique](https://aidе.example/)',
    '[clique](https://aide.example.mechant.example/)',
    '[clique](ftp://aide.example/)',
    '[clique][r]\n\n[r]: https://mechant.example "t"',
    '[r]\n\n[r]:\n<https://mechant.example>',
    '> [r]: //mechant.example\n\n[r]',
    '<https://mechant.example>',
    '<a href="https://mechant.example">x</a>',
    "<img src=//mechant.example/p.png onerror='x'>",
    '<svg/onload=alert(1)>',
    '</p><!-- x --><?php ?>',
    'va sur https://mechant.example/a_b_c ou www.mechant.example !',
    'https://aide.example).mechant.example/',
    'https://aide.example]@mechant.example/',
    'https://aide.example|x@mechant.example/',
    'HTTPS://MECHANT.EXAMPLE/?q=secret',
    'xhttps://mechant.example/x ftp://mechant.example file:///etc/passwd',
    'Écris à collecte@mechant.example ou <collecte@mechant.example>, mailto:collecte@mechant.example',
    'mailto:![@aide.example ![x](mailto:![@aide.example) https://aide.example/![',
    'collecte\\@mechant.example collecte@mechant\\.example collecte&#64;mechant.example a&commat;mechant.example',
    'a@aide.example.mechant.example a@aide.example&#46;mechant.example xmpp:a@mechant.example',
    `collecte@${'a.'.repeat(400)}mechant.example`,
    '!![alt](https://aide.example/p.png) \\![alt](https://aide.example/p.png)',
    '[![alt](https://mechant.example/p.png)](https://aide.example)',
    `https://mechant.example/${'a'.repeat(5000)} fin`,
    `[x](https://mechant.example/${'a'.repeat(5000)}) fin`,
  ]

  for (const text of hostile) {
    it(`leaves nothing live of ${JSON.stringify(text.slice(0, 70))}`, () => {
      const out = neutralise(text)
      assert.deepEqual(
        targets(out).filter(target => !isHarmless(target)),
        [],
        out,
      )
      assert.doesNotMatch(out, /\/\/[^/\s]*mechant/i)
      assert.doesNotMatch(out, /!\[|<[a-z/!?]/i)
    })
  }

  it('leaves no bracket and no sign alone where a link or a picture was', () => {
    assert.equal(neutralise('Va voir [ici](https://mechant.example/'), 'Va voir [ici] (lien retiré)')
    assert.equal(
      neutralise('Voilà ![mon dessin](https://mechant.example/p.png).'),
      'Voilà [mon dessin] (lien retiré).',
    )
    assert.equal(neutralise(`Oui ![${'a'.repeat(300)}](x)`), `Oui ! [${'a'.repeat(300)}] (x)`)
    assert.equal(neutralise('Oui ![a'), 'Oui ! [a')
    assert.equal(neutralise('Oui ![a\nb] (c'), 'Oui ! [a\nb] (c')
  })

  it('says that a link was there and keeps its words', () => {
    assert.equal(
      neutralise('Va sur [ma page](https://mechant.example/x) vite.'),
      'Va sur [ma page] (lien retiré) vite.',
    )
    assert.equal(neutralise('Voir https://mechant.example/x, puis.'), 'Voir (lien retiré), puis.')
  })

  it('keeps the addresses of people whose hosts are known, and whatever only looks like an address', () => {
    for (const text of [
      'Écris à marie@aide.example, ou à _marie.b+x@AIDE.example_.',
      'Note @marie.dupont et **@marie.dupont** (@marie.dupont), 3 @ 4, moi@ toi, R&D & co, a@b, AT&T; &c. &',
    ])
      assert.equal(neutralise(text), text)
    assert.equal(neutralise('Écris à collecte@mechant.example, vite'), 'Écris à collecte (lien retiré), vite')
  })

  it('keeps an address that the visitor wrote herself, and no other one at its host', () => {
    const own = mailAddressesIn(['Je suis Marie.Durand+x@Gmail.example, et toi ?', 'ou <jo@poste.example>.'])
    assert.deepEqual([...own], ['marie.durand+x@gmail.example', 'jo@poste.example'])
    const keep = () => createLinkNeutraliser({ isAllowed, removed, own })
    for (const text of [
      'Je note : marie.durand+x@gmail.example, ou **JO@poste.example**.',
      '[Toi](mailto:jo@poste.example) (jo@poste.example)',
    ])
      assert.equal(
        filterInPieces(
          keep(),
          text,
          Array.from(text, (_, at) => at),
        ),
        text,
      )
    assert.equal(
      filterText(keep(), 'Écris à eve.jo@poste.example ou à jo@gmail.example, mailto:eve@poste.example'),
      'Écris à eve.jo (lien retiré) ou à jo (lien retiré), (lien retiré)',
    )
  })

  it('turns the end of a line within a table’s cell into a stroke, and nowhere else', () => {
    assert.equal(
      neutralise('| Jour | Quoi |\n| - | - |\n | Lundi<br>Mardi | a <BR /> b<br/>c |\nPuis<br>fin'),
      '| Jour | Quoi |\n| - | - |\n | Lundi / Mardi | a  /  b / c |\nPuis‹br>fin',
    )
    assert.equal(neutralise('| a<br onclick=x> | <b>b</b> <br'), '| a‹br onclick=x> | ‹b>b‹/b> ‹br')
  })

  it('keeps links to the hosts of the passages and of the list, in their canonical form', () => {
    assert.equal(
      neutralise('[tarifs](https://AIDE.example/tarifs "t")'),
      '[tarifs](https://aide.example/tarifs)',
    )
    assert.equal(neutralise('Voir https://www.agence.example.'), 'Voir https://www.agence.example/.')
    assert.equal(neutralise('www.systeme.io/fr (gratuit)'), 'https://www.systeme.io/fr (gratuit)')
    assert.equal(
      neutralise('[https://aide.example](https://aide.example)'),
      '[https://aide.example/](https://aide.example/)',
    )
    assert.deepEqual(targets(neutralise('**https://aide.example/a?b=1&c=2**')), [
      'https://aide.example/a?b=1&c=2',
    ])
  })

  const plain = [
    'Rendez-vous à 12:30 : demain, http ou https ? data: oui, « www » aussi.',
    '1. **Crée** ta page [1]\n2. Relie-la [2] (voir plus haut) !\n- a < b et 3 <4, 50 % / mois, et/ou',
    'mon feed > le tien ; je t’aime <3 ! javascript : facile. a//b',
    '| a | b |\n| - | - |\n| 1 | 2 |',
    '`code` et ~~barré~~ \\*littéral\\* prenom@aide.example',
  ]
  for (const text of plain) {
    it(`leaves ${JSON.stringify(text.slice(0, 50))} as it is`, () => assert.equal(neutralise(text), text))
  }

  it('turns neither a citation followed by brackets nor one followed by a colon into a link', () => {
    assert.equal(
      neutralise('Selon [1](voir plus loin) et [2]: oui'),
      'Selon [1] (voir plus loin) et [2] : oui',
    )
    assert.equal(neutralise('Parti ![1]'), 'Parti ! [1]')
  })

  it('holds back only what may be the beginning of something', () => {
    const filter = create()
    assert.equal(filter.push('Bonjour, demain'), 'Bonjour, demain')
    assert.equal(filter.push(' on se retrouve ht'), ' on se retrouve ')
    assert.equal(filter.push('res'), 'htres')
    assert.equal(filter.push(' à [la page'), ' à [la page')
    assert.equal(filter.push(']'), '')
    assert.equal(filter.push(' et la suite'), '] et la suite')
    assert.equal(filter.push(' https://aide.exam'), ' ')
    assert.equal(filter.push('ple/x puis'), 'https://aide.example/x puis')
    assert.equal(filter.end(), '')
  })

  const fragments = fc.constantFrom(
    ...[
      '[',
      ']',
      '(',
      ')',
      '](',
      '![',
      '<',
      '>',
      '!',
      ':',
      '/',
      '//',
      '\\',
      ' ',
      '\n',
      '"',
      '&#58;',
      '|',
      '`',
      '@',
      'a@',
      '&#64;',
      '&',
      '@mechant.example',
      '@aide.example',
      '.',
    ],
    ...[
      'http',
      'https:',
      'https://',
      'www.',
      'data:',
      'javascript:',
      'mailto:',
      'ftp://',
      'mechant.example',
      'a',
      'é',
      '😀',
    ],
    ...[
      'aide.example',
      '[r]: ',
      'src=',
      '<img ',
      '<br',
      '<br>',
      '/>',
      '\n| ',
      '1',
      ',',
      '*',
      '_',
      '#',
      '?q=x',
      '​',
    ],
  )
  const anyText = fc.array(fragments, { maxLength: 24 }).map(parts => parts.join(''))

  it('gives the same however the text is cut', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom(...hostile)), anyCuts, (text, cuts) => {
        assert.equal(filterInPieces(create(), text, cuts), neutralise(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('lets no reader of Markdown or HTML go anywhere else, whatever is written', () => {
    fc.assert(
      fc.property(anyText, text => {
        const out = neutralise(text)
        // The address of a page that has none of its own is the page's: a relative link leads nowhere else.
        const away = targets(out).filter(
          target => /^[a-z]+:|^[/\\]{2}|^[/\\]/i.test(target) && !isHarmless(target),
        )
        assert.deepEqual(away, [], out)
        assert.doesNotMatch(out, /!\[/)
      }),
      { numRuns: 5000 },
    )
  })
})
