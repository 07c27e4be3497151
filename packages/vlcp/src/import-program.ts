import { register as registerHook } from 'node:module'

let registered: Promise<void> | undefined

/** Imports TypeScript or JavaScript of a user by its URL; it may import `@vlcp/…` wherever it lies. */
export async function importProgram(url: string): Promise<Readonly<Record<string, unknown>>> {
  await (registered ??= registerLoaders())
  return (await import(url)) as Readonly<Record<string, unknown>>
}

async function registerLoaders(): Promise<void> {
  const { register } = await import('tsx/esm/api')
  register()
  // Registered last, it is asked first, and passes on what it does not know.
  registerHook(new URL('../bin/own-packages.mjs', import.meta.url), { data: { home: import.meta.url } })
}
