"""
The tests, a directory for each package of the library; beside them the laws and the floors.
"""
