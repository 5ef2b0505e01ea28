"""Documents made of a roadmap's figures: `context` says what stands in them, each format writes it as bytes.

- `contents`: what a report holds (`ReportContext`), in plain values and in the words that are shown
- `context`: the summary of a roadmap -> `ReportContext`; the only place that chooses and orders
- `words`: numbers, dates and fractions as the reader's country writes them
- `charts`: the measures of the drawings
- `pdf`, `xlsx`, `data`: `ReportContext` -> bytes; `naming`: what the file is called

No figure is computed here, and nothing is asked of the database.
"""
