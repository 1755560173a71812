import type { Texts } from '../../texts/texts.ts'
import type { Message, Rating } from '../conversation/conversation-state.ts'
import type { Deeds } from '../conversation/follow-up.ts'

/** How long a button says that the text was copied, in milliseconds. */
const copiedFor = 2000

/** Keys of answers: whose rating may be commented on, for whose comment the visitor is thanked, which was just copied. */
type Marked = Partial<Record<'rated' | 'thanked' | 'copied', string>>

export interface MarkDeps {
  texts: Texts
  deeds: Pick<Deeds, 'rate'>
  messages(): readonly Message[]
  /** Draws these messages anew, and tells a screen reader. */
  redraw(messages: readonly Message[], said?: string): void
}

/** What the visitor just did with an answer. */
export interface Marks {
  is(mark: keyof Marked, key: string): boolean
  copy(message: Message): void
  /** Without a comment, asks for one as well; with one, the rating is that given before. */
  rate(message: Message, rating: Rating | null, comment?: string): Promise<void>
  /** Closes the field for a comment. */
  unrate(): void
}

/** Keeps what was just done with answers, and does it. `rated` is the answer whose field for a comment is open at first. */
export function createMarks({ texts, deeds, messages, redraw }: MarkDeps, rated?: string): Marks {
  const marked: Marked = rated === undefined ? {} : { rated }
  let given: Rating = 'up'

  function mark(change: Marked, said?: string): void {
    const keys = [...Object.values(marked), ...Object.values(change)]
    Object.assign(marked, change)
    redraw(
      messages().filter(({ key }) => keys.includes(key)),
      said,
    )
  }

  return {
    is: (name, key) => marked[name] === key,
    copy({ key, text }) {
      // Refused in some frames; then the button does not say that it was done.
      navigator.clipboard?.writeText(text).then(
        () => {
          mark({ copied: key }, texts.copied)
          setTimeout(() => mark({ copied: '' }), copiedFor)
        },
        () => mark({ copied: '' }),
      )
    },
    async rate({ key, message_id }, rating, comment) {
      if (rating) {
        given = rating
        mark({ rated: key, thanked: '' }, texts.ratingComment)
      }
      await deeds.rate(message_id, given, comment)
      // What was written stays in its field until it is known to be kept.
      if (messages().some(message => message.key === key && message.ratingFailure))
        mark({}, texts.ratingFailed)
      else if (comment) mark({ rated: '', thanked: key }, texts.ratingThanks)
      else if (comment === '') mark({ rated: '' }, '')
    },
    unrate: () => mark({ rated: '' }, ''),
  }
}
