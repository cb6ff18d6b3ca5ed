"""
The customers of a telecom, what they bought, and what was agreed with them.
"""
