import type { ComponentChildren, VNode } from 'preact'
import type { Texts } from '../../texts/texts.ts'
import { drawTool } from '../components/draw-icon.tsx'
import { copyIcon, doneIcon, unhappyIcon, upIcon } from '../components/icons.ts'
import type { Message } from '../conversation/conversation-state.ts'
import type { Marks } from './marks.ts'

/** What can be done with an answer: copy it, say what it was worth, and why. */
export function drawRating(message: Message, texts: Texts, marks: Marks): ComponentChildren[] {
  const { key, rating, ratingFailure } = message
  const isCopied = marks.is('copied', key)
  return [
    <div class="acts">
      {drawTool(isCopied ? doneIcon : copyIcon, isCopied ? texts.copied : texts.copy, () =>
        marks.copy(message),
      )}
      {drawTool(upIcon, texts.ratingUp, () => marks.rate(message, 'up'), { 'aria-pressed': rating === 'up' })}
      {drawTool(unhappyIcon, texts.ratingDown, () => marks.rate(message, 'down'), {
        'aria-pressed': rating === 'down',
      })}
    </div>,
    marks.is('rated', key) && drawComment(message, texts, marks),
    marks.is('thanked', key) && <p class="small">{texts.ratingThanks}</p>,
    ratingFailure && <p class="small">{texts.ratingFailed}</p>,
  ]
}

/** A few words beside the thumb, for those who want to give them. */
function drawComment(message: Message, texts: Texts, marks: Marks): VNode {
  const id = `why${message.key}`
  return (
    <form
      class="card"
      onSubmit={event => {
        event.preventDefault()
        marks.rate(message, null, new FormData(event.currentTarget).get('comment') as string)
      }}
    >
      <label for={id}>{texts.ratingComment}</label>
      <div class="field">
        <textarea id={id} name="comment" rows={2} maxLength={2000} />
      </div>
      <div>
        <button type="submit" class="chip">
          {texts.ratingSend}
        </button>
        <button type="button" class="chip" onClick={marks.unrate}>
          {texts.cancel}
        </button>
      </div>
    </form>
  )
}
