// A loader hook of Node: a controller that lies anywhere may import the packages this program itself is made of,
// and the one that operations declare their parameters with.
// What the file's own folder provides comes first.

/** @type {string} */
let home

/** @param {{ readonly home: string }} data the module whose packages are offered */
export function initialize(data) {
  home = data.home
}

/** Where nobody says what a TypeScript file is, it is an ES module. @param {string} url */
const isOwnTypeScript = (url) => /\.tsx?($|\?)/.test(url) && !url.includes('/node_modules/')

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  const found = await find(specifier, context, next)
  return found.format === 'commonjs' && isOwnTypeScript(found.url) ? { ...found, format: 'module' } : found
}

/** @type {import('node:module').ResolveHook} */
async function find(specifier, context, next) {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (!/^(@vlcp\/|(vlcp|typebox)($|\/))/.test(specifier)) throw error
    return next(specifier, { ...context, parentURL: home })
  }
}
