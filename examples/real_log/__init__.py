"""
The parts of the first example: reading a log, fitting a policy to it, and drawing tables.
"""
