"""What proves a closing without this server: the verifier, the signatures of the states, the code that leads here.

Nothing here knows the database: bytes and texts in, values out.
"""
