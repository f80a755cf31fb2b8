"""How long a tap takes, beside a handler that does nothing and one that does the least.

    python -m bench            everything
    python -m bench --quick    without the part that has to wait for Telegram's limits

The process that runs this is the load generator: it holds the sandboxes and taps straight
into them. Every contender is a process of its own and speaks HTTP, as it would to Telegram.
docs/benchmarks.md says how to read the figures.
"""
