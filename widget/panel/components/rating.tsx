import type { Rating as Choice, Message } from '../conversation/conversation-state.ts'
import { Icon } from './icon.tsx'
import type { PanelProps } from './panel-props.ts'

const choices = ['up', 'down'] as const

/** What can be done with an answer: copy it, say what it was worth, and why. */
export function Rating({ message, view }: { message: Message; view: PanelProps }) {
  const { texts, ui, act } = view
  const isCopied = ui.copied === message.key
  const label = isCopied ? texts.copied : texts.copy
  const thumb = (choice: Choice) => {
    const name = choice === 'up' ? texts.ratingUp : texts.ratingDown
    return (
      <button
        type="button"
        class="tool"
        aria-label={name}
        title={name}
        aria-pressed={message.rating === choice}
        onClick={() => act.rate(message, choice)}
      >
        <Icon name={choice === 'up' ? 'up' : 'unhappy'} />
      </button>
    )
  }
  return (
    <>
      <div class="acts">
        <button type="button" class="tool" aria-label={label} title={label} onClick={() => act.copy(message)}>
          <Icon name={isCopied ? 'done' : 'copy'} />
        </button>
        {choices.map(thumb)}
      </div>
      {ui.rated === message.key && <Comment message={message} view={view} />}
      {ui.thanked === message.key && <p class="small">{texts.ratingThanks}</p>}
      {message.ratingFailure && <p class="small">{texts.ratingFailed}</p>}
    </>
  )
}

/** A few words beside the thumb, for those who want to give them. */
function Comment({ message, view: { texts, ui, act } }: { message: Message; view: PanelProps }) {
  const say = (form: HTMLFormElement) =>
    act.rate(message, ui.rating, new FormData(form).get('comment') as string)
  return (
    <form
      class="card"
      onSubmit={event => {
        event.preventDefault()
        say(event.currentTarget)
      }}
    >
      <label for={`why${message.key}`}>{texts.ratingComment}</label>
      <div class="field">
        <textarea id={`why${message.key}`} name="comment" rows={2} maxLength={2000} />
      </div>
      <div>
        <button type="submit" class="chip">
          {texts.ratingSend}
        </button>
        <button type="button" class="chip" onClick={act.unrate}>
          {texts.cancel}
        </button>
      </div>
    </form>
  )
}
