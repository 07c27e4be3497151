import type { StoreValues } from '../modules/store-settings.ts'
import { parseShortForm, type StorePlace } from './short-form.ts'

/** Where the configuration says that the store is. */
export function storePlace(values: StoreValues): StorePlace {
  const short = values.store === null ? undefined : parseShortForm(values.store)
  if (short !== undefined) return short
  switch (values['store.driver']) {
    case 'embedded':
      return { driver: 'embedded', folder: values['store.folder'] }
    case 'redis':
      return { driver: 'redis', url: values['store.redis.url'] }
    case 'etcd':
      return { driver: 'etcd', hosts: values['store.etcd.hosts'] }
    case 'memory':
      return { driver: 'memory' }
  }
}

/** The place in one word, for messages. */
export function formatPlace(place: StorePlace): string {
  switch (place.driver) {
    case 'embedded':
      return place.folder
    case 'redis':
      return place.url
    case 'etcd':
      return place.hosts.join(',')
    case 'memory':
      return 'memory:'
  }
}
