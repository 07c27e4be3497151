import protobuf from 'protobufjs'
import type {
  Answer,
  AuthenticateResponse,
  Credentials,
  LeaseGrant,
  LeaseId,
  LeaseState,
  RangeRequest,
  RangeResponse,
  StatusResponse,
  TxnRequest,
  TxnResponse,
  WatchRequest,
  WatchResponse,
} from './messages.ts'

/**
 * What we use of etcd's `rpc.proto` and `kv.proto` (API 3.4, Apache-2.0): same names and numbers, the rest left out.
 * What the server sends beyond it is skipped by the decoder.
 */
const definition = `
syntax = "proto3";
package etcdserverpb;

message ResponseHeader { uint64 cluster_id = 1; int64 revision = 3; uint64 raft_term = 4; }
message KeyValue { bytes key = 1; int64 mod_revision = 3; bytes value = 5; int64 lease = 6; }

message RangeRequest {
  bytes key = 1; bytes range_end = 2; int64 limit = 3; int64 revision = 4; bool keys_only = 8; bool count_only = 9;
  int64 min_mod_revision = 10;
}
message RangeResponse { ResponseHeader header = 1; repeated KeyValue kvs = 2; bool more = 3; int64 count = 4; }
message PutRequest { bytes key = 1; bytes value = 2; int64 lease = 3; }
message DeleteRangeRequest { bytes key = 1; }
message Skipped {}

message RequestOp {
  oneof request {
    RangeRequest request_range = 1;
    PutRequest request_put = 2;
    DeleteRangeRequest request_delete_range = 3;
    TxnRequest request_txn = 4;
  }
}
message ResponseOp {
  oneof response {
    RangeResponse response_range = 1;
    Skipped response_put = 2;
    Skipped response_delete_range = 3;
    TxnResponse response_txn = 4;
  }
}
message Compare {
  int32 result = 1; int32 target = 2; bytes key = 3; oneof target_union { int64 mod_revision = 6; } bytes range_end = 64;
}
message TxnRequest { repeated Compare compare = 1; repeated RequestOp success = 2; repeated RequestOp failure = 3; }
message TxnResponse { ResponseHeader header = 1; bool succeeded = 2; repeated ResponseOp responses = 3; }

message WatchRequest { oneof request_union { WatchCreateRequest create_request = 1; } }
message WatchCreateRequest { bytes key = 1; bytes range_end = 2; int64 start_revision = 3; bool fragment = 8; }
message Event { int32 type = 1; KeyValue kv = 2; }
message WatchResponse {
  ResponseHeader header = 1;
  bool created = 3;
  bool canceled = 4;
  int64 compact_revision = 5;
  string cancel_reason = 6;
  bool fragment = 7;
  repeated Event events = 11;
}

message LeaseGrantRequest { int64 ttl = 1; int64 id = 2; }
message LeaseGrantResponse { ResponseHeader header = 1; int64 id = 2; int64 ttl = 3; }
message LeaseRevokeRequest { int64 id = 1; }
message LeaseRevokeResponse { ResponseHeader header = 1; }
message LeaseKeepAliveRequest { int64 id = 1; }
message LeaseKeepAliveResponse { ResponseHeader header = 1; int64 id = 2; int64 ttl = 3; }

message StatusRequest {}
message StatusResponse { ResponseHeader header = 1; string version = 2; uint64 leader = 4; repeated string errors = 8; }
message AuthenticateRequest { string name = 1; string password = 2; }
message AuthenticateResponse { ResponseHeader header = 1; string token = 2; }
`

const types = protobuf.parse(definition).root.lookup('etcdserverpb') as protobuf.Namespace

/** A call of etcd's: its path, and how its messages become bytes and back. */
export interface Method<Request, Response> {
  readonly path: string
  readonly encode: (request: Request) => Buffer
  readonly decode: (bytes: Buffer) => Response
}

export const rpc = {
  range: method<RangeRequest, RangeResponse>('KV/Range'),
  txn: method<TxnRequest, TxnResponse>('KV/Txn'),
  watch: method<WatchRequest, WatchResponse>('Watch/Watch'),
  leaseGrant: method<LeaseGrant, LeaseState>('Lease/LeaseGrant'),
  leaseRevoke: method<LeaseId, Answer>('Lease/LeaseRevoke'),
  leaseKeepAlive: method<LeaseId, LeaseState>('Lease/LeaseKeepAlive'),
  status: method<object, StatusResponse>('Maintenance/Status'),
  authenticate: method<Credentials, AuthenticateResponse>('Auth/Authenticate'),
}

function method<Request extends object, Response>(path: string): Method<Request, Response> {
  const name = path.split('/')[1] ?? ''
  const [request, response] = [types.lookupType(`${name}Request`), types.lookupType(`${name}Response`)]
  return {
    path: `/etcdserverpb.${path}`,
    encode: (message) => Buffer.from(request.encode(message as Record<string, unknown>).finish()),
    // Numbers of 64 bits become text: ids of leases and clusters do not fit into a number. Revisions do, see revisionOf.
    decode: (bytes) => response.toObject(response.decode(bytes), { longs: String, defaults: true }) as Response,
  }
}
