# Prints golden.txt below its head. No test runs it: the bytes in golden.txt are what Python 3.11 wrote.
import base64, json, pickle, sys, types, zlib
from urllib.parse import quote_from_bytes
def module(name):
    m = types.ModuleType(name); sys.modules[name] = m; return m
for n in ('vlcp','vlcp.utils'): module(n)
do = module('vlcp.utils.dataobject'); nm = module('vlcp.utils.networkmodel')
class Ref(object):
    def __init__(self, key): self._key = key
    def jsonencode(self): return self._key
    def __getstate__(self): return self._key
    def __setstate__(self, s): self._key = s
    def __hash__(self): return hash(self._key)
def cls(mod, name, base, ns=None):
    c = type(name, (base,), dict(ns or {}, __module__=mod.__name__)); setattr(mod, name, c); return c
ReferenceObject = cls(do, 'ReferenceObject', Ref); WeakReferenceObject = cls(do, 'WeakReferenceObject', Ref)
class _Set(object):
    def __init__(self, items=()): self._dataset = list(items)
    def jsonencode(self): return list(self._dataset)
    def __getstate__(self): return (list(self._dataset), True)
    def __setstate__(self, s): self._dataset = s[0]
DataObjectSet = cls(do, 'DataObjectSet', _Set)
class _Data(object):
    _indices = ()
    def __init__(self, **kw): self.__dict__.update(kw)
    def jsonencode(self): return dict(self.__dict__)
    def __getstate__(self): return (dict(self.__dict__), False)
    def __setstate__(self, s): self.__dict__.update(s[0])
do.UniqueKeyReference = cls(do, 'UniqueKeyReference', _Data); do.UniqueKeySet = cls(do, 'UniqueKeySet', _Data)
M = {n: cls(nm, n, _Data) for n in 'PhysicalNetwork PhysicalNetworkMap PhysicalNetworkSet PhysicalPort PhysicalPortSet LogicalNetwork LogicalNetworkMap LogicalNetworkSet LogicalPort LogicalPortSet SubNet SubNetMap SubNetSet VRouter VRouterSet RouterPort VXLANEndpointSet LogicalPortVXLANInfo DVRouterForwardSet'.split()}
def default(obj):
    if isinstance(obj, bytes): return {'<vlcpjsonencode/urlencoded-bytes>': quote_from_bytes(obj)}
    return {'<vlcpjsonencode/%s.%s>' % (type(obj).__module__, type(obj).__name__): obj.jsonencode()}
def js(o): return json.dumps(o, default=default).encode()
R, W, S = ReferenceObject, WeakReferenceObject, DataObjectSet
V = dict(kvdb_createtime=1500000000123456, kvdb_updateversion=1)
def o(cls_, **kw): return M[cls_](**dict(kw, **V))
P='viperflow.'
# id, object
objs = [
 (P+'physicalnetwork.vlan++net', o('PhysicalNetwork', type='vlan', vlanrange=[[100,199],[300,301]], owner='ops')),
 (P+'physicalnetworkmap.vlan++net', o('PhysicalNetworkMap', network=W(P+'physicalnetwork.vlan++net'), logicnetworks=S([W(P+'logicnetwork.red'),W(P+'logicnetwork.blue')]), ports=S([W(P+'physicalport..%.%.eth1')]), network_allocation={'100':W(P+'logicnetwork.red'),'150':W(P+'logicnetwork.blue')})),
 (P+'physicalnetwork.wire', o('PhysicalNetwork', type='native')),
 (P+'physicalnetwork.tunnels', o('PhysicalNetwork', type='vxlan', vnirange=[[1,1000]])),
 (P+'physicalnetworkset', o('PhysicalNetworkSet', set=S([W(P+'physicalnetwork.vlan++net'),W(P+'physicalnetwork.wire'),W(P+'physicalnetwork.tunnels')]))),
 (P+'physicalport..%.%.eth1', o('PhysicalPort', physicalnetwork=R(P+'physicalnetwork.vlan++net'))),
 (P+'physicalport..%.br+_0.eth1++7', o('PhysicalPort', physicalnetwork=R(P+'physicalnetwork.wire'), rack='r1')),
 (P+'physicalportset', o('PhysicalPortSet', set=S([W(P+'physicalport..%.%.eth1')]))),
 (P+'logicnetwork.red', o('LogicalNetwork', physicalnetwork=R(P+'physicalnetwork.vlan++net'), vlanid=100, mtu=1450, dns_nameservers=['10.0.0.1'], name='Ünïcode')),
 (P+'logicnetwork.blue', o('LogicalNetwork', physicalnetwork=R(P+'physicalnetwork.vlan++net'), vlanid=150)),
 (P+'logicnetwork.over', o('LogicalNetwork', physicalnetwork=R(P+'physicalnetwork.tunnels'), vni=7)),
 (P+'logicnetworkmap.red', o('LogicalNetworkMap', network=R(P+'logicnetwork.red'), ports=S([W(P+'logicalport.web')]), subnets=S([W(P+'subnet.s1')]))),
 (P+'logicalnetworkset', o('LogicalNetworkSet', set=S([W(P+'logicnetwork.red')]))),
 (P+'logicalport.web', o('LogicalPort', network=R(P+'logicnetwork.red'), subnet=R(P+'subnet.s1'), mac_address='02:00:00:00:00:01', ip_address='10.0.0.5', hostname='web', cookie=b'\x00%\xff')),
 (P+'logicalport.db', o('LogicalPort', network=R(P+'logicnetwork.blue'), mac_address='02:00:00:00:00:01')),
 (P+'logicalport.far', o('LogicalPort', network=R(P+'logicnetwork.over'))),
 (P+'logicalport.lost', o('LogicalPort', network=R(P+'logicnetwork.gone'))),
 (P+'logcialportset', o('LogicalPortSet', set=S([W(P+'logicalport.web')]))),
 (P+'subnet.s1', o('SubNet', network=R(P+'logicnetwork.red'), cidr='10.0.0.0/24', gateway='10.0.0.1', allocated_start='10.0.0.2', allocated_end='10.0.0.254', isexternal=False)),
 (P+'subnetmap.s1', o('SubNetMap', allocated_ips={'167772165':W(P+'logicalport.web')})),
 (P+'vxlanendpointset.over', o('VXLANEndpointSet', endpointlist=[['10.9.9.9','','sys','br0',1500000000123456],['10.9.9.8','','sys2','br0',None]])),
 ('indices.viperflow++logicalport._mac_address_index.x', do.UniqueKeyReference(ref=R(P+'logicalport.web'), **V)),
 ('indicesset.viperflow++logicalport._mac_address_index', do.UniqueKeySet(set=S([W('indices.viperflow++logicalport._mac_address_index.x')]), **V)),
]
out=[('json+zlib', k, v) for k, v in objs]
sample=objs[13]
for f in ['json','pickle0','pickle1','pickle2','pickle3','pickle4','pickle5','pickle4+zlib']:
    out.append((f,'sample.'+f.replace('+','-'),sample[1]))
def enc(f,v):
    kind,_,z=f.partition('+')
    raw=js(v) if kind=='json' else pickle.dumps(v,int(kind[6:]))
    return zlib.compress(raw,1) if z else raw
for f,k,v in out: print('%s %s %s' % (f, k, base64.b64encode(enc(f,v)).decode()))
