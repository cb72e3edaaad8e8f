"""One module a page, or a few that belong together: its addresses, what it reads, the template that it fills."""

from portal.pages import (
    accounts,
    audit,
    cases,
    deliveries,
    facts,
    figures,
    files,
    home,
    identities,
    login,
    months,
    notices,
    people,
    policy,
    precheck,
    state,
    workshops,
)

ROUTERS = tuple(
    module.router
    for module in (
        state,
        login,
        home,
        months,
        workshops,
        people,
        cases,
        identities,
        facts,
        deliveries,
        precheck,
        notices,
        figures,
        policy,
        files,
        accounts,
        audit,
    )
)
