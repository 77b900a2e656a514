import hashlib, json, math, random, re


def orbit(steps):
    x, y, vx, vy = 1.0, 0.0, 0.0, 1.0
    for _ in range(steps):
        r = (x * x + y * y) ** 1.5
        vx -= 0.001 * x / r
        vy -= 0.001 * y / r
        x += 0.001 * vx
        y += 0.001 * vy
    return repr(x), repr(y)


def documents(count):
    r = random.Random(3)
    rows = [
        {"id": i, "value": r.random(), "name": "n%d" % i, "list": [r.randint(-9, 9**9) for _ in range(5)]}
        for i in range(count)
    ]
    text = json.dumps(rows, sort_keys=True)
    assert json.loads(text) == rows
    return hashlib.sha256(text.encode()).hexdigest(), len(re.findall(r'"value": 0\.(\d)\1', text))


def words(count):
    r = random.Random(7)
    seen = {}
    for i in range(count):
        seen.setdefault("".join(r.choice("abcdefgh") for _ in range(3)), []).append(i)
    return sorted((k, len(v), sum(v)) for k, v in seen.items())[:20]


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def large():
    return hashlib.md5(b"%x" % (3**5000 * math.factorial(800))).hexdigest()


print(orbit(20000), documents(400), words(6000), fibonacci(19), large())
