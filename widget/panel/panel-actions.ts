import type { Texts } from '../texts/texts.ts'
import type { PanelActions, PanelUi } from './components/panel-props.ts'
import type { Conversation } from './conversation/conversation.ts'
import type { FollowLog } from './follow-log.ts'

/** How long a button says that the text was copied, in milliseconds. */
const copiedFor = 2000

export interface ActionDeps {
  conversation: Conversation
  texts: Texts
  follow: FollowLog['follow']
  /** Changes what only the panel knows, and draws. */
  change(ui: Partial<PanelUi>): void
  /** Draws at once. */
  draw(): void
  close(): void
}

/** What the visitor can do, as deeds of the conversation and of the panel. */
export function createActions({
  conversation,
  texts,
  follow,
  change,
  draw,
  close,
}: ActionDeps): PanelActions {
  function send(text: string): void {
    const refusal = conversation.send(text)
    if (refusal) change({ said: texts[`failure_${refusal}`] })
    else follow('answer')
    // What was sent leaves the field before the next key comes: a composition that began there would keep it.
    draw()
  }

  return {
    close,
    send,
    submit: () => send(conversation.state().draft),
    write: conversation.setDraft,
    stop: conversation.stop,
    retry: conversation.retry,
    edit: conversation.edit,
    async rate({ key, message_id }, rating, comment) {
      if (comment === undefined) change({ rated: key, rating, thanked: null, said: texts.ratingComment })
      await conversation.rate(message_id, rating, comment)
      const { messages } = conversation.state()
      // What was written stays in its field until it is known to be kept.
      if (messages.some(message => message.key === key && message.ratingFailure))
        change({ said: texts.ratingFailed })
      else if (comment) change({ rated: null, thanked: key, said: texts.ratingThanks })
      else if (comment === '') change({ rated: null, said: '' })
    },
    unrate: () => change({ rated: null, said: '' }),
    copy({ key, text }) {
      const show = () => {
        change({ copied: key, said: texts.copied })
        setTimeout(() => change({ copied: null }), copiedFor)
      }
      // Refused in some frames; then the button does not say that it was done.
      navigator.clipboard?.writeText(text).then(show, () => change({ copied: null }))
    },
    askForPerson() {
      conversation.askForPerson()
      follow('answer')
    },
    newConversation: conversation.newConversation,
    load: () => void conversation.load(),
    showNewest: () => follow('end'),
  }
}
