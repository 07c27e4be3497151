/** Where the value of a setting came from; later kinds win over earlier ones. */
export interface Origin {
  readonly kind: 'default' | 'file' | 'environment' | 'flag'
  /** The file and line, the variable or the flag; empty for a default. */
  readonly where: string
}

export const defaultOrigin: Origin = { kind: 'default', where: '' }

/** `file /etc/vlcp.yaml:3`, `environment VLCP_STORE`, `default`. */
export function formatOrigin(origin: Origin): string {
  return origin.where === '' ? origin.kind : `${origin.kind} ${origin.where}`
}

/** A value found in one of the sources, not yet validated. */
export interface FoundValue {
  readonly key: string
  readonly value: unknown
  readonly origin: Origin
  /** The value is text whose type the setting decides. */
  readonly text: boolean
}
