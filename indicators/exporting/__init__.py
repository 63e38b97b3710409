"""Results → files that a sceptic can check.

edition      an index as it is handed out: tables, inputs, one hash for both
inputs       what an index was made from; reads like a store
snapshot     one zip with everything needed to compute it again
archive      files → zip with the same bytes, and a hostile zip → a refusal
verify       a snapshot → computed again, and the first difference
compare      two snapshots → revision, new data, weights, method
vintages     the index as known on any date, and what moved which month
kept         snapshots beside the store
formats      every form: CSV, XLSX, JSON, Parquet, HTML report, snapshot, citation
"""
