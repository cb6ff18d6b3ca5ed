"""
The domain core of customer service management, as a library.
"""
