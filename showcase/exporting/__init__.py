"""The catalogue as files: what a search shows, and all of it every night.

`columns` the one declaration of what a row holds, `rows` the database → public rows, `cells` text that no spreadsheet
runs, `writers` CSV, JSON Lines and XLSX, `dictionary` the columns explained, `columnar` Parquet and CSV of
thousands of rows at once, `pieces` all rows by several processes, `dumps` the nightly set of files, `dcat` what
catalogues of open data read about it.
"""

__all__: list[str] = []
