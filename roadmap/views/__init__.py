"""Thin views, a file a noun: find it for this person, may they, form, verb, redirect."""
