import { isArriving } from '../conversation/message.ts'
import { Choices } from './choices.tsx'
import { Composer } from './composer.tsx'
import { Head } from './head.tsx'
import { Intro } from './intro.tsx'
import { drawMessage } from './messages.tsx'
import { keepPart, type PanelProps } from './panel-props.ts'

/** The whole panel, from plain data. It knows no network and keeps nothing. */
export function PanelView(view: PanelProps) {
  const { state, texts, ui, act, memory } = view
  const { config, draft, messages } = state
  const isEmpty = !messages.length
  const isBusy = messages.some(isArriving)
  const Tag = ui.mode === 'inline' ? 'section' : 'dialog'
  return (
    <Tag
      class={`panel ${ui.mode} ${ui.position}${ui.dark ? ' dark' : ''}`}
      style={ui.colours}
      lang={texts.language}
      dir="ltr"
      tabIndex={-1}
      aria-labelledby="title"
      aria-describedby="notice"
    >
      {keepPart(memory, 'head', [config, ui], () => (
        <Head {...view} />
      ))}
      {/* biome-ignore lint/a11y: what scrolls takes the keyboard's focus; a landmark of its own would be one too many */}
      <div class="scroll" tabIndex={0} role="group" aria-label={texts.conversation}>
        {keepPart(memory, 'intro', [config, ui, isEmpty, state.history], () => (
          <Intro {...view} />
        ))}
        {state.history === 'failed' && (
          <div class="card" role="status">
            <p>{texts.historyFailed}</p>
            <div>
              <button type="button" class="chip" onClick={act.load}>
                {texts.retry}
              </button>
            </div>
          </div>
        )}
        {/* Not live: what is new is read out by the status line, each answer once and whole. */}
        <div class="log" role="log" aria-live="off" aria-label={texts.messages}>
          {messages.slice(ui.hidden).map(message => drawMessage(message, view))}
        </div>
        <Choices {...view} />
      </div>
      <p class="hidden" role="status">
        {ui.said}
      </p>
      {keepPart(memory, 'composer', [config, ui, draft, isBusy, isEmpty], () => (
        <Composer {...view} />
      ))}
    </Tag>
  )
}
