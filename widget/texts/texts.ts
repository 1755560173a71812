/** Every text a visitor may read, by key. Whole sentences, `{…}` where a value goes; any of them may be overridden. */
export interface Texts {
  open: string
  close: string
}
