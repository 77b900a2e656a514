import random

r = random.Random(5)
for i in range(10000):
    print("%08x %s %d" % (r.getrandbits(32), "abcdefghij"[r.randrange(10)] * r.randrange(1, 30), i))
