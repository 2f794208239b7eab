"""Two ICE agents of aioice that may only use relayed candidates; prints what arrived.

Arguments: TURN host, port, transport, user name, password.
"""

import asyncio
import sys

import aioice

HOST, PORT, TRANSPORT, USERNAME, PASSWORD = sys.argv[1:6]
MESSAGES = 20


def agent(controlling):
    return aioice.Connection(
        ice_controlling=controlling,
        turn_server=(HOST, int(PORT)),
        turn_username=USERNAME,
        turn_password=PASSWORD,
        turn_transport=TRANSPORT,
        use_ipv6=False,
        transport_policy=aioice.TransportPolicy.RELAY,
    )


async def introduce(one, other):
    other.remote_username = one.local_username
    other.remote_password = one.local_password
    for candidate in one.local_candidates:
        print("candidate", candidate.type)
        await other.add_remote_candidate(candidate)
    await other.add_remote_candidate(None)


async def main():
    one, two = agent(True), agent(False)
    await one.gather_candidates()
    await two.gather_candidates()
    await introduce(one, two)
    await introduce(two, one)
    await asyncio.gather(one.connect(), two.connect())
    for number in range(MESSAGES):
        await one.send(b"ping %d" % number)
        await two.send(await two.recv())
        assert await one.recv() == b"ping %d" % number
    print("arrived", MESSAGES)
    await one.close()
    await two.close()


asyncio.run(asyncio.wait_for(main(), 25))
