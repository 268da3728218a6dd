"""WHAT IS KEPT. The only home of SQL.

Knows tables, transactions and seals. Refuses to know channels, wording and what an answer means.
Its functions take an open connection and never commit: whoever opened the transaction does.
"""
