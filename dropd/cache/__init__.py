"""Finished pieces, kept by what they were made from: `store` keeps files, `checked` finds damage, `limits` lets go."""
