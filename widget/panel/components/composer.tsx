import type { VNode } from 'preact'
import { isArriving } from '../conversation/message.ts'
import { checkMessage } from '../conversation/message-length.ts'
import { isComposing } from '../dismiss.ts'
import { drawIcon, drawTool } from './draw-icon.tsx'
import { downIcon, personIcon, sendIcon, stopIcon } from './icons.ts'
import type { PanelProps } from './panel-props.ts'

/** Lets a field grow with its text, up to the height that its style allows. */
export function fitHeight(field: HTMLTextAreaElement | null): void {
  if (!field) return
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}

/** The field with its button, the way to a person, and what the law wants said. */
export function drawComposer({ state, texts, ui, act, extras }: PanelProps): VNode {
  const { draft, messages, config } = state
  const legal = config?.legal
  const problem = checkMessage(draft)
  const isLong = problem === 'too_long'
  const isBusy = messages.some(isArriving)
  return (
    <div class="foot">
      {!ui.atEnd &&
        messages.length > 0 &&
        drawTool(downIcon, texts.newest, act.showNewest, { class: 'tool newest' })}
      <div class={isLong ? 'field wrong' : 'field'}>
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
          aria-invalid={isLong}
          ref={fitHeight}
          onInput={event => act.write(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
            event.preventDefault()
            act.send(event.currentTarget.value)
          }}
        />
        {isBusy && drawTool(stopIcon, texts.stop, act.stop, { class: 'tool send stop' })}
        {(!isBusy || problem !== 'empty') &&
          drawTool(sendIcon, texts.send, () => act.send(), {
            class: 'tool send',
            'aria-disabled': !!problem,
          })}
      </div>
      <p class={isLong ? 'small excess' : 'small'} id="count">
        {extras?.countOf(draft)}
      </p>
      <div class="below">
        {/* biome-ignore lint/a11y/useButtonType: it stands in no form */}
        <button class="person" onClick={act.askForPerson}>
          {drawIcon(personIcon)}
          {texts.person}
        </button>
        <p class="small" id="hint">
          {texts.hint}
          <span class="hidden"> {texts.keys}</span>
          {legal && ' '}
          {legal?.url ? (
            <a href={legal.url} target="_blank" rel="noopener noreferrer">
              {legal.text}
            </a>
          ) : (
            legal?.text
          )}
        </p>
      </div>
    </div>
  )
}
