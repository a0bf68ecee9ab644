"""The pages: server-rendered, working without JavaScript. They show and ask; `casework.actions` decides.

`views/` answers addresses, `forms` asks questions, `showing` turns what is held into words, `moves_shown` and
`timeline` likewise for the two large parts of the case page.
"""
