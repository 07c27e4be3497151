/** What several commands say of the same option. */
export const configHelp =
  'configuration file, YAML unless it ends in .conf (default: VLCP_CONFIG, else /etc/vlcp.yaml if it exists; "" for none)'
export const setHelp = 'give one key of the configuration a value; may be repeated'
export const storeHelp = 'where the store is: file:DIR, redis://HOST:PORT, etcd://HOST:PORT or memory:'

/** For an option that may be repeated. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value]
}
