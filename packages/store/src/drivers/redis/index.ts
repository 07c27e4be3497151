export { type RedisAddress, type RedisOptions, type RedisTls } from './options.ts'
export { openRedis, type RedisDriver } from './redis.ts'
