"""
A team in two cities, what it works on, and a day of it.
"""
