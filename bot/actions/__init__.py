"""Use cases: one verb, one transaction, no Telegram.

An action loads what the rule needs, applies the rule, saves, records what
happened and asks for screens. Who may act is checked here and nowhere else.
"""
