import type { Formality } from '../contract.ts'
import type { FirstTexts } from './texts.ts'

const texts: FirstTexts = {
  language: 'en',
  close: 'Close the chat',
  title: 'Our assistants',
  welcome: 'Hello! Ask your question: the right specialist answers, with her sources.',
  newest: 'Go to the latest message',
  badge: 'AI',
  badgeMeaning: 'answer by an artificial intelligence',
  notice: 'You are talking to AI assistants, not to a person. They can be wrong.',
  conversation: 'Conversation',
  messages: 'Messages',
  suggestions: 'A few questions to start with',
  you: 'You',
  members: 'The specialists',
  sending: 'Sending…',
  unsent: 'Not sent yet',
  stop: 'Stop the answer',
  person: 'Talk to a person',
  personRequest: 'I would like to talk to a person.',
  label: 'Your message',
  placeholder: 'Write your question…',
  send: 'Send',
  hint: 'Please leave out health or sensitive data.',
  keys: 'Enter to send, Shift\u00A0+\u00A0Enter for a new line.',
  historyLoading: 'Fetching your messages…',
}

/** The panel’s first words in English, which has one form. */
export const textsFor = (_formality: Formality): FirstTexts => texts
