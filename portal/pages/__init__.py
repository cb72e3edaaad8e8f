"""One module a page, or a few that belong together: its addresses, what it reads, the template that it fills."""

from portal.pages import home, login, months, state

ROUTERS = tuple(module.router for module in (state, login, home, months))
