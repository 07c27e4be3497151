import { register as registerHook } from 'node:module'

/** Imports TypeScript or JavaScript of a user by its URL; it may import `@vlcp/…` wherever it lies. */
export async function importProgram(url: string): Promise<object> {
  const { register } = await import('tsx/esm/api')
  register()
  // Registered last, it is asked first, and passes on what it does not know.
  registerHook(new URL('../bin/own-packages.mjs', import.meta.url), { data: { home: import.meta.url } })
  const imported: object = await import(url)
  return imported
}
