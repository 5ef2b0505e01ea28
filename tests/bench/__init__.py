"""`make bench`: how fast the product is, beside what the same machine can do at best. Prints, never judges a test.

- `scene`: a database from the generator, a session and the number of queries of each page
- `served`: a gunicorn for the length of a measurement; `bare`: the view that everything is compared with
- `load`: the clients, in a process of their own
- `documents`: the PDF beside bare WeasyPrint; `workbooks`: rows imported a second
"""
