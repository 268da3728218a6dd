"""WHAT IS ASKED. Pure: no network, no database, no clock.

Knows definitions, questions, answers, the path through a survey, codes and receipts. Refuses to know who answers, where,
and what the answers mean. Offers `load_survey`, `accept`, `path`, `read_code`.
"""
