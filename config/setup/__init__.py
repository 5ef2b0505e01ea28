"""Installing, starting and checking Alternat: what `make` calls.

`__main__` (the commands), `install` (Python packages), `system` (system packages, listed in
`system_packages.toml`) and `checks` (the steps of `make test`) run on the system's bare Python and use the
standard library only.
`serve` runs in `.venv`. Nothing of the product is in here.
"""
