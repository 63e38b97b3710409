"""Results → files that a sceptic can check.

edition    an index as it is handed out: tables, inputs, one hash for both
inputs     what an index was made from; reads like a store
forms      CSV, XLSX, JSON, Parquet, HTML report, citation
snapshot   one zip with everything needed to compute it again: packed, verified, compared, archived
"""
