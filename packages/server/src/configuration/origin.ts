/** Where the value of a setting came from; later kinds win over earlier ones. */
export interface Origin {
  readonly kind: 'default' | 'file' | 'environment' | 'flag'
  /** The file and line, the variable or the flag; empty for a default. */
  readonly where: string
  /** The key of the reference, where the value was given by that name. */
  readonly as?: string
}

export const defaultOrigin: Origin = { kind: 'default', where: '' }

/** `file /etc/vlcp.yaml:3`, `environment VLCP_STORE`, `flag --set (module.openflowserver.url)`, `default`. */
export function formatOrigin({ kind, where, as }: Origin): string {
  return [kind, ...(where === '' ? [] : [where]), ...(as === undefined ? [] : [`(${as})`])].join(' ')
}
