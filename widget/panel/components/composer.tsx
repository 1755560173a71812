import { fillText } from '../../texts/fill-text.ts'
import { isArriving } from '../conversation/message.ts'
import { counterFrom, messageLength, messageLimit } from '../conversation/message-length.ts'
import { isComposing } from '../dismiss.ts'
import { Icon } from './icon.tsx'
import type { PanelProps } from './panel-props.ts'

/** Lets a field grow with its text, up to the height that its style allows. */
export function fitHeight(field: HTMLTextAreaElement | null): void {
  if (!field) return
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}

/** The field with its button, the way to a person, and what the law wants said. */
export function Composer({ state, texts, ui, act }: PanelProps) {
  const { draft, messages } = state
  const legal = state.config?.legal
  const length = messageLength(draft)
  const excess = length - messageLimit
  const isBusy = messages.some(isArriving)
  return (
    <div class="foot">
      {!ui.atEnd && messages.length > 0 && (
        <button
          type="button"
          class="tool newest"
          aria-label={texts.newest}
          title={texts.newest}
          onClick={act.showNewest}
        >
          <Icon name="down" />
        </button>
      )}
      <div class={excess > 0 ? 'field wrong' : 'field'}>
        <label class="hidden" for="input">
          {texts.label}
        </label>
        <textarea
          id="input"
          rows={1}
          placeholder={texts.placeholder}
          value={draft}
          enterkeyhint="send"
          autocomplete="off"
          aria-describedby="hint count"
          aria-invalid={excess > 0}
          ref={fitHeight}
          onInput={event => act.write(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
            event.preventDefault()
            act.send(event.currentTarget.value)
          }}
        />
        {isBusy && (
          <button
            type="button"
            class="send stop"
            aria-label={texts.stop}
            title={texts.stop}
            onClick={act.stop}
          >
            <Icon name="stop" />
          </button>
        )}
        {(!isBusy || length > 0) && (
          <button
            type="button"
            class="send"
            aria-label={texts.send}
            title={texts.send}
            aria-disabled={length === 0 || excess > 0}
            onClick={act.submit}
          >
            <Icon name="send" />
          </button>
        )}
      </div>
      <p class={excess > 0 ? 'small excess' : 'small'} id="count">
        {length > counterFrom && fillText(texts.counter, { length, limit: messageLimit })}
        {excess > 0 && ` · ${texts.failure_too_long}`}
      </p>
      <div class="below">
        <button type="button" class="person" onClick={act.askForPerson}>
          <Icon name="person" />
          {texts.person}
        </button>
        <p class="small" id="hint">
          {texts.hint}
          <span class="hidden"> {texts.keys}</span>
          {legal && (
            <>
              {' '}
              {legal.url ? (
                <a href={legal.url} target="_blank" rel="noopener noreferrer">
                  {legal.text}
                </a>
              ) : (
                legal.text
              )}
            </>
          )}
        </p>
      </div>
    </div>
  )
}
