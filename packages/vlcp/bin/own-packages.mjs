// A loader hook of Node: a controller that lies anywhere may import the packages this program itself is made of.
// What the file's own folder provides comes first.

/** @type {string} */
let home

/** @param {{ readonly home: string }} data the module whose packages are offered */
export function initialize(data) {
  home = data.home
}

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (!/^(@vlcp\/|vlcp($|\/))/.test(specifier)) throw error
    return next(specifier, { ...context, parentURL: home })
  }
}
