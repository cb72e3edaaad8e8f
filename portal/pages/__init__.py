"""One module a page, or a few that belong together: its addresses, what it reads, the template that it fills."""

from portal.pages import (
    accounts,
    audit,
    case_groups,
    case_papers,
    cases,
    deliveries,
    facts,
    figures,
    files,
    home,
    identities,
    login,
    months,
    notice_preview,
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
        case_groups,
        case_papers,
        cases,
        identities,
        facts,
        deliveries,
        precheck,
        notice_preview,
        notices,
        figures,
        policy,
        files,
        accounts,
        audit,
    )
)
