/** The driver for etcd, apart from the rest because its libraries take a tenth of a second to load. */
export { openEtcd } from './etcd.ts'
export { type EtcdOptions, type EtcdTls } from './options.ts'
