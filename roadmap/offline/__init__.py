"""The form that an institution fills without a line: written, read back without a database, previewed, carried out.

- `assigned`: what the institution reports on, and the fingerprint of that; `layout`: sheets, headings, keys
- `writing`: the workbook with what is known filled in; `reading`: bytes -> typed rows and errors with their cell
- `handing_in`: rows -> preview -> drafts or submitted reports, through the workflow and with its checks

A hostile file meets the same protections as an imported one (`imports.package`).
"""
