/** `import type {} from 'chatbot-v2/widget/react'`: `<chatbot-v2-widget>` in React's JSX. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react'
import type { ChatbotAttributes } from './widget.d.ts'

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'chatbot-v2-widget': DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & ChatbotAttributes
    }
  }
}
