/** Text from elsewhere without the characters that could move a terminal's cursor; line breaks become spaces. */
export function printable(text: string): string {
  return text.replaceAll(/[\n\t]/g, ' ').replaceAll(/\p{Cc}/gu, '\uFFFD')
}
