"""WHAT IT MEANS. Pure; the only home of pandas.

Raw counts are a `CountTable`; only a `SafeTable`, made by `disclosure.protect`, can be rendered or exported.
"""
