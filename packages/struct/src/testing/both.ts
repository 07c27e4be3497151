import { afterAll, beforeAll, describe } from 'vitest'
import { backend } from '../codec.ts'
import type { Backend } from '../codec.ts'

/** Runs a suite once over compiled programs and once over the interpreter: they are to be told apart by speed only. */
export function onBoth(name: string, suite: (which: Backend) => void): void {
  describe.each<Backend>(['compiled', 'interpreted'])(`${name} (%s)`, (which) => {
    beforeAll(() => backend.use(which))
    afterAll(() => backend.use('compiled'))
    suite(which)
  })
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** Bytes from hexadecimal text; spaces are for the reader. */
export function unhex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))
}
