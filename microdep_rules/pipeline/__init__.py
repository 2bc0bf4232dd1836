"""The one path that every shell calls: files and packs in, everything that was established out.

What a shell needs it imports from the module that has it: a command loads no more than it runs.
"""
