"""A link of two TUN devices on which each packet takes a while, and some are lost.

delayLink.py NAME NAME MILLISECONDS LOSE: it loses one packet of so many, none where that is 0. It says `ready` when the devices are there, and ends when its stdin does.
"""
import collections
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000


def open_device(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


one, other = open_device(sys.argv[1]), open_device(sys.argv[2])
delay = float(sys.argv[3]) / 1000
lose = int(sys.argv[4])
count = 0
partner = {one: other, other: one}
# All take equally long, so the first to come is the first to leave.
waiting = collections.deque()
print("ready", flush=True)
while True:
    patience = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
    readable, _, _ = select.select([one, other, sys.stdin], [], [], patience)
    if sys.stdin in readable:
        sys.exit()
    for device in readable:
        try:
            packet = os.read(device, 65536)
        except OSError:  # It is not up yet.
            continue
        count += 1
        if lose and count % lose == 0:
            continue
        waiting.append((time.monotonic() + delay, partner[device], packet))
    while waiting and waiting[0][0] <= time.monotonic():
        _, device, packet = waiting.popleft()
        try:
            os.write(device, packet)
        except OSError:
            pass
