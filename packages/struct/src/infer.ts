/** From the fields of a definition to the TypeScript type of its values. */
import type { Hidden, LengthField, Maybe } from './field.ts'
import type { Composite, Type } from './type.ts'

export type FieldDefinition = Type<unknown> | Hidden | Maybe<unknown>
/** Names to fields, in the order of the bytes. A name that starts with an underscore does not appear in the value. */
export type Fields = Readonly<Record<string, FieldDefinition>>

type Anonymous = `_${string}`

/** Shows an intersection as one object, also in declaration files. */
export type Simplify<T> = T extends infer O ? { [K in keyof O]: O[K] } : never

type Named<F> = {
  [K in keyof F as K extends Anonymous ? never : F[K] extends Type<unknown> ? K : never]: F[K] extends Type<infer T>
    ? T
    : never
}

type Absent<F> = {
  [K in keyof F as K extends Anonymous ? never : F[K] extends Maybe<unknown> ? K : never]?: F[K] extends Maybe<infer T>
    ? T
    : never
}

type ToIntersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never

/** Structures and bit fields under an anonymous key: their fields belong to this value. */
type Merged<F> = ToIntersection<
  { [K in keyof F]: K extends Anonymous ? (F[K] extends Composite<infer T> ? T : never) : never }[keyof F]
>

/** Bytes inside the length of a structure that no field describes: kept, and written again. */
export interface Extra {
  _extra?: Uint8Array
}

type Surplus<F> = true extends { [K in keyof F]: F[K] extends LengthField ? true : false }[keyof F] ? Extra : unknown

/** The value of a structure with these fields. */
export type StructValue<F> = Simplify<Named<F> & Absent<F> & Merged<F> & Surplus<F>>

/**
 * Gives a union a name of its own in editors and declaration files:
 * `export type OfpAction = Each<Infer<typeof ofp_action>>`.
 */
export type Each<T> = T extends unknown ? T : never
