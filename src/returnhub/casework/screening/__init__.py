"""The whole caseload screened at once: what stops whom, kept for queues and counts.

`fact_table` reads the rows of facts into a table, `rescreen` judges it and writes what it finds, `results` is what
everybody else asks. Nothing here decides anything: a move is judged anew under the lock of its case.
"""
