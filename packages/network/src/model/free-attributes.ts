/**
 * Free attributes are those whose name begins with `x_`: `x_owner`, `x_rack`. They are stored with the object, come back
 * in its dump and serve as filters of the list operations; the value null removes one.
 *
 * The reference takes every unknown parameter as a free attribute, so a misspelt `vlanIdd` is stored and has no effect.
 * Here an unknown name is refused and only this prefix is free: no later version will declare a parameter under it, and
 * the underscore, unlike the `x-` of mail and HTTP headers, keeps the name an identifier in forms, shells and programs.
 */
export const freeAttributePattern = '^x_[a-z0-9_]{1,62}$'

const pattern = new RegExp(freeAttributePattern)

/** May an object carry an undeclared attribute of this name? */
export function isFreeAttribute(name: string): boolean {
  return pattern.test(name)
}

/** Schema options of a set of parameters: what is declared, free attributes, nothing else. */
export const declaredOrFree = {
  additionalProperties: false,
  patternProperties: { [freeAttributePattern]: {} },
} as const

/** Schema options of a set of parameters without free attributes. */
export const declaredOnly = { additionalProperties: false } as const
