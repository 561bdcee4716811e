"""A one-node OpenStack Swift with its S3 interface, for tests: one zone, one device, one replica, tempauth.

usage: swift-server.py ACCESS_KEY SECRET_KEY REGION

Keeps everything in a directory of its own, listens on free ports of the loopback, prints the proxy's port as its only line of standard output once it
serves, and ends with every child and the directory when standard input ends, so that nothing survives the test run that started it.
"""
import logging
import os
import shutil
import signal
import sys
import tempfile
import time

from eventlet import listen
from swift.common import utils

COMMON = """
[DEFAULT]
swift_dir = {root}
devices = {root}/devices
mount_check = false
fallocate_reserve = 0
log_level = ERROR
workers = 0
bind_ip = 127.0.0.1
client_timeout = 20
"""

STORAGE = COMMON + """
[pipeline:main]
pipeline = {kind}-server

[app:{kind}-server]
use = egg:swift#{kind}
"""

PROXY = COMMON + """
[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth slo dlo proxy-server

[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:cache]
paste.filter_factory = __main__:memory_cache

[filter:listing_formats]
use = egg:swift#listing_formats

[filter:s3api]
use = egg:swift#s3api
location = {region}
dns_compliant_bucket_names = true
storage_domain = s3.localhost

[filter:tempauth]
use = egg:swift#tempauth
user_{user} = {secret} .admin

[filter:slo]
use = egg:swift#slo

[filter:dlo]
use = egg:swift#dlo
"""

SWIFT = """
[swift-hash]
swift_hash_path_suffix = slipway

[storage-policy:0]
name = only
default = yes
"""


class MemoryCache:
    """What the proxy asks of memcached; one process needs no server for it."""

    def __init__(self):
        self.entries = {}

    def get(self, key, raise_on_error=False):
        value, expires = self.entries.get(key, (None, 0))
        return value if not expires or expires > now() else None

    def set(self, key, value, serialize=True, time=0, min_compress_len=0, raise_on_error=False):
        self.entries[key] = (value, time and now() + time)

    def delete(self, key, server_key=None):
        self.entries.pop(key, None)

    def incr(self, key, delta=1, time=0):
        self.set(key, int(self.get(key) or 0) + delta, time=time)
        return self.get(key)


def now():
    return time.time()


def memory_cache(global_conf, **local_conf):
    cache = MemoryCache()

    def wrap(app):
        def call(env, start_response):
            env["swift.cache"] = cache
            return app(env, start_response)
        return call
    return wrap


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def main(access_key, secret, region):
    root = tempfile.mkdtemp(prefix="slipway-swift-")
    os.makedirs(root + "/devices/only")
    write(root + "/swift.conf", SWIFT)
    utils.set_swift_dir(root)

    sockets = {kind: listen(("127.0.0.1", 0), backlog=128) for kind in ("account", "container", "object", "proxy")}
    children = []
    for kind, sock in sockets.items():
        if kind != "proxy":
            write(f"{root}/{kind}.conf", STORAGE.format(root=root, kind=kind))
            build_ring(root, kind, sock.getsockname()[1])
    write(root + "/proxy.conf", PROXY.format(root=root, region=region, user=access_key.replace(":", "_"), secret=secret))
    for kind, sock in sockets.items():
        children.append(serve(f"{root}/{kind}.conf", kind, sock))

    print(sockets["proxy"].getsockname()[1], flush=True)
    try:
        sys.stdin.read()
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        shutil.rmtree(root)


def build_ring(root, kind, port):
    from swift.common.ring import RingBuilder
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "only", "weight": 1.0})
    builder.rebalance()
    builder.get_ring().save(f"{root}/{kind}.ring.gz")


def serve(conf_path, kind, sock):
    child = os.fork()
    if child:
        return child
    os.close(0)
    os.dup2(2, 1)
    from swift.common.wsgi import run_server
    utils.eventlet_monkey_patch()
    conf = utils.readconf(conf_path, "app:%s-server" % kind, log_name=kind)
    conf["__file__"] = conf_path
    run_server(conf, logging.getLogger(kind), sock, global_conf={"log_name": kind})
    os._exit(0)


main(*sys.argv[1:])
