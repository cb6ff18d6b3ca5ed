"""
A host: csmcore behind HTTP, with a database below it.
"""
