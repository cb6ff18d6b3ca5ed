"""
The parts of the whole journey: the log's incidents, what is invented around them, and the way.
"""
