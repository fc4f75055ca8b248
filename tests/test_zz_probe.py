import asyncio, time
async def test_a(hass, freezer):
    l = asyncio.get_running_loop()
    a = l.time(), time.time(), time.monotonic()
    await asyncio.sleep(0.05)
    b = l.time(), time.time(), time.monotonic()
    freezer.tick(60)
    c = l.time(), time.time(), time.monotonic()
    print([y-x for x,y in zip(a,b)], [y-x for x,y in zip(b,c)])
    assert 0
